// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One timer serves many questions: none may be cut off before its own time, and none that hangs may be overlooked. */
class QueryWatchdogTest {

    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ReplicaSetThreads threads = new ReplicaSetThreads("alarm");
    private final QueryWatchdog alarm = new QueryWatchdog(threads);
    private final Queue<String> late = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        threads.close();
    }

    private void awaitTooLong(String name, Duration limit) throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        alarm.begin(limit, () -> {
            late.add(name);
            rung.countDown();
        });
        assertThat(rung.await(20, TimeUnit.SECONDS)).as("the alarm went off").isTrue();
    }

    @Test
    void whatIsOverInTimeIsLeftAloneAndWhatHangsAfterItIsNot() throws Exception {
        alarm.begin(SHORT, () -> late.add("answered"));
        alarm.end();
        long begin = System.nanoTime();
        awaitTooLong("hangs", SHORT.multipliedBy(2));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
        assertThat(late).containsExactly("hangs");
    }

    @Test
    void whatHangsAfterTheTimerRanDownIsNotOverlooked() throws Exception {
        awaitTooLong("first", SHORT);
        alarm.end();
        awaitTooLong("second", SHORT);

        assertThat(late).containsExactly("first", "second");
    }

    @Test
    void aShortLimitDoesNotWaitForTheTimerOfALongOne() throws Exception {
        alarm.begin(LONG, () -> late.add("answered"));
        alarm.end();
        awaitTooLong("hangs", SHORT);

        assertThat(late).containsExactly("hangs");
    }
}
