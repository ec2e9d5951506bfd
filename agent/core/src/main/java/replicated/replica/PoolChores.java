// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What HikariCP does from time to time for the pools of one replica set: one thing after the other, on a thread that
 * is there while there is something to do. It may wait for a server, and for those of other sets there are other
 * threads; only what is due is said by one for all. Thread-safe.
 */
final class PoolChores extends AbstractExecutorService implements ScheduledExecutorService {

    /** HikariCP looks at each of its pools every 30 s. */
    private static final long IDLE_SECONDS = 1;

    /** Where the machine has no thread to give. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final DueTasks due;
    private final ThreadPoolExecutor worker;

    PoolChores(String database, DueTasks due) {
        this.due = due;
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DaemonThreads("pools-" + database));
        worker.allowCoreThreadTimeOut(true);
    }

    /** Something to be done once, or again and again. */
    private final class Chore<V> extends FutureTask<V> implements ScheduledFuture<V> {

        /** Between the end of one turn and the next; null: there is but one. */
        private final @Nullable Duration pause;

        /** By {@link System#nanoTime}. */
        private volatile long at;

        private volatile @Nullable Future<?> waiting;

        private Chore(Callable<V> task, @Nullable Duration pause) {
            super(task);
            this.pause = pause;
        }

        private void begin(Duration delay) {
            at = System.nanoTime() + delay.toNanos();
            Future<?> wait = due.later(this::handOver, delay);
            waiting = wait;
            if (wait == null) {
                cancel(false);
            } else if (isDone()) {
                wait.cancel(false);
            }
        }

        private void handOver() {
            boolean taken = false;
            try {
                worker.execute(this);
                taken = true;
            } finally {
                if (!taken && !worker.isShutdown()) {
                    begin(AGAIN);
                }
            }
        }

        @Override
        public void run() {
            if (pause == null) {
                super.run();
            } else if (runAndReset()) {
                begin(pause);
            }
        }

        @Override
        protected void done() {
            Future<?> wait = waiting;
            if (wait != null) {
                wait.cancel(false);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private static Duration duration(long time, TimeUnit unit) {
        return Duration.ofNanos(Math.max(0, unit.toNanos(time)));
    }

    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        Chore<V> once = new Chore<>(task, null);
        once.begin(duration(delay, unit));
        return once;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long pause, TimeUnit unit) {
        Chore<?> often = new Chore<>(Executors.callable(task), duration(pause, unit));
        often.begin(duration(first, unit));
        return often;
    }

    /** Nobody asks for it. */
    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("chores have pauses, and no rate");
    }

    @Override
    public void shutdown() {
        due.close();
        worker.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        due.close();
        return worker.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return worker.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return worker.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return worker.awaitTermination(timeout, unit);
    }
}
