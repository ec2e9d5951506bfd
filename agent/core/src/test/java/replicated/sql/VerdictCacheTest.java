package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
