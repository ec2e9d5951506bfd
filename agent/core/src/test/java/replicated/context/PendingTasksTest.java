// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A task finds the frame it was handed over in, whatever it thinks itself equal to, and holds it for no longer than it
 * waits.
 */
class PendingTasksTest {

    private final PendingTasks pending = new PendingTasks();

    /** Equal to all of its kind. */
    private record Task(String name) {}

    private record Frame(Object scope) implements ScopeFrame {}

    private static Frame frame(String name) {
        return new Frame(name);
    }

    @Test
    void taskIsToldByIdentity() {
        Task one = new Task("same");
        Task other = new Task("same");
        pending.put(one, frame("one"));

        assertThat(pending.take(other)).isNull();
        assertThat(pending.take(one)).isEqualTo(frame("one"));
        assertThat(pending.take(one)).isNull();
        assertThat(pending.size()).isZero();
    }

    @Test
    void oneObjectThatIsHandedOverOftenRunsAsOften() {
        Task task = new Task("shared");
        pending.put(task, frame("first"));
        pending.put(task, frame("second"));
        pending.put(task, frame("third"));

        assertThat(pending.take(task)).isEqualTo(frame("first"));
        assertThat(pending.take(task)).isEqualTo(frame("second"));
        assertThat(pending.take(task)).isEqualTo(frame("third"));
        assertThat(pending.take(task)).isNull();
    }

    /** An actor's mailbox, say: it is no task of any one request, and a list of frames without end helps nobody. */
    @Test
    void anObjectThatIsHandedOverWithoutEndRunsInNoFrame() {
        Task task = new Task("shared");
        for (int i = 0; i < 10_000; i++) {
            pending.put(task, frame("" + i));
        }
        int frames = 0;
        while (pending.take(task) != null) {
            frames++;
        }

        assertThat(frames).isBetween(16, 17);
        assertThat(pending.mayHave(task)).isFalse();
    }

    /** More than are looked at one by one. */
    @Test
    void manyTasksOfOneKindFindTheirFrames() {
        List<Task> tasks =
                IntStream.range(0, 100).mapToObj(i -> new Task("same")).toList();
        tasks.forEach(task -> pending.put(task, frame("" + System.identityHashCode(task))));

        assertThat(tasks)
                .allSatisfy(
                        task -> assertThat(pending.take(task)).isEqualTo(frame("" + System.identityHashCode(task))));
        assertThat(tasks).allSatisfy(task -> assertThat(pending.take(task)).isNull());
        assertThat(pending.mayHave(tasks.get(0))).isFalse();
    }

    /** Whether the one handed over before was among many or alone. */
    @Test
    void oneObjectThatIsHandedOverAmongOthersRunsInTheOrderOfItsFrames() {
        Task task = new Task("shared");
        List<Task> others =
                IntStream.range(0, 10).mapToObj(i -> new Task("other")).toList();
        pending.put(task, frame("first"));
        others.forEach(other -> pending.put(other, frame("other")));
        pending.put(task, frame("second"));
        assertThat(pending.take(task)).isEqualTo(frame("first"));
        pending.put(task, frame("third"));

        assertThat(pending.take(task)).isEqualTo(frame("second"));
        assertThat(pending.take(task)).isEqualTo(frame("third"));
        others.forEach(other -> assertThat(pending.take(other)).isEqualTo(frame("other")));
    }

    @Test
    void whatIsOverIsForgotten() {
        Task task = new Task("waiting");
        pending.put(task, frame("over"));
        pending.put(task, frame("not over"));

        pending.expunge(frame -> frame.scope().equals("over"));

        assertThat(pending.take(task)).isEqualTo(frame("not over"));
        assertThat(pending.take(task)).isNull();
    }

    @Test
    void whatNeverRunsIsForgottenOnceItIsCollected() {
        for (int i = 0; i < 1000; i++) {
            pending.put(new Task("lost"), frame("held"));
        }

        assertThat(IntStream.range(0, 1000).anyMatch(time -> {
                    System.gc();
                    return pending.size() == 0;
                }))
                .isTrue();
    }

    @Test
    void threadsThatHandOverAndTakeAtOnceLoseNothing() throws Exception {
        int threads = 4;
        int times = 20_000;
        Task shared = new Task("shared");
        AtomicInteger found = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                await(begin);
                for (int time = 0; time < times; time++) {
                    Task own = new Task("own");
                    pending.put(shared, frame("shared"));
                    pending.put(own, frame("own"));
                    if (pending.take(own) != null && pending.take(shared) != null) {
                        found.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        begin.countDown();
        for (Thread thread : all) {
            thread.join();
        }

        assertThat(found).hasValue(threads * times);
        assertThat(pending.size()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
