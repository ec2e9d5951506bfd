// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.config.RouteRule;
import replicated.route.Reason;

/**
 * A rule that what was counted speaks for. Immutable.
 *
 * @param rule with line 0
 * @param evidence one sentence with figures
 * @param weight how sure, among rules of the same kind
 * @param gained to the primary: moves that the rule would spare; to replicas: connections (in mode observe: statements)
 *     that it would bring there
 */
record Proposal(RouteRule rule, String evidence, double weight, long gained) {

    /** Fewer requests than these say nothing about what a route never does. */
    private static final long ENOUGH = 20;

    private static final Pattern METHOD = Pattern.compile("[A-Z]+");

    /**
     * All proposals: first routes expected to read that wrote, which a rule sends to the primary and which can go wrong
     * in no way; then those expected to write that never did, which somebody has to look at.
     *
     * @param config in force: what it already has a rule for is left out
     * @param counted the evidence
     * @return the safest first
     */
    static List<Proposal> of(Config config, CountersSnapshot counted) {
        List<Proposal> primary = new ArrayList<>();
        List<Proposal> replica = new ArrayList<>();
        for (CountersSnapshot.Route route : counted.routes()) {
            int space = route.name().indexOf(' ');
            String method = space < 0 ? "" : route.name().substring(0, space);
            String path = route.name().substring(space + 1);
            boolean usable = METHOD.matcher(method).matches() && path.startsWith("/") && !path.contains("**");
            if (!usable || ruled(route)) {
                continue;
            }
            boolean reads = config.requests().readMethods().contains(method);
            if (reads && route.requestsThatWrote() > 0) {
                primary.add(toPrimary(config, route, path, method));
            } else if (!reads && route.requestsThatWrote() == 0 && route.requests() >= ENOUGH && onlyRead(route)) {
                replica.add(toReplica(config, route, path, method));
            }
        }
        Comparator<Proposal> surest =
                Comparator.comparingDouble(Proposal::weight).reversed();
        primary.sort(surest);
        replica.sort(surest);
        primary.addAll(replica);
        return primary;
    }

    private static Proposal toPrimary(Config config, CountersSnapshot.Route route, String path, String method) {
        double share = (double) route.requestsThatWrote() / Math.max(route.requests(), 1);
        boolean observing = config.mode() == Mode.OBSERVE;
        long moves = (observing ? route.observedMoves() : route.moves())
                .values().stream().mapToLong(Long::longValue).sum();
        String evidence = route.requestsThatWrote() + " of " + route.requests() + " requests wrote ("
                + Descriptions.percent(route.requestsThatWrote(), route.requests()) + ")";
        return new Proposal(rule(path, method, RouteRule.Use.PRIMARY), evidence, share, moves);
    }

    private static Proposal toReplica(Config config, CountersSnapshot.Route route, String path, String method) {
        long gained = (config.mode() == Mode.OBSERVE ? route.observed() : route.decided())
                .stream()
                        .filter(one -> one.onPrimary() && one.reason() == Reason.WRITE_METHOD)
                        .mapToLong(CountersSnapshot.Decided::count)
                        .sum();
        String evidence = "none of " + route.requests() + " requests wrote";
        return new Proposal(rule(path, method, RouteRule.Use.REPLICA), evidence, route.requests(), gained);
    }

    private static RouteRule rule(String path, String method, RouteRule.Use use) {
        return new RouteRule(path, Set.of(method), use, null, 0);
    }

    private static boolean ruled(CountersSnapshot.Route route) {
        return seen(route, Reason.RULE_PRIMARY);
    }

    private static boolean onlyRead(CountersSnapshot.Route route) {
        return !seen(route, Reason.WRITE_STATEMENT) && !seen(route, Reason.UNSAFE_STATEMENT);
    }

    private static boolean seen(CountersSnapshot.Route route, Reason reason) {
        return route.decided().stream().anyMatch(one -> one.reason() == reason)
                || route.observed().stream().anyMatch(one -> one.reason() == reason);
    }
}
