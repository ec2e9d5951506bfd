// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;

/** A verdict is found again, is always that of its own text, and no flood of texts makes the cache grow. */
class VerdictCacheTest {

    private final VerdictCache cache = new VerdictCache(Dialects.POSTGRESQL);

    @Test
    void theSameTextGivesTheSameVerdictObject() {
        String sql = "SELECT pg_advisory_lock(1)";
        assertThat(cache.verdict(new String(sql))).isSameAs(cache.verdict(new String(sql)));
    }

    @Test
    void nullIsUnknown() {
        assertThat(cache.verdict(null)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void twoTextsOfOneHashKeepTheirOwnVerdicts() {
        // "Aa" and "BB" have one hash code.
        String read = "SELECT 'Aa' FROM pg_class";
        String lock = "SELECT 'BB' FROM pg_locks";
        String sameHash = "SELECT 'BB' FROM pg_class";
        assertThat(sameHash).hasSameHashCodeAs(read);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.verdict(read).kind()).isEqualTo(StatementKind.READ);
            assertThat(cache.verdict(sameHash).kind()).isEqualTo(StatementKind.READ);
            assertThat(cache.verdict(lock).kind()).isEqualTo(StatementKind.TABLE);
        }
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void aFloodOfTextsFillsTheSlotsAndNoMore() {
        for (int i = 0; i < 5 * VerdictCache.SLOTS; i++) {
            cache.verdict("SELECT " + i);
        }
        assertThat(cache.size()).isLessThanOrEqualTo(VerdictCache.SLOTS);
        assertThat(cache.verdict("DELETE FROM t").kind()).isEqualTo(StatementKind.WRITE);
    }

    /** As an application sends them that writes its literals into its texts. */
    @Test
    void aFloodOfTextsThatAreSentOnceLeavesThoseInSteadyUse() {
        List<InspectedText> steady = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            steady.add(cache.known(steady(i)));
            cache.known(steady(i));
        }
        int inspectedAgain = 0;
        for (int i = 0; i < 200_000; i++) {
            cache.known("SELECT name FROM owner WHERE id = " + i);
            // Each of the steady ones once in 10,000 texts, which is more than there are slots.
            if (i % 20 == 0) {
                int asked = i / 20 % steady.size();
                InspectedText known = cache.known(steady(asked));
                inspectedAgain += steady.set(asked, known) == known ? 0 : 1;
            }
        }

        assertThat(inspectedAgain).as("of 10,000").isLessThan(300);
    }

    @Test
    void whatIsInSteadyUseNoMoreMakesRoom() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2 * VerdictCache.SLOTS; i++) {
                cache.known("SELECT old" + i);
                cache.known("SELECT old" + i);
            }
        }
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 200; i++) {
                cache.known(steady(i));
            }
            for (int i = 0; i < 500; i++) {
                cache.known("SELECT " + (round * 500 + i));
            }
        }
        List<InspectedText> last = IntStream.range(0, 200)
                .mapToObj(each -> cache.known(steady(each)))
                .toList();
        for (int i = 0; i < 2 * VerdictCache.SLOTS; i++) {
            cache.known("SELECT another" + i);
        }
        long kept = IntStream.range(0, 200)
                .filter(each -> cache.known(steady(each)) == last.get(each))
                .count();

        assertThat(kept).isGreaterThan(170);
    }

    private static String steady(int number) {
        return "SELECT city FROM owner WHERE branch_" + number + " = ?";
    }

    @Test
    void longTextsGetFewSlotsAndVeryLongOnesNone() {
        String filler = "x".repeat(VerdictCache.LONG);
        for (int i = 0; i < VerdictCache.SLOTS; i++) {
            cache.verdict("SELECT '" + filler + i + "'");
        }
        assertThat(cache.size()).isLessThanOrEqualTo(VerdictCache.SLOTS / 8);
        int before = cache.size();
        String endless = "DELETE FROM t WHERE x = '" + "x".repeat(VerdictCache.MAX_LENGTH) + "'";
        assertThat(cache.verdict(endless).kind()).isEqualTo(StatementKind.WRITE);
        assertThat(cache.size()).isEqualTo(before);
    }

    @Test
    void threadsThatMissAtOnceAllGetTheRightVerdict() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(threads.submit(this::allRight));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean allRight() {
        boolean right = true;
        for (int i = 0; i < 20_000; i++) {
            int number = i % 6_000;
            right &= cache.verdict("SELECT " + number).kind() == StatementKind.READ;
            right &= cache.verdict("DELETE FROM t WHERE id = " + number).kind() == StatementKind.WRITE;
        }
        return right;
    }
}
