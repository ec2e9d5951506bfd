// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sets share what never waits for a server, and nothing else. */
class ReplicaSetThreadsTest {

    private static final Duration SOON = Duration.ofMillis(10);

    private final ReplicaSetThreads one = new ReplicaSetThreads("one");
    private final ReplicaSetThreads other = new ReplicaSetThreads("other");
    private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        one.close();
        other.close();
    }

    private void note() {
        ran.add(Thread.currentThread());
    }

    private Thread next() throws InterruptedException {
        Thread next = ran.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("something has run").isNotNull();
        return next;
    }

    private void hang() {
        note();
        try {
            end.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void soon(ReplicaSetThreads threads, Runnable task) {
        Future<?> unused = threads.later(task, SOON);
    }

    private static void begin(ReplicaSetThreads threads, Runnable chore) {
        Future<?> unused = every(threads, chore);
    }

    private static ScheduledFuture<?> every(ReplicaSetThreads threads, Runnable chore) {
        return threads.poolChores().scheduleWithFixedDelay(chore, 10, 10, TimeUnit.MILLISECONDS);
    }

    @Test
    void allSetsHaveOneTimer() throws Exception {
        soon(one, this::note);
        soon(other, this::note);

        assertThat(next())
                .isSameAs(next())
                .satisfies(timer -> assertThat(timer.getName()).startsWith("replicated-timer-"));
    }

    @Test
    void theTimerEndsWhenNothingWaitsAnyMoreAndComesBack() throws Exception {
        soon(one, this::note);
        Thread timer = next();
        Given.until(timer::getState, () -> !timer.isAlive());

        soon(one, this::note);

        assertThat(next()).isNotSameAs(timer);
    }

    @Test
    void whatWaitsEndsWithItsOwnSet() throws Exception {
        Future<?> waiting = one.later(this::note, Duration.ofMinutes(5));
        soon(other, this::note);

        one.close();

        next();
        assertThat(waiting).isCancelled();
        assertThat(one.later(this::note, SOON)).isNull();
        assertThat(one.poolChores()
                        .schedule(this::note, 10, TimeUnit.MILLISECONDS)
                        .isCancelled())
                .isTrue();
    }

    @Test
    void aChoreThatHangsHoldsUpNeitherTheTimerNorAnotherSet() throws Exception {
        begin(one, this::hang);
        Thread hanging = next();

        begin(other, this::note);
        assertThat(next()).isNotSameAs(hanging);
        soon(one, () -> ran.add(hanging));
        Given.until(() -> ran, () -> ran.contains(hanging));
    }

    @Test
    void choresOfOneSetAreDoneOneAfterTheOther() throws Exception {
        begin(one, this::hang);
        next();
        begin(one, this::note);

        assertThat(ran.poll(100, TimeUnit.MILLISECONDS)).isNull();
        end.countDown();
        next();
    }

    @Test
    void aChoreIsDoneAgainAndAgainUntilItIsCancelled() throws Exception {
        ScheduledFuture<?> chore = every(one, this::note);
        next();
        next();

        assertThat(chore.isDone()).isFalse();
        assertThat(chore.cancel(false)).isTrue();
        one.poolChores().submit(() -> {}).get(20, TimeUnit.SECONDS);
        ran.clear();
        assertThat(ran.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aChoreHasNoThreadUntilItsTimeComes() throws Exception {
        Future<?> unused = one.poolChores().scheduleWithFixedDelay(this::note, 0, 3, TimeUnit.SECONDS);
        Thread first = next();

        Given.until(first::getState, () -> !first.isAlive());
        assertThat(next()).isNotSameAs(first);
    }
}
