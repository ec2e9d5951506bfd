// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * What the hooked classes of the JDK reach. After ten faults all of it is switched off: tasks then run outside of all
 * scopes. Thread-safe.
 */
public final class AgentTaskHooks extends ReplicatedTaskHooks {

    /** Tasks that go from one thread to another. */
    public interface Tasks {

        /**
         * A function is handed over that nobody sees before it runs.
         *
         * @param task the function, never null
         * @param kind its type, a number of {@link ReplicatedTaskHooks}
         * @return what runs in its place, of the same type
         */
        Object carried(Object task, int kind);

        /**
         * A task is handed to a thread pool.
         *
         * @param task a {@code Runnable}, never null
         * @return the {@code Runnable} that the pool gets
         */
        Object pooled(Object task);

        /**
         * A task is looked for in the queue of a pool.
         *
         * @param pool the pool
         * @param task the {@code Runnable} as it was handed over, never null
         * @return the {@code Runnable} that stands in the queue for it
         */
        Object removed(Object pool, Object task);

        /**
         * A task is handed over that tells when it runs.
         *
         * @param pool a {@code ForkJoinPool}, or null
         * @param task the task, never null
         */
        void submitted(@Nullable Object pool, Object task);

        /**
         * A pool has refused a task.
         *
         * @param task never null
         */
        void refused(Object task);

        /**
         * A task begins to run.
         *
         * @param task never null
         * @return for {@link #leave}, or null for none
         */
        @Nullable
        Object begin(Object task);

        /**
         * What is done now is no part of what the thread works in.
         *
         * @return for {@link #leave}, or null for none
         */
        @Nullable
        Object pause();

        /**
         * As {@link #pause}, if a task that is handed over is not the work of who hands it over.
         *
         * @param task never null
         * @return for {@link #leave}, or null for none
         */
        @Nullable
        Object pauseFor(Object task);

        /**
         * Ends a {@link #begin}, {@link #pause} or {@link #pauseFor}.
         *
         * @param token what that returned, never null
         */
        void leave(Object token);

        /**
         * A thread is about to be started.
         *
         * @param thread never null
         */
        void starting(Thread thread);
    }

    private final Tasks tasks;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean off;

    /**
     * Hooks that lead there.
     *
     * @param tasks hears of all tasks of the JVM
     */
    public AgentTaskHooks(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    protected Object onCarried(Object task, int kind) {
        return off ? task : tasks.carried(task, kind);
    }

    @Override
    protected Object onPooled(Object task) {
        return off ? task : tasks.pooled(task);
    }

    @Override
    protected Object onRemoved(Object pool, Object task) {
        return tasks.removed(pool, task);
    }

    @Override
    protected void onSubmitted(@Nullable Object pool, Object task) {
        if (!off) {
            tasks.submitted(pool, task);
        }
    }

    @Override
    protected void onRefused(Object task) {
        tasks.refused(task);
    }

    @Override
    protected @Nullable Object onTaskEnter(Object task) {
        return off ? null : tasks.begin(task);
    }

    @Override
    protected @Nullable Object onPause() {
        return off ? null : tasks.pause();
    }

    @Override
    protected @Nullable Object onPauseFor(Object task) {
        return off ? null : tasks.pauseFor(task);
    }

    @Override
    protected void onThreadStarting(Object thread) {
        if (!off) {
            tasks.starting((Thread) thread);
        }
    }

    @Override
    protected void onLeave(Object token) {
        tasks.leave(token);
    }

    @Override
    protected void onFault(Throwable fault) {
        Faults.caught("hook-task", fault);
        if (failures.incrementAndGet() == AgentHooks.FAILURES) {
            off = true;
            Log.error("the hook 'task' has failed " + AgentHooks.FAILURES
                    + " times and is switched off until the next start; "
                    + "work that requests hand to other threads runs outside of them, on the primary");
        }
    }
}
