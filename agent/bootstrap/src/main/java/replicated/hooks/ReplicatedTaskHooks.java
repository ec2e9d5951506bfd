// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.hooks;

/**
 * What hooked classes of {@code java.lang} and {@code java.util} call when work goes from one thread to another. Beside
 * {@link ReplicatedHooks}, and like it: no point ever throws, and before {@link #install} every point does nothing. On
 * the path of every task of the JVM, so whoever works outside of all scopes has to be let pass at once.
 *
 * <p>Thread-safe: the only state is the installed implementation, written once.
 */
public abstract class ReplicatedTaskHooks {

    /** Number of {@link #carried} for a {@code Runnable}. */
    public static final int RUNNABLE = 0;

    /** Number of {@link #carried} for a {@code Callable}. */
    public static final int CALLABLE = 1;

    /** Number of {@link #carried} for a {@code Supplier}. */
    public static final int SUPPLIER = 2;

    /** Number of {@link #carried} for a {@code Function}. */
    public static final int FUNCTION = 3;

    /** Number of {@link #carried} for a {@code Consumer}. */
    public static final int CONSUMER = 4;

    /** Number of {@link #carried} for a {@code BiFunction}. */
    public static final int BI_FUNCTION = 5;

    /** Number of {@link #carried} for a {@code BiConsumer}. */
    public static final int BI_CONSUMER = 6;

    /** Number of {@link #carried} for an {@code Executor} that is to be given one task. */
    public static final int EXECUTOR = 7;

    private static volatile @Nullable ReplicatedTaskHooks installed;

    /**
     * Sets the implementation.
     *
     * @param hooks what is called from now on; null: every point does nothing
     */
    public static void install(@Nullable ReplicatedTaskHooks hooks) {
        installed = hooks;
    }

    /**
     * A function is about to be kept in a field that nobody else sees, to be called later, perhaps on another thread.
     *
     * @param task the function, may be null
     * @param kind its type: {@link #RUNNABLE} and so on
     * @return what is kept in its place, of the same type
     */
    public static @Nullable Object carried(@Nullable Object task, int kind) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return task;
        }
        try {
            return hooks.onCarried(task, kind);
        } catch (Throwable fault) {
            report(hooks, fault);
            return task;
        }
    }

    /**
     * A thread pool is about to be given a task, which its queue will show.
     *
     * @param task a {@code Runnable}, may be null
     * @return what the pool gets in its place
     */
    public static @Nullable Object pooled(@Nullable Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return task;
        }
        try {
            return hooks.onPooled(task);
        } catch (Throwable fault) {
            report(hooks, fault);
            return task;
        }
    }

    /**
     * A task is about to be looked for in the queue of a pool.
     *
     * @param pool a {@code ThreadPoolExecutor}
     * @param task the {@code Runnable} that {@link #pooled} was given, may be null
     * @return what stands in the queue
     */
    public static @Nullable Object removed(Object pool, @Nullable Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return task;
        }
        try {
            return hooks.onRemoved(pool, task);
        } catch (Throwable fault) {
            report(hooks, fault);
            return task;
        }
    }

    /**
     * A task is about to be run later by another thread, which will tell of it by {@link #taskEnter}.
     *
     * @param task the task, may be null
     */
    public static void handedOver(@Nullable Object task) {
        submitted(null, task);
    }

    /**
     * A task is about to be given to a fork-join pool.
     *
     * @param pool the pool; null: that of the thread
     * @param task a {@code ForkJoinTask}, may be null
     */
    public static void submitted(@Nullable Object pool, @Nullable Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return;
        }
        try {
            hooks.onSubmitted(pool, task);
        } catch (Throwable fault) {
            report(hooks, fault);
        }
    }

    /**
     * A pool has refused a task.
     *
     * @param task as it was given to {@link #pooled}
     */
    public static void refused(@Nullable Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return;
        }
        try {
            hooks.onRefused(task);
        } catch (Throwable fault) {
            report(hooks, fault);
        }
    }

    /**
     * A task starts.
     *
     * @param task the task
     * @return for {@link #taskExit}, or null
     */
    public static @Nullable Object taskEnter(Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onTaskEnter(task);
        } catch (Throwable fault) {
            report(hooks, fault);
            return null;
        }
    }

    /**
     * A task has ended, whether it returned or threw.
     *
     * @param token what {@link #taskEnter} returned
     */
    public static void taskExit(@Nullable Object token) {
        leave(token);
    }

    /**
     * Runs a task in place of a call of {@code task.run()}.
     *
     * @param task what is run; throws what that throws
     */
    public static void run(Runnable task) {
        Object token = taskEnter(task);
        if (token == null) {
            task.run();
            return;
        }
        try {
            task.run();
        } finally {
            leave(token);
        }
    }

    /**
     * What starts now is for the JVM or a pool, and not for the work that happens to cause it.
     *
     * @return for {@link #resume}, or null
     */
    public static @Nullable Object pause() {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onPause();
        } catch (Throwable fault) {
            report(hooks, fault);
            return null;
        }
    }

    /**
     * As {@link #pause}, if a task that is handed over works off what others have queued.
     *
     * @param task the task, may be null
     * @return for {@link #resume}, or null
     */
    public static @Nullable Object pauseFor(@Nullable Object task) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || task == null) {
            return null;
        }
        try {
            return hooks.onPauseFor(task);
        } catch (Throwable fault) {
            report(hooks, fault);
            return null;
        }
    }

    /**
     * Ends what {@link #pause} or {@link #pauseFor} has begun.
     *
     * @param token what that returned
     */
    public static void resume(@Nullable Object token) {
        leave(token);
    }

    /**
     * A thread is about to be started.
     *
     * @param thread the {@code Thread}
     */
    public static void threadStarting(Object thread) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null) {
            return;
        }
        try {
            hooks.onThreadStarting(thread);
        } catch (Throwable fault) {
            report(hooks, fault);
        }
    }

    private static void leave(@Nullable Object token) {
        ReplicatedTaskHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onLeave(token);
        } catch (Throwable fault) {
            report(hooks, fault);
        }
    }

    private static void report(ReplicatedTaskHooks hooks, Throwable fault) {
        try {
            hooks.onFault(fault);
        } catch (Throwable second) {
            // The stack or the memory is at its end: the application is told by the JVM itself, not by us.
        }
    }

    protected abstract Object onCarried(Object task, int kind);

    protected abstract Object onPooled(Object task);

    protected abstract Object onRemoved(Object pool, Object task);

    protected abstract void onSubmitted(@Nullable Object pool, Object task);

    protected abstract void onRefused(Object task);

    protected abstract @Nullable Object onTaskEnter(Object task);

    protected abstract @Nullable Object onPause();

    protected abstract @Nullable Object onPauseFor(Object task);

    protected abstract void onThreadStarting(Object thread);

    /**
     * Undoes an {@link #onTaskEnter}, {@link #onPause} or {@link #onPauseFor}.
     *
     * @param token what that returned, never null
     */
    protected abstract void onLeave(Object token);

    /**
     * One of the methods above threw.
     *
     * @param fault what it threw
     */
    protected abstract void onFault(Throwable fault);
}
