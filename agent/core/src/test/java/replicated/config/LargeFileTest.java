// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Files with tens of thousands of entries, right and wrong: read in seconds on any machine, where work by the square
 * takes minutes.
 */
@Timeout(60)
class LargeFileTest {

    private static final int ENTRIES = 25_000;

    /** Larger than what one of the two readers of YAML takes by default. */
    private static final int SIZE = 4 << 20;

    private static String list(String key, String entry, int entries) {
        return IntStream.range(0, entries)
                .mapToObj(number -> "  - " + entry.replace("%", "" + number) + "\n")
                .collect(Collectors.joining("", key + ":\n", ""));
    }

    @Test
    void rulesByTheTenThousandsAreRead() throws ConfigException {
        String rules =
                list("routes", "{path: /a-part-of-the-application/page-%/**, methods: [GET], use: replica}", ENTRIES);

        assertThat(ParsedText.parse(WrongFiles.REPLICA + rules).requests().routes())
                .hasSize(ENTRIES)
                .last()
                .extracting(RouteRule::path)
                .isEqualTo("/a-part-of-the-application/page-" + (ENTRIES - 1) + "/**");
    }

    /** Bytes that are allocated stand for work: time is the machine's. */
    @Test
    void whatIsMadeForOneRuleDoesNotGrowWithTheirNumber() throws ConfigException {
        long few = bytesForEach(ENTRIES / 10);
        long many = bytesForEach(ENTRIES);

        assertThat(many).isLessThan(few + few / 5);
    }

    private static long bytesForEach(int rules) throws ConfigException {
        String text = WrongFiles.REPLICA
                + list("routes", "{path: /page-%/**, methods: [GET], use: replica, max-lag: 1h}", rules);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Config config = ParsedText.parse(text);
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(config.requests().routes()).hasSize(rules);
        return made / rules;
    }

    @Test
    void notesByTheTenThousandsAreCounted() throws ConfigException {
        List<String> said = ParsedText.parse(
                        WrongFiles.REPLICA + list("routes", "{path: /page-%/**, use: replica, max-lag: 1h}", ENTRIES))
                .warnings();

        assertThat(said).hasSize(41);
        assertThat(said.get(0)).startsWith("replicated.yaml:4: routes.max-lag: is longer than");
        assertThat(said.get(40)).endsWith("and " + (ENTRIES - 40) + " more like these");
    }

    @Test
    void theYamlEngineReadsAsMuch() throws ConfigException {
        String escaped = "{path: \"/p\\u0061ge-%" + "x".repeat(SIZE / ENTRIES) + "\", use: replica}";

        assertThat(ParsedText.parse(WrongFiles.REPLICA + list("routes", escaped, ENTRIES))
                        .requests()
                        .routes())
                .hasSize(ENTRIES);
    }

    @Test
    void mistakesByTheTenThousandsAreCounted() {
        List<String> said = ParsedText.problems(list("routes", "{path: page-%, use: replica}", ENTRIES), Map.of());

        assertThat(said).hasSize(41);
        assertThat(said.get(0)).startsWith("replicated.yaml:2: routes.path: ");
        assertThat(said.get(40)).endsWith("and " + (ENTRIES - 40) + " more");
    }

    @Test
    void afterAThousandMistakesNoValueIsComparedWithTheSecretsAnyMore() {
        Document document = new Document(Keys.TABLE, new Problems("file"), new Placeholders(name -> null), null);
        YamlNode value = YamlNode.text(1, "plain");

        assertThat(IntStream.range(0, 1_000).mapToObj(each -> document.shown(value)))
                .containsOnly("\"plain\"");
        assertThat(document.shown(value)).isEqualTo("a text that is not shown");
    }
}
