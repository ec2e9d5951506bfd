// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked for is looked at once, however many patterns there are, and whatever their shape. */
class SegmentIndexTest {

    /** Counts how often a segment is read. */
    private static final class CountedPath extends AbstractList<String> {

        private final List<String> segments;
        private int reads;

        private CountedPath(String... segments) {
            this.segments = List.of(segments);
        }

        @Override
        public String get(int index) {
            reads++;
            return segments.get(index);
        }

        @Override
        public int size() {
            return segments.size();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 25_000})
    void noPatternIsAskedThatIsNotOnTheWay(int patterns) {
        SegmentIndex index = new SegmentIndex(IntStream.range(0, patterns)
                .mapToObj(number -> switch (number % 4) {
                    case 0 -> List.of("shop", "page-" + number, "**");
                    case 1 -> List.of("shop", "*", "part-" + number);
                    case 2 -> List.of("shop", "page-" + number + "-*", "part");
                    default -> List.of("**", "*-" + number + ".do");
                })
                .toList());
        CountedPath path = new CountedPath("shop", "page-4", "part-5");

        assertThat(index.matching(path)).containsExactly(4, 5);
        assertThat(path.reads).isEqualTo(3);
    }

    /**
     * As many ways to match as there are choices of places for the stars; each branch is reached once for each segment.
     */
    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void manyStarsAreNoManyWays(int length) {
        List<String> pattern = IntStream.range(0, length)
                .mapToObj(number -> number % 2 == 0 ? "**" : "a*")
                .toList();
        CountedPath path = new CountedPath(
                IntStream.range(0, length).mapToObj(number -> "aa").toArray(String[]::new));

        assertThat(new SegmentIndex(List.of(pattern, List.of("**", "b"))).matching(path))
                .containsExactly(0);
        assertThat(path.reads).isEqualTo(length);
    }

    @Test
    void allThatAreAlikeAreFound() {
        List<String> pattern = List.of("shop", "*");
        SegmentIndex index = new SegmentIndex(Collections.nCopies(1_000, pattern));

        assertThat(index.matching(List.of("shop", "a")))
                .containsExactly(IntStream.range(0, 1_000).toArray());
    }
}
