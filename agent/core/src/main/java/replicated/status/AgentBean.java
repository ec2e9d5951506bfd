// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Locale;
import replicated.config.Mode;
import replicated.log.Faults;

/** The agent over JMX. Thread-safe. */
final class AgentBean implements AgentMXBean {

    private final AgentView agent;
    private final Counters counters;

    AgentBean(AgentView agent, Counters counters) {
        this.agent = agent;
        this.counters = counters;
    }

    @Override
    public String getMode() {
        return agent.config().mode().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void setMode(String mode) {
        agent.mode(parse(mode));
    }

    private static Mode parse(String mode) {
        for (Mode known : Mode.values()) {
            if (mode != null && known.name().equalsIgnoreCase(mode.strip())) {
                return known;
            }
        }
        throw new IllegalArgumentException("Mode: expected route, observe or off");
    }

    @Override
    public String getVersion() {
        return agent.version();
    }

    @Override
    public String getVerdict() {
        return HealthSummary.of(agent, Double.NaN).text();
    }

    @Override
    public long getReads() {
        return counters.counted().decided().stream()
                .filter(CountersSnapshot.Decided::read)
                .mapToLong(CountersSnapshot.Decided::count)
                .sum();
    }

    @Override
    public long getReadsOnReplicas() {
        return counters.counted().decided().stream()
                .filter(one -> one.read() && !one.onPrimary())
                .mapToLong(CountersSnapshot.Decided::count)
                .sum();
    }

    @Override
    public long getFaults() {
        return Faults.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String[] getLearnedRoutes() {
        return agent.learnedWriters().entrySet().stream()
                .map(learned -> learned.getKey() + Descriptions.evidence(learned.getValue()))
                .toArray(String[]::new);
    }

    @Override
    public boolean forgetLearnedRoute(String route) {
        return agent.forget(route == null ? "" : route.strip());
    }

    @Override
    public int forgetAllLearnedRoutes() {
        return agent.forgetAll();
    }

    @Override
    public String[] getConfigRefused() {
        return agent.refused().toArray(new String[0]);
    }
}
