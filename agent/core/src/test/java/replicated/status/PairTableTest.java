// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Many data sources are no reason to count for another server than the one that has served. */
class PairTableTest {

    @Test
    void findsEachOfManyPairs() {
        PairTable<LongAdder> table = new PairTable<>(LongAdder::new, PairTable.MAX_OF_ALL);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 600; i++) {
                table.of("tenant-" + i, "primary").increment();
                table.of("tenant-" + i, "replica-1").add(2);
            }
        }
        assertThat(table.entries()).hasSize(1200);
        assertThat(table.entries())
                .allSatisfy(entry ->
                        assertThat(entry.value().sum()).isEqualTo(entry.second().equals("primary") ? 2 : 4));
    }

    /** Else the page would call it a replica's read when those of a tenant are gone. */
    @Test
    void tellsPrimariesFromReplicasBeyondItsBound() {
        PairTable<LongAdder> table = new PairTable<>(LongAdder::new, 3);
        for (int i = 0; i < 10; i++) {
            table.of("tenant-" + i, "primary").increment();
            table.of("tenant-" + i, "replica-1").add(2);
        }
        assertThat(table.entries()).hasSize(5);
        assertThat(table.of("other", "primary").sum()).isEqualTo(8);
        assertThat(table.of("other", "other").sum()).isEqualTo(18);
    }

    @Test
    void knowsNothingOnceCleared() {
        PairTable<LongAdder> table = new PairTable<>(LongAdder::new);
        for (int i = 0; i < 30; i++) {
            table.of("tenant-" + i, "primary").increment();
        }
        table.clear();
        assertThat(table.of("tenant-7", "primary").sum()).isZero();
        assertThat(table.entries()).hasSize(1);
    }
}
