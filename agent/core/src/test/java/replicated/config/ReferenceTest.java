// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The printed reference, the complete sample and the manual say what the parser does. To write them anew after a change
 * of the table: run this test with {@code -Dreplicated.regenerate=true}.
 */
class ReferenceTest {

    @Test
    void thePrintedReferenceIsTheDefaults() throws ConfigException {
        assertThat(ParsedText.parse(Reference.print()))
                .usingRecursiveComparison()
                .ignoringFields("warnings", "top.line")
                .isEqualTo(Config.DEFAULT);
    }

    @Test
    void theDefaultsOfTheRecordsAreThoseOfTheTable() {
        assertThat(Config.DEFAULT.top().consistency())
                .returns(ReadYourWrites.POSITION, Consistency::readYourWrites)
                .returns(WritesOf.CLIENT, Consistency::writesOf)
                .returns(Duration.ofSeconds(5), Consistency::window)
                .returns(Duration.ZERO, Consistency::maxWait)
                .returns(Duration.ofSeconds(10), Consistency::maxLag)
                .returns(Duration.ofMillis(100), Consistency::pollInterval);
        assertThat(Config.DEFAULT.bookmarks())
                .returns("replicated_bookmark", BookmarkSettings::cookie)
                .returns("X-Replicated-Bookmark", BookmarkSettings::header)
                .returns(Duration.ofSeconds(60), BookmarkSettings::maxAge)
                .returns(Secret.NONE, BookmarkSettings::secret);
        assertThat(Config.DEFAULT.mode()).isEqualTo(Mode.ROUTE);
        assertThat(Config.DEFAULT.withoutReplicas()).isTrue();
    }

    @Test
    void everyKeyOfTheTableIsReadByTheParser() {
        for (Key<?> key : Keys.TABLE.rows()) {
            String wrong = key.hasChildren() ? "x" : key.kind() == Key.Kind.SECRET ? "${NOT_SET}" : "[[]]";
            String name = key.path().replace("[]", "");

            assertThat(ParsedText.problems(nested(key.path().split("\\.", -1), 0, wrong)))
                    .as(key.path())
                    .anySatisfy(problem -> assertThat(problem).contains(" " + name + ": "));
        }
    }

    /** The file that gives one key, as deep as it stands, as flow YAML. */
    private static String nested(String[] path, int from, String value) {
        String name = path[from].replace("[]", "");
        String inner = from == path.length - 1 ? quoted(value) : nested(path, from + 1, value);
        return "{" + name + ": " + (path[from].endsWith("[]") ? "[" + inner + "]" : inner) + "}";
    }

    private static String quoted(String value) {
        return value.startsWith("[") ? value : "\"" + value + "\"";
    }

    @Test
    void everyKeyIsInTheReference() {
        assertThat(Keys.TABLE.rows()).allSatisfy(key -> {
            assertThat(Reference.print()).contains(key.name() + ":");
            assertThat(Reference.complete()).contains(key.name() + ":");
            assertThat(key.advice()).endsWith(".");
        });
    }

    @Test
    void uncommentedThePrintedReferenceIsTheCompleteFile() {
        StringBuilder uncommented = new StringBuilder();
        for (String line : Reference.print().split("\n", -1)) {
            uncommented.append(line.startsWith("  # ") && !isComment(line) ? "  " + line.substring(4) : line);
            uncommented.append('\n');
        }
        assertThat(uncommented.toString().strip())
                .isEqualTo(Reference.complete().strip());
    }

    /** Comments within blocks that are not entries of a list: these are the same in both texts. */
    private static boolean isComment(String line) {
        return Reference.complete().contains("\n" + line + "\n");
    }

    @Test
    void theCompleteSampleIsUpToDate() throws Exception {
        Path sample = Samples.directory().resolve("complete.yaml");
        String text = Files.readString(sample);
        String header = text.substring(0, text.indexOf("\n\n") + 2);
        String expected = header + Reference.complete();
        GeneratedText.assertUpToDate(sample, text, expected);
        assertThat(ConfigParser.parse(sample.toFile(), Map.<String, String>of()::get)
                        .warnings())
                .singleElement()
                .asString()
                .contains("routes.max-lag");
    }

    @Test
    void theManualIsUpToDate() throws IOException {
        Path manual = Samples.directory().resolveSibling("docs").resolve("configuration.md");
        String text = Files.readString(manual);
        String begin = "<!-- keys -->\n";
        String expected = text.substring(0, text.indexOf(begin) + begin.length())
                + Reference.markdown()
                + text.substring(text.indexOf("<!-- end of keys -->"));
        GeneratedText.assertUpToDate(manual, text, expected);
    }

    @Test
    void theTableHasEachKeyOnceAndParentsFirst() {
        List<String> paths = Keys.TABLE.rows().stream().map(Key::path).toList();
        assertThat(paths).doesNotHaveDuplicates();
        assertThat(Keys.TABLE.rows()).allSatisfy(key -> {
            if (!key.parent().isEmpty()) {
                assertThat(paths.indexOf(key.parent().replaceFirst("\\[]$", "")))
                        .isBetween(0, paths.indexOf(key.path()) - 1);
            }
        });
    }
}
