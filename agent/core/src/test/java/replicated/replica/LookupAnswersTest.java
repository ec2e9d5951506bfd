// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that tells its servers in turn stands for all of them, and one whose servers change for those it tells. */
class LookupAnswersTest {

    private final LookupAnswers latest = new LookupAnswers();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one by one                        | a b c a       | a,b,c",
                "the same for a while              | a a a         | a",
                "moved to another server           | a a b b       | b",
                "moved, and moved again            | a b c d       | d",
                "back within the time              | a b a         | a,b",
                "some of many                      | a,b b,c a,c   | a,b,c",
                "one is not ready for a while      | a,b b a,b     | a,b",
                "one is gone                       | a,b,c b,c b,c | b,c",
                "one is replaced by another        | a,b b b,c     | b,c",
                "in turn until there are more      | a b a a,b,c   | a,b,c",
                "in turn until there is one        | a,b c,d a,b e | e",
                "nothing is known of before that   | a b a c,d e,f | e,f",
            })
    void whatCountsIs(String what, String answers, String servers) {
        assertThat(after(answers)).as(what).isEqualTo(List.of(servers.split(",", -1)));
    }

    @Test
    void whoIsNotToldAnyMoreGoesAfterSoManyAnswers() {
        after("a b a b c");
        for (int i = 1; i < LookupAnswers.KEPT; i++) {
            assertThat(latest.add(List.of(i % 2 == 0 ? "a" : "b"))).containsExactly("a", "b", "c");
        }
        assertThat(latest.add(List.of("a"))).containsExactly("a", "b");
    }

    @Test
    void fiveAtRandomAreKeptOnceEachWasTold() {
        Random random = new Random(5);
        List<List<String>> seen = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            List<String> servers = latest.add(List.of("server-" + random.nextInt(5)));
            if (i > LookupAnswers.KEPT) {
                seen.add(servers);
            }
        }
        assertThat(seen).allSatisfy(servers -> assertThat(servers).hasSize(5));
    }

    /** A name server on the way tells each answer for half a minute. */
    @Test
    void fiveAtRandomAreKeptWhereEachAnswerIsRepeated() {
        Random random = new Random(5);
        List<List<String>> seen = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            List<String> answer = List.of("server-" + random.nextInt(5));
            for (int repeated = 0; repeated < LookupAnswers.SAME; repeated++) {
                List<String> servers = latest.add(answer);
                if (i > LookupAnswers.KEPT) {
                    seen.add(servers);
                }
            }
        }
        assertThat(seen).allSatisfy(servers -> assertThat(servers).hasSize(5));
    }

    @Test
    void whoIsNotToldAnyMoreGoesAlsoWhereOnlyOneIsTold() {
        after("a b a");
        List<String> servers = List.of();
        for (int i = 0; i < LookupAnswers.KEPT * LookupAnswers.SAME; i++) {
            servers = latest.add(List.of("a"));
        }
        assertThat(servers).containsExactly("a");
    }

    @Test
    void aNameThatGivesNewServersForEverStandsForSoManyOnly() {
        latest.add(List.of("first"));
        latest.add(List.of("second"));
        List<String> servers = latest.add(List.of("first"));
        for (int i = 0; i < 1000; i++) {
            latest.add(List.of("first"));
            servers = latest.add(List.of("new-" + i));
            assertThat(servers)
                    .hasSizeLessThanOrEqualTo(LookupAnswers.MOST_SERVERS)
                    .contains("first", "new-" + i);
        }
    }

    private List<String> after(String answers) {
        List<String> servers = List.of();
        for (String answer : answers.split(" ", -1)) {
            servers = latest.add(List.of(answer.split(",", -1)));
        }
        return servers;
    }
}
