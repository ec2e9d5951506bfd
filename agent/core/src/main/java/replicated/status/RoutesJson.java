// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code /status.json} has of routes. Stateless. */
final class RoutesJson {

    private RoutesJson() {}

    static List<Object> of(
            AgentView agent, CountersSnapshot counted, RecentCounts.Span minutes, RecentCounts.Span hour) {
        Set<String> writers = agent.learnedWriters().keySet();
        Map<String, Long> readOnly = agent.trustedRoutes();
        int trustAfter = agent.config().learning().trustAfter();
        List<Object> all = new ArrayList<>();
        for (CountersSnapshot.Route route : counted.routes()) {
            String name = route.name();
            Map<String, Object> one = counts(route);
            one.put("last5m", recent(minutes, name));
            one.put("lastHour", recent(hour, name));
            one.put("statements", route.statements());
            one.put("windows", windows(route));
            one.put("learnedWriter", writers.contains(name));
            one.put("trusted", !writers.contains(name) && readOnly.getOrDefault(name, 0L) >= trustAfter);
            all.add(one);
        }
        return all;
    }

    /** Null where nothing was counted. */
    private static @Nullable Map<String, Object> recent(RecentCounts.Span span, String route) {
        CountersSnapshot.Route counted = span.routes().get(route);
        if (counted == null) {
            return null;
        }
        Map<String, Object> counts = counts(counted);
        counts.remove("route");
        return counts;
    }

    private static Map<String, Object> counts(CountersSnapshot.Route route) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("route", route.name());
        one.put("requests", route.requests());
        one.put("requestsThatWrote", route.requestsThatWrote());
        one.put("jobs", route.jobs());
        one.put("jobsThatWrote", route.jobsThatWrote());
        one.put("connections", decisions(route.decided()));
        one.put("observed", decisions(route.observed()));
        one.put("moves", sum(route.moves()));
        one.put("observedMoves", sum(route.observedMoves()));
        one.put("latency", Json.map("replicas", latency(route.onReplicas()), "primary", latency(route.onPrimary())));
        return one;
    }

    /** Null where no statement was measured. */
    static @Nullable Map<String, Object> latency(LatencySample sample) {
        return sample.count() == 0
                ? null
                : Json.map(
                        "sampled",
                        sample.count(),
                        "p50",
                        sample.atMost(0.5),
                        "p99",
                        sample.atMost(0.99),
                        "max",
                        sample.max());
    }

    static List<Object> decisions(List<CountersSnapshot.Decided> decided) {
        List<Object> all = new ArrayList<>();
        for (CountersSnapshot.Decided one : decided) {
            all.add(Json.map(
                    "datasource",
                    one.database(),
                    "target",
                    one.target(),
                    "reason",
                    one.reason().code(),
                    "count",
                    one.count()));
        }
        return all;
    }

    private static List<Object> windows(CountersSnapshot.Route route) {
        List<Object> all = new ArrayList<>();
        for (CountersSnapshot.Named one : route.windows()) {
            all.add(Json.map("datasource", one.database(), "cause", one.name(), "count", one.count()));
        }
        return all;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
