// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import replicated.config.Config;
import replicated.config.ConfigException;
import replicated.config.Mode;
import replicated.config.ParsedText;
import replicated.jdbc.Database;
import replicated.request.LearnedRoutes;
import replicated.source.DataSources;

/** The rest of the agent, as a test wants it. */
final class FakeAgent implements AgentView {

    volatile Config config = Config.DEFAULT;
    volatile List<String> refused = List.of();
    volatile List<Database> databases = List.of();
    volatile List<DataSources.Unrouted> notRouted = List.of();
    final Map<String, LearnedRoutes.Evidence> learnedWriters = new TreeMap<>();

    FakeAgent() {}

    FakeAgent(Database... databases) {
        this.databases = List.of(databases);
    }

    static FakeAgent listening(Database... databases) {
        FakeAgent agent = new FakeAgent(databases);
        try {
            agent.config = ParsedText.parse("status: {listen: \"127.0.0.1:0\"}");
        } catch (ConfigException wrong) {
            throw new AssertionError(wrong);
        }
        return agent;
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public long configReadMillis() {
        return 1_700_000_000_000L;
    }

    @Override
    public List<String> refused() {
        return refused;
    }

    @Override
    public Collection<Database> databases() {
        return databases;
    }

    @Override
    public List<DataSources.Unrouted> notRouted() {
        return notRouted;
    }

    @Override
    public Map<String, Long> trustedRoutes() {
        return Map.of("GET /a", 1L);
    }

    @Override
    public Map<String, LearnedRoutes.Evidence> learnedWriters() {
        return learnedWriters;
    }

    @Override
    public boolean forget(String route) {
        return learnedWriters.remove(route) != null;
    }

    @Override
    public int forgetAll() {
        int all = learnedWriters.size();
        learnedWriters.clear();
        return all;
    }

    @Override
    public void mode(Mode mode) {
        config = config.withMode(mode);
    }
}
