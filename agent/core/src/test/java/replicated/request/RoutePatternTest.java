// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.config.RouteRule;

/** What an operator writes under {@code routes: path:} and what it means. */
class RoutePatternTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "/reports/**,      /reports,            true",
        "/reports/**,      /reports/,           true",
        "/reports/**,      /reports/2026/11,    true",
        "/reports/**,      /report,             false",
        "/reports,         /reports/,           true",
        "/reports,         /reports/1,          false",
        "/owners/*,        /owners/7,           true",
        "/owners/*,        /owners/7/pets,      false",
        "/owners/*/pets,   /owners/7/pets,      true",
        "/**/edit,         /a/b/edit,           true",
        "/**/edit,         /edit,               true",
        "/**/edit,         /a/edit/b,           false",
        "/a/**/b/**/c,     /a/x/b/y/z/c,        true",
        "/*.json,          /data.json,          true",
        "/*.json,          /data.xml,           false",
        "/**,              /,                   true",
        "/,                /,                   true",
        "/,                /x,                  false",
        "/owners/*,        /owners/7;v=1,       true",
        "/my page,         /my%20page,          true",
        "/100%,            /100%,               true",
        "/a/b,             //a///b,             true",
    })
    void patternMeansWhatItSays(String pattern, String path, boolean matches) {
        assertThat(new RoutePattern(pattern).matches(Paths.segments(path))).isEqualTo(matches);
    }

    @Test
    @Timeout(10)
    void hostilePathsAreNoMoreThanAFewComparisons() {
        RoutePattern pattern = new RoutePattern("/**/a*a*a*a*a*a*b/**/x");
        List<String> path = Paths.segments("/" + "a".repeat(5000) + "/" + "a/".repeat(5000));

        assertThat(pattern.matches(path)).isFalse();
        assertThat(path).hasSizeLessThanOrEqualTo(Paths.MAX_SEGMENTS);
    }

    @Test
    void theFirstRuleThatSaysSoWinsForTargetAndStalenessEach() {
        Rules rules = new Rules(List.of(
                new RouteRule("/reports/**", Set.of(), null, Duration.ofMinutes(5), 1),
                new RouteRule("/reports/live", Set.of("GET"), RouteRule.Use.PRIMARY, Duration.ofSeconds(1), 2),
                new RouteRule("/**", Set.of("POST"), RouteRule.Use.REPLICA, null, 3)));

        assertThat(rules.verdict("GET", "/reports/live"))
                .isEqualTo(new Rules.Verdict(RouteRule.Use.PRIMARY, Duration.ofMinutes(5)));
        assertThat(rules.verdict("POST", "/reports/live"))
                .isEqualTo(new Rules.Verdict(RouteRule.Use.REPLICA, Duration.ofMinutes(5)));
        assertThat(rules.verdict("GET", "/other")).isEqualTo(Rules.Verdict.NONE);
    }
}
