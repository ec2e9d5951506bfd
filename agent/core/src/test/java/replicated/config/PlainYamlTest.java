// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plain reader reads is what the engine reads; what it is not sure of it leaves alone. */
class PlainYamlTest {

    private static final List<String> TEXTS = texts();

    @Test
    void theSamplesNeedNoEngine() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path file : samples()) {
            if (PlainYaml.read(Files.readString(file)) == null) {
                left.add(file.getFileName().toString());
            }
        }

        assertThat(left).as("read by the engine").isEmpty();
    }

    @Test
    void theSamplesAreReadAsTheEngineDoes() {
        TEXTS.forEach(PlainYamlTest::assertSame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:\n- b: 1\n  c: 2\n- d\nlast: x\n",
                "a:\n  - b: [x, 'y, z', \"w\"]\n    c: {d: jdbc:postgresql://h:1/d, e: ~}\n",
                "a:   # why\n  b: x#y # z\n\n  # more\nc: null\nd:\n",
                "a: ${B:c}\nb: {}\nc: []\nd: 'it''s'\ne: \"\"\nf: Null\n",
                "a: [[b, c], {d: [e]}]\nb: 1 2  3   \n",
                "a:\n  - x\n  - ~\nb: NULL\nc: 'null'\n",
                "a:\n  - # why\n    b: c\n    d: e\n  -\n     f: g\n",
            })
    void usualFilesNeedNoEngine(String text) {
        assertThat(PlainYaml.read(text)).isNotNull();
        assertSame(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n# nothing\n",
                "a",
                "- a",
                " a: b",
                "a:b",
                "a: b\n c",
                "a: b: c",
                "a: b:",
                "a: &b c",
                "a: *b",
                "a: !!str b",
                "a: |\n  b",
                "a: >\n  b",
                "? a",
                "a: \"\\n\"",
                "a: 'b",
                "a: [b",
                "a: [b\n]",
                "a: [b: c]",
                "a: {b}",
                "a: [b,]",
                "a: {b: }",
                "a: [b #c\n]",
                "a:\tb",
                "a: b\r\n",
                "---\na: b",
                "a: b\n...",
                "a: b\n---\nc: d",
                "%YAML 1.2\n---\na: b",
                "a:\n    b: c\n  d: e",
                "a:\n  b",
                "a:\n  - b\n c: d",
                "a: \"b\" c",
                "a: \u00e9",
                "a:\n- - b",
                "a:\n-\n  b",
                "a: -1",
                "<<: {a: b}",
                "\"a\": b",
                "a: 'b'c",
                "a: [\"b\":c]",
                "a: @b",
                "a: `b",
                "a: ? b",
                "a: - b",
                "a: b\nc",
                "a: [b]]",
                "a: b\n- c"
            })
    void whatIsUnusualOrWrongIsLeftToTheEngine(String text) {
        assertThat(PlainYaml.read(text)).isNull();
    }

    @Property(tries = 3_000)
    void spoiltSamplesAreReadAsTheEngineDoesOrNotAtAll(@ForAll Random random) {
        assertSame(spoilt(random));
    }

    @Property(tries = 20_000)
    void shortTextsAreReadAsTheEngineDoesOrNotAtAll(
            @ForAll
                    @StringLength(max = 16)
                    @Chars({
                        'a', 'b', ' ', ' ', ':', '\n', '\n', '-', '[', ']', '{', '}', ',', '#', '\'', '"', '~', '?',
                        '&', '.', '/', '|', '!'
                    })
                    String text) {
        assertSame("a: " + text);
        assertSame("a:\n  b" + text);
        assertSame("a:\n- b" + text);
        assertSame(text);
    }

    private static void assertSame(String text) {
        YamlNode plain = PlainYaml.read(text);
        if (plain == null) {
            return;
        }
        try {
            assertThat(outline(plain)).as(text).isEqualTo(outline(YamlEngine.read("test", text)));
        } catch (ConfigException e) {
            fail("The engine refuses what is read here: " + e.getMessage() + "\n" + text);
        }
    }

    private static String outline(YamlNode node) {
        StringBuilder outline = new StringBuilder().append('@').append(node.line());
        if (node.isText()) {
            return outline.append(node.isNothing() ? '~' : '=')
                    .append(node.text())
                    .toString();
        }
        outline.append(node.isMapping() ? '{' : '[');
        for (int i = 0; i < node.values().size(); i++) {
            outline.append(node.isMapping() ? outline(node.keys().get(i)) + ": " : "")
                    .append(outline(node.values().get(i)))
                    .append('\n');
        }
        return outline.append(node.isMapping() ? '}' : ']').toString();
    }

    /** Removes, doubles, swaps and replaces characters and lines. */
    private static String spoilt(Random random) {
        StringBuilder text = new StringBuilder(TEXTS.get(random.nextInt(TEXTS.size())));
        String spoilers = "\n\t   :-#{}[]&*!|>'\"%@`,?~$a0.\r";
        for (int times = 1 + random.nextInt(4); times > 0 && text.length() > 1; times--) {
            int at = random.nextInt(text.length());
            char spoiler = spoilers.charAt(random.nextInt(spoilers.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, spoiler);
                case 2 -> text.setCharAt(at, spoiler);
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
            }
        }
        return text.toString();
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        try {
            for (Path file : samples()) {
                texts.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        texts.add(Reference.complete());
        return texts;
    }

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Samples.directory())) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
