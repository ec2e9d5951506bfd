// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import replicated.config.Schema;
import replicated.replica.Health;
import replicated.route.Reason;

/** Keys, values, metrics, reasons and commands that are named within a sentence are those that there are. */
class NamesTest {

    private static final Map<String, Object> KEYS =
            Yaml.mapping(Yaml.mapping(Yaml.documents(Schema.print()).get(0)).get("properties"));

    private static final Pattern PATH = Pattern.compile("[a-z-]+(?:\\.[a-z-]+)+");
    private static final Pattern SETTING = Pattern.compile("([a-z-]+): \\S.*");
    private static final Pattern METRIC = Pattern.compile("replicated_[a-z_]+");
    private static final Pattern PROGRAM =
            Pattern.compile("(?:java -jar replicated\\.jar (?!COMMAND)|mvn |\\./demo ).+");

    /** The change log tells of what was. */
    private static Stream<MarkdownPage> pages() {
        return Repository.manuscript().pages().stream()
                .filter(page -> !page.name().equals("CHANGELOG.md"));
    }

    @Test
    void keysAreKeysOfTheFile() {
        List<String> wrong = new ArrayList<>();
        pages().forEach(page -> {
            for (String code : page.codes()) {
                String first = code.replaceFirst("\\..*", "");
                if (PATH.matcher(code).matches() && KEYS.containsKey(first) && !isKey(code)) {
                    wrong.add(page.name() + ": " + code);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static boolean isKey(String path) {
        Object block = KEYS;
        for (String name : path.split("\\.", -1)) {
            Object key = block instanceof Map<?, ?> keys ? keys.get(name) : null;
            if (key == null) {
                return false;
            }
            block = properties(key);
        }
        return true;
    }

    /** The keys below a key, wherever its schema has them. */
    private static Object properties(Object schema) {
        if (schema instanceof List<?> alternatives) {
            return alternatives.stream()
                    .map(NamesTest::properties)
                    .filter(each -> each != null)
                    .findFirst()
                    .orElse(null);
        }
        if (schema instanceof Map<?, ?> map) {
            return map.containsKey("properties")
                    ? map.get("properties")
                    : Stream.of("items", "anyOf", "allOf", "oneOf")
                            .map(map::get)
                            .map(NamesTest::properties)
                            .filter(each -> each != null)
                            .findFirst()
                            .orElse(null);
        }
        return null;
    }

    @Test
    void settingsAreAcceptedByTheParser() {
        assertThat(pages().flatMap(page -> page.codes().stream().map(code -> page.name() + ": " + code)))
                .allSatisfy(named -> {
                    String code = named.substring(named.indexOf(": ") + 2);
                    var setting = SETTING.matcher(code);
                    if (setting.matches() && KEYS.containsKey(setting.group(1)) && !code.contains("...")) {
                        assertThat(Configurations.problems(code)).as(named).isEmpty();
                    }
                });
    }

    @Test
    void metricsAreExported() {
        List<String> known = Repository.manuscript().page("docs/metrics.md").codes();
        assertThat(pages().flatMap(page -> page.codes().stream())
                        .filter(code -> METRIC.matcher(code).matches() && !code.equals("replicated_bookmark")))
                .allSatisfy(code -> assertThat(known).contains(code));
    }

    @Test
    void troubleshootingNamesReasonsAndStatesThatThereAre() {
        List<String> known = Stream.concat(
                        Stream.of(Reason.values()).map(Reason::code),
                        Stream.of(Health.State.values())
                                .map(state ->
                                        state.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .toList();
        List<String> rows = Repository.text("docs/troubleshooting.md")
                .lines()
                .filter(line -> line.matches("\\| `[a-z-]+` \\|.*"))
                .map(line -> line.replaceAll("^\\| `([a-z-]+)`.*", "$1"))
                .filter(code -> !code.equals("drained"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(20);
        assertThat(known).containsAll(rows);
    }

    @Test
    void commandsAreUnderstood() {
        assertThat(pages().flatMap(page -> page.codes().stream())
                        .filter(code -> PROGRAM.matcher(code).matches()))
                .allSatisfy(code -> {
                    boolean bare = code.matches("java -jar replicated\\.jar [a-z]+");
                    assertThat(Commands.problems(bare ? code + " --help" : code))
                            .as(code)
                            .isEmpty();
                });
    }
}
