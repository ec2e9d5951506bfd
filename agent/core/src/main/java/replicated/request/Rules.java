package replicated.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import replicated.config.RouteRule;

/** The {@code routes} block, compiled. Immutable. */
final class Rules {

    private final List<Rule> rules = new ArrayList<>();

    Rules(List<RouteRule> settings) {
        for (RouteRule each : settings) {
            rules.add(new Rule(new RoutePattern(each.path()), each));
        }
    }

    /** The verdict on one request: what the first matching rule that says so says of each. */
    Verdict verdict(String method, String path) {
        if (rules.isEmpty()) {
            return Verdict.NONE;
        }
        List<String> segments = Paths.segments(path);
        RouteRule.Use use = null;
        Duration maxLag = null;
        for (Rule rule : rules) {
            boolean meant =
                    rule.setting.methods().isEmpty() || rule.setting.methods().contains(method);
            if (meant && rule.pattern.matches(segments)) {
                use = use == null ? rule.setting.use() : use;
                maxLag = maxLag == null ? rule.setting.maxLag() : maxLag;
            }
            if (use != null && maxLag != null) {
                break;
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
    record Verdict(RouteRule.Use use, Duration maxLag) {

        static final Verdict NONE = new Verdict(null, null);

        boolean isEmpty() {
            return use == null && maxLag == null;
        }
    }

    private record Rule(RoutePattern pattern, RouteRule setting) {}
}
