// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is found by an index is what is found by asking one pattern after another, in the same order. */
class IndexPropertiesTest {

    @Property(tries = 5_000)
    void patternsInSegmentsAreFoundAsByAskingEach(
            @ForAll("patterns") List<List<String>> patterns, @ForAll("path") List<String> path) {
        int[] asked = IntStream.range(0, patterns.size())
                .filter(number -> new SegmentPattern(patterns.get(number)).matches(path))
                .toArray();

        assertThat(new SegmentIndex(patterns).matching(path)).containsExactly(asked);
    }

    @Property(tries = 5_000)
    void globsAreFoundAsByAskingEach(@ForAll("globs") List<String> globs, @ForAll("text") String text) {
        GlobIndex<Integer> index = new GlobIndex<>();
        for (int number = 0; number < globs.size(); number++) {
            index.add(globs.get(number), number);
        }
        List<Integer> found = new ArrayList<>();
        index.find(text, found::add);

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, globs.size())
                        .filter(number -> Glob.matches(globs.get(number), text))
                        .boxed()
                        .toList());
    }

    @Property(tries = 5_000)
    void namesAreMeantAsByAskingEach(
            @ForAll("names") List<String> patterns,
            @ForAll("schema") String schema,
            @ForAll("text") String name,
            @ForAll boolean loosely) {
        String given = schema.isEmpty() ? null : schema;
        boolean meant = patterns.stream().anyMatch(pattern -> {
            int dot = pattern.indexOf('.');
            boolean inSchema = dot < 0 || (given == null ? loosely : Glob.matches(pattern.substring(0, dot), given));
            return inSchema && Glob.matches(pattern.substring(dot + 1), name);
        });

        assertThat(new NamePatterns(patterns).match(given, name, loosely)).isEqualTo(meant);
    }

    @Provide
    Arbitrary<List<List<String>>> patterns() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of("a", "b", "*", "**", "a*", "*b")), Tuple.of(1, glob()))
                .list()
                .ofMaxSize(5)
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<String>> path() {
        return Arbitraries.of("a", "b", "ab", "aab", "c", "*").list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<String>> globs() {
        return glob().list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.oneOf(glob(), glob().flatMap(schema -> glob().map(name -> schema + "." + name)))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(6);
    }

    @Provide
    Arbitrary<String> schema() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(3);
    }

    private static Arbitrary<String> glob() {
        return Arbitraries.strings().withChars("ab*").ofMaxLength(5);
    }
}
