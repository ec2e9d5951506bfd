// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** While a transaction that wrote is open the response may not say that all is told; afterwards it must. */
class OpenWritersTest {

    private final OpenWriters writers = new OpenWriters();
    private final Object first = new Object();
    private final Object second = new Object();

    @Test
    void onlyTheFirstBeginsWhereNoneWasOpen() {
        assertThat(writers.begins(first)).isTrue();
        assertThat(writers.begins(first)).isFalse();
        assertThat(writers.begins(second)).isFalse();
    }

    @Test
    void noneIsOpenOnceAllHaveEnded() {
        writers.begins(first);
        writers.begins(second);

        writers.ends(first);
        assertThat(writers.any()).isTrue();
        writers.ends(second);
        assertThat(writers.any()).isFalse();
        assertThat(writers.begins(second)).isTrue();
    }

    @Test
    void oneThatCameLaterAndStayedIsFoundAgain() {
        writers.begins(first);
        writers.begins(second);
        writers.ends(first);

        assertThat(writers.begins(second)).isFalse();
        writers.ends(second);

        assertThat(writers.any()).isFalse();
    }

    @Test
    void theEndOfOneThatNeverWroteEndsNobodyElses() {
        writers.begins(first);

        writers.ends(second);

        assertThat(writers.any()).isTrue();
    }

    /** Of a connection that several threads use each may begin its transaction, and one of them ends it. */
    @Test
    void oneEndIsEnoughHoweverManyThreadsHaveBegunAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 5_000; round++) {
                OpenWriters shared = new OpenWriters();
                CyclicBarrier together = new CyclicBarrier(3);
                Callable<Boolean> comesAndGoes = () -> {
                    together.await();
                    shared.begins(first);
                    boolean seen = shared.any();
                    shared.ends(first);
                    return seen;
                };
                Callable<Boolean> begins = () -> {
                    together.await();
                    shared.begins(second);
                    return shared.any();
                };
                for (Future<Boolean> seen : pool.invokeAll(List.of(comesAndGoes, begins, begins))) {
                    assertThat(seen.get()).isTrue();
                }

                assertThat(shared.any()).isTrue();
                shared.ends(second);
                assertThat(shared.any()).isFalse();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
