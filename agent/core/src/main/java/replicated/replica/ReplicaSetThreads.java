// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * The few threads that a replica set has beside its watchers, and none at rest. All end with {@link #close()}.
 * Thread-safe.
 *
 * <p>Three kinds, so that none can hold up another: the timer, which all sets have in common, never blocks; pool chores
 * may talk to a server within the pool's bounds; errands may take as long as a dead server makes them.
 */
final class ReplicaSetThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final DueTasks due = new DueTasks();
    private final PoolChores poolChores;
    private final ThreadPoolExecutor errands;
    private final String database;

    ReplicaSetThreads(String database) {
        this.database = database;
        this.poolChores = new PoolChores(database, due);
        this.errands = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DaemonThreads("errand-" + database));
    }

    /**
     * Runs something short later, unless the set is closed by then.
     *
     * @param task must not block
     * @param delay from now
     * @return to cancel it; null if the set is closed
     */
    @Nullable
    Future<?> later(Runnable task, Duration delay) {
        return due.later(task, delay);
    }

    /**
     * Runs something that may block on a server, at once and on a thread of its own.
     *
     * @param task what to run
     */
    void errand(Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("replica-errand", fault);
            }
        };
        try {
            errands.execute(safe);
        } catch (RejectedExecutionException closed) {
            new DaemonThreads("errand-" + database).newThread(safe).start();
        }
    }

    /**
     * For JDBC methods that want an executor.
     *
     * @return the threads of {@link #errand}
     */
    ExecutorService errands() {
        return errands;
    }

    /**
     * For the housekeeping of the pools.
     *
     * @return shared by the pools of the set
     */
    ScheduledExecutorService poolChores() {
        return poolChores;
    }

    /** Ends the threads; errands under way end by themselves. */
    @Override
    public void close() {
        due.close();
        poolChores.shutdownNow();
        errands.shutdown();
    }
}
