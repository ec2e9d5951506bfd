// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.config.RouteRule;
import replicated.request.LearnedRoutes;
import replicated.route.Reason;

/**
 * The page {@code /report}: per route what went where, or would have gone, and the {@code routes:} block to paste. The
 * whole text is YAML, all but the rules being comments.
 */
final class Report {

    private final AgentView agent;
    private final Counters counters;

    Report(AgentView agent, Counters counters) {
        this.agent = agent;
        this.counters = counters;
    }

    String text() {
        Config config = agent.config();
        CountersSnapshot counted = counters.counted();
        StringBuilder out = new StringBuilder();
        head(out, config, counted);
        ReportShare.write(out, agent, counted);
        boolean observing = config.mode() == Mode.OBSERVE;
        routes(out, counted, observing);
        long all = (observing ? Share.ofStatements(counted.observed()) : Share.ofConnections(counted.decided())).all();
        rules(out, config, counted, all);
        ReportObjects.write(out, config, counted, observing, all);
        return out.toString();
    }

    private void head(StringBuilder out, Config config, CountersSnapshot counted) {
        String mode = config.mode().name().toLowerCase(Locale.ROOT);
        out.append("# Report of replicated ")
                .append(plain(agent.version()))
                .append(", mode ")
                .append(mode)
                .append(", ")
                .append(Descriptions.time(System.currentTimeMillis()))
                .append("\n#\n");
        long requests = 0;
        long jobs = 0;
        for (CountersSnapshot.Route route : counted.routes()) {
            requests += route.requests();
            jobs += route.jobs();
        }
        out.append("# ")
                .append(requests)
                .append(" requests on ")
                .append(counted.routes().stream()
                        .filter(route -> !route.isJob())
                        .count())
                .append(" routes used a connection since the start.\n");
        if (jobs > 0) {
            out.append("# So did ").append(jobs).append(" runs of jobs.\n");
        }
        if (config.mode() == Mode.OBSERVE || !counted.observed().isEmpty()) {
            Share share = Share.ofStatements(counted.observed());
            out.append("# Of ")
                    .append(share.all)
                    .append(" statements observed, a replica would have served ")
                    .append(share.replica)
                    .append(" (")
                    .append(share)
                    .append(").\n");
        }
        Share share = Share.ofConnections(counted.decided());
        if (share.all > 0) {
            out.append("# Of ")
                    .append(share.all)
                    .append(" connections of reading requests, ")
                    .append(share.replica)
                    .append(" went to replicas (")
                    .append(share)
                    .append(").\n");
        }
        Map<String, LearnedRoutes.Evidence> writers = agent.learnedWriters();
        if (!writers.isEmpty()) {
            out.append("# ").append(writers.size()).append(" routes are known to write although expected to read:\n");
        }
        writers.forEach((route, evidence) -> out.append("#   ")
                .append(plain(route))
                .append(Descriptions.evidence(evidence))
                .append('\n'));
    }

    /** What would have been and what was are in different units: each mode shows its own. */
    private static void routes(StringBuilder out, CountersSnapshot counted, boolean observing) {
        if (counted.routes().isEmpty()) {
            out.append("#\n# No request has used a connection yet.\n");
            return;
        }
        out.append("#\n# ")
                .append(
                        observing
                                ? "Statements, as mode route would have sent them:"
                                : "Connections, as they were sent:")
                .append("\n#   requests    wrote  on replicas    moves  route, and why not on a replica\n");
        List<CountersSnapshot.Route> byTraffic = new ArrayList<>(counted.routes());
        byTraffic.sort(Comparator.comparingLong(CountersSnapshot.Route::times).reversed());
        for (CountersSnapshot.Route route : byTraffic) {
            Share share = observing ? Share.ofStatements(route.observed()) : Share.ofConnections(route.decided());
            out.append(String.format(
                    Locale.ROOT,
                    "# %10d %8d %12s %8d  %s%s%n",
                    route.times(),
                    route.requestsThatWrote() + route.jobsThatWrote(),
                    share,
                    sum((observing ? route.observedMoves() : route.moves()).values()),
                    plain(route.name()),
                    reasons(observing ? route.observed() : route.decided())));
        }
    }

    /** Why the primary, with counts, in order of weight. */
    private static String reasons(List<CountersSnapshot.Decided> decided) {
        StringJoiner reasons = new StringJoiner(", ", ": ", "");
        reasons.setEmptyValue("");
        decided.stream()
                .filter(CountersSnapshot.Decided::onPrimary)
                .filter(one -> one.reason() != Reason.OBSERVE)
                .sorted(Comparator.comparingLong(CountersSnapshot.Decided::count)
                        .reversed())
                .forEach(one -> reasons.add(one.count() + " " + one.reason().code()));
        return reasons.toString();
    }

    private static void rules(StringBuilder out, Config config, CountersSnapshot counted, long all) {
        List<Proposal> proposals = Proposal.of(config, counted);
        out.append(
                "#\n# To paste into the file, in place of its own routes, tables and functions. Routes: the safest first, each with its evidence.\n");
        List<String> lines = new ArrayList<>();
        List<String> doubtful = new ArrayList<>();
        for (Proposal proposal : proposals) {
            boolean toPrimary = proposal.rule().use() == RouteRule.Use.PRIMARY;
            List<String> block = toPrimary ? lines : doubtful;
            block.add("  # " + plain(proposal.evidence() + gain(proposal, all)));
            block.add((toPrimary ? "  - " : "  # - ") + yaml(proposal.rule()));
        }
        if (!config.requests().routes().isEmpty()) {
            lines.add("  # as in the file");
            config.requests().routes().forEach(rule -> lines.add("  - " + yaml(rule)));
        }
        boolean empty = lines.isEmpty();
        out.append(empty ? "routes: []\n" : "routes:\n");
        lines.forEach(line -> out.append(line).append('\n'));
        if (!doubtful.isEmpty()) {
            out.append(
                            "  # These were expected to write and never did. Uncomment one only if you know that it never will")
                    .append(" where it matters.\n");
            doubtful.forEach(line -> out.append(line).append('\n'));
        }
    }

    private static String gain(Proposal proposal, long all) {
        if (proposal.rule().use() == RouteRule.Use.PRIMARY) {
            return proposal.gained() == 0 ? "" : "; would spare " + proposal.gained() + " moves";
        }
        // What such a route sends is not among what is expected to read.
        return "; would bring up to " + proposal.gained() + " more to replicas ("
                + Descriptions.percent(proposal.gained(), all + proposal.gained()) + " of all)";
    }

    private static String yaml(RouteRule rule) {
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        fields.add("path: " + Json.quoted(rule.path()));
        if (!rule.methods().isEmpty()) {
            fields.add("methods: [" + String.join(", ", rule.methods()) + "]");
        }
        if (rule.use() != null) {
            fields.add("use: " + rule.use().name().toLowerCase(Locale.ROOT));
        }
        if (rule.maxLag() != null) {
            fields.add("max-lag: " + Descriptions.duration(rule.maxLag()));
        }
        return fields.toString();
    }

    private static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Paths come from outside: nothing in them may end the comment that they stand in. */
    static String plain(String text) {
        return text.replaceAll("[^\\x20-\\x7e\\u00a1-\\uffff]|[\\u2028\\u2029]", "?");
    }

    /** What went to replicas of all that could be expected to. */
    private record Share(long replica, long all) {

        static Share ofConnections(List<CountersSnapshot.Decided> decided) {
            return of(decided.stream().filter(CountersSnapshot.Decided::read).toList());
        }

        static Share ofStatements(List<CountersSnapshot.Decided> observed) {
            return of(observed);
        }

        private static Share of(List<CountersSnapshot.Decided> counted) {
            long all = 0;
            long replica = 0;
            for (CountersSnapshot.Decided one : counted) {
                all += one.count();
                replica += one.onPrimary() ? 0 : one.count();
            }
            return new Share(replica, all);
        }

        @Override
        public String toString() {
            return Descriptions.percent(replica, all);
        }
    }
}
