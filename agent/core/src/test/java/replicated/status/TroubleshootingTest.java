// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import replicated.config.Samples;
import replicated.replica.Health;
import replicated.route.Reason;

/** A link of the status page that leads nowhere helps nobody at three in the morning. */
class TroubleshootingTest {

    private final Troubleshooting page = Troubleshooting.of(read("docs/troubleshooting.md"));

    private static String read(String file) {
        try {
            return Files.readString(Samples.directory().getParent().resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachStateThatIsNotWellIsExplained() {
        assertThat(Arrays.stream(Health.State.values())
                        .filter(state -> state != Health.State.UP)
                        .map(Descriptions::state))
                .allSatisfy(state -> assertThat(page.link(state)).isEqualTo("/troubleshooting#" + state));
    }

    @Test
    void whatThePageLinksToIsThere() {
        Pattern link = Pattern.compile("status\\.help\\['([^']+)']");
        String script = read("agent/core/src/main/resources/replicated/status/page.js");

        assertThat(link.matcher(script).results().map((MatchResult found) -> found.group(1)))
                .contains("replica-busy", "no-read-goes-to-a-replica")
                .allSatisfy(anchor -> assertThat(page.link(anchor)).isNotEmpty());
    }

    @Test
    void eachReasonThatItNamesIsOne() {
        String reasons =
                read("docs/troubleshooting.md").split("## Reasons", -1)[1].split("\n## ", -1)[0];

        assertThat(Pattern.compile("(?m)^\\| `([a-z-]+)`")
                        .matcher(reasons)
                        .results()
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(code -> assertThat(Arrays.stream(Reason.values()).map(Reason::code))
                        .contains(code))
                .allSatisfy(code -> assertThat(page.link(code)).endsWith("#" + code));
    }

    @Test
    void whatItDoesNotKnowHasNoLink() {
        assertThat(page.link("no-such-state")).isEmpty();
    }

    @Test
    void allOfTheTextIsShownAndNothingOfItRuns() {
        Troubleshooting made = Troubleshooting.of("""
                # One <script>

                A [link](x.md), `a<b` and
                **more**.

                1. First
                   goes on

                | a | b |
                | --- | --- |
                | `down` | it is `x` |
                """);

        assertThat(made.response().body())
                .contains("<h1 id=\"one-script\">One &lt;script&gt;</h1>")
                .contains("<p>A link, <code>a&lt;b</code> and\n<strong>more</strong>.\n</p>")
                .contains("<p>1. First\ngoes on\n</p>")
                .contains("<tr id=\"down\"><td><code>down</code></td><td>it is <code>x</code></td></tr>");
        assertThat(made.response().policy()).isEqualTo(PageResponse.NOTHING);
    }

    /** The file of the manual and the one in the jar are the same. */
    @Test
    void theJarHasIt() throws IOException {
        try (var in = Troubleshooting.class.getResourceAsStream("troubleshooting.md")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(read("docs/troubleshooting.md"));
        }
    }
}
