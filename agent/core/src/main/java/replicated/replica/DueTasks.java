// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one replica set has waiting for its time. The thread that says when it has come is that of all sets of the JVM:
 * what it runs must not block, so that no server can hold up what is due of another. It ends when nothing waits any
 * more. Thread-safe.
 */
final class DueTasks implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Set<Due> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** One of them; lets go of what is to be run once that is over. */
    private final class Due extends FutureTask<Void> {

        private volatile @Nullable Future<?> entry;

        private Due(Runnable task) {
            super(task, null);
        }

        private void begin(Duration delay) {
            waiting.add(this);
            Future<?> made = TIMER.schedule(this, delay.toNanos(), TimeUnit.NANOSECONDS);
            entry = made;
            if (isDone()) {
                made.cancel(false);
            }
        }

        @Override
        protected void done() {
            waiting.remove(this);
            Future<?> made = entry;
            if (made != null) {
                made.cancel(false);
            }
        }
    }

    /**
     * Runs something short later, unless these are closed by then.
     *
     * @param task must not block
     * @param delay from now
     * @return to cancel it; null if these are closed
     */
    @Nullable
    Future<?> later(Runnable task, Duration delay) {
        if (closed) {
            return null;
        }
        Due due = new Due(task);
        due.begin(delay);
        if (closed) {
            due.cancel(false);
            return null;
        }
        return due;
    }

    /** Forgets all that waits. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(due -> due.cancel(false));
    }
}
