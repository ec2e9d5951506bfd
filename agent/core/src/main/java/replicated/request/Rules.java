// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.config.RouteRule;
import replicated.config.SegmentIndex;

/** The {@code routes} block, compiled: what a request costs does not grow with the number of rules. Immutable. */
final class Rules {

    private final List<RouteRule> rules;
    private final SegmentIndex index;

    Rules(List<RouteRule> rules) {
        this.rules = rules;
        List<List<String>> patterns = new ArrayList<>();
        for (RouteRule rule : rules) {
            patterns.add(Paths.segments(rule.path()));
        }
        this.index = new SegmentIndex(patterns);
    }

    /** The verdict on one request: what the first matching rule that says so says of each. */
    Verdict verdict(String method, String path) {
        if (rules.isEmpty()) {
            return Verdict.NONE;
        }
        RouteRule.Use use = null;
        Duration maxLag = null;
        for (int number : index.matching(Paths.segments(path))) {
            RouteRule rule = rules.get(number);
            if (rule.methods().isEmpty() || rule.methods().contains(method)) {
                use = use == null ? rule.use() : use;
                maxLag = maxLag == null ? rule.maxLag() : maxLag;
            }
        }
        return new Verdict(use, maxLag);
    }

    /**
     * What the rules say of a request.
     *
     * @param use where it goes, or null
     * @param maxLag the staleness it accepts, or null
     */
    record Verdict(RouteRule.@Nullable Use use, @Nullable Duration maxLag) {

        static final Verdict NONE = new Verdict(null, null);

        boolean isEmpty() {
            return use == null && maxLag == null;
        }
    }
}
