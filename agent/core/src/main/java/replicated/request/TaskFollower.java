// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import replicated.config.Mode;
import replicated.context.PendingTasks;
import replicated.context.RoutingContext;
import replicated.context.ScopeFrame;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.request.CurrentScope.Frame;
import replicated.request.CurrentScope.Kind;

/**
 * Lets the scope follow the work: what is handed over while a thread works in a scope runs in that scope, on whatever
 * thread. Outside of all scopes each call costs a look at a thread-local where a task is handed over, and a look at a
 * counter where it runs. Thread-safe. No method calls the application.
 */
public final class TaskFollower {

    /**
     * So many times what a client's writes are remembered for, a task may wait for its turn after its request has
     * ended.
     */
    private static final int WAITING = 10;

    private final Scopes scopes;
    private final @Nullable ClassLoader own;
    private final WorkerThreads workers;
    private final PendingTasks pending = new PendingTasks();

    /**
     * For the wiring.
     *
     * @param scopes knows the mode
     * @param own the agent's loader: its own tasks are nobody's work; null: it has none
     */
    public TaskFollower(Scopes scopes, @Nullable ClassLoader own) {
        this.scopes = scopes;
        this.own = own;
        this.workers = new WorkerThreads(own);
    }

    /**
     * A function is handed over that nobody will look at before it runs.
     *
     * @param task the function
     * @param kind its type, a number of {@link ReplicatedTaskHooks}
     * @return what runs in its place
     */
    public Object carried(Object task, int kind) {
        Frame frame = frame();
        return frame == null
                        || carriesItself(task)
                        || isNobodys(task)
                        || (kind == ReplicatedTaskHooks.RUNNABLE && SharedTasks.isOne(task))
                ? task
                : CarriedTask.of(task, kind, frame);
    }

    /**
     * A task is handed to a pool. One of a class without a name is replaced, since nobody can tell; of one with a name,
     * which may be compared, cast or looked for, it is kept in mind that it was handed over.
     *
     * @param task a {@code Runnable}
     * @return what the pool gets
     */
    public Object pooled(Object task) {
        Frame frame = frame();
        if (frame == null || carriesItself(task) || isNobodys(task) || SharedTasks.isLikelyOne(task)) {
            return task;
        }
        if (isPlainLambda(task)) {
            return CarriedTask.of(task, ReplicatedTaskHooks.RUNNABLE, frame);
        }
        pending.put(task, frame);
        return task;
    }

    /** Of a lambda of another type of its own somebody may ask for what it can do besides. */
    private static boolean isPlainLambda(Object task) {
        if (!task.getClass().isHidden()) {
            return false;
        }
        for (Class<?> type : task.getClass().getInterfaces()) {
            if (type != Runnable.class && type != Serializable.class) {
                return false;
            }
        }
        return true;
    }

    /**
     * A task is looked for in the queue of a pool.
     *
     * @param pool the pool
     * @param task as it was handed over
     * @return what stands in the queue for it
     */
    public Object removed(Object pool, Object task) {
        if (task.getClass().isHidden() && pool instanceof ThreadPoolExecutor executor) {
            for (Object queued : executor.getQueue()) {
                if (queued instanceof CarriedTask<?> carried && carried.isOf(task)) {
                    return queued;
                }
            }
        } else {
            // Taken out, it runs for nobody; should it stand in a queue once more, it runs outside of the scope.
            pending.take(task);
        }
        return task;
    }

    /**
     * A pool has refused a task.
     *
     * @param task as the pool was given it
     */
    public void refused(Object task) {
        pending.take(task);
    }

    /**
     * A task is handed over that tells when it runs.
     *
     * @param pool a fork-join pool; null: that of the thread, or another kind of executor
     * @param task the task
     */
    public void submitted(@Nullable Object pool, Object task) {
        Frame frame = frame();
        if (frame != null
                && !carriesItself(task)
                && !isNobodys(task)
                && !SharedTasks.isOfContainer(task)
                && !ofVirtualThreads(pool)) {
            pending.put(task, frame);
        }
    }

    /** What virtual threads run on is no work of whoever wakes one of them. */
    private static boolean ofVirtualThreads(@Nullable Object pool) {
        return pool instanceof ForkJoinPool executor
                && isNobodys(executor.getFactory().getClass(), null);
    }

    /**
     * A task begins to run.
     *
     * @param task any, handed over or not
     * @return for {@link #leave}; null: there is nothing to undo
     */
    public @Nullable Object begin(Object task) {
        ScopeFrame frame = pending.take(task);
        return frame == null ? null : enter((Frame) frame);
    }

    /**
     * The calling thread does something for a pool, or begins what repeats: that is no part of its scope.
     *
     * @return for {@link #leave}; null: there is nothing to undo
     */
    public @Nullable Object pause() {
        RoutingContext thread = RoutingContext.currentOrNull();
        if (thread == null || thread.currentFrame() == null) {
            return null;
        }
        Frame frame = (Frame) thread.currentFrame();
        thread.work(null);
        return new Paused(frame);
    }

    /**
     * As {@link #pause} while a task is handed over that works off what others have queued: whoever's turn it is has no
     * more to do with it than they.
     *
     * @param task a {@code Runnable}
     * @return for {@link #leave}; null: there is nothing to undo
     */
    public @Nullable Object pauseFor(Object task) {
        RoutingContext thread = RoutingContext.currentOrNull();
        return thread == null || thread.currentFrame() == null || !SharedTasks.isOne(task) ? null : pause();
    }

    private record Paused(Frame frame) {}

    /**
     * Goes back to where the thread was.
     *
     * @param token what {@link #begin}, {@link #pause} or {@link #pauseFor} returned
     */
    public void leave(Object token) {
        if (token instanceof Paused paused) {
            RoutingContext.enter(paused.frame());
        } else {
            CurrentScope.leave((Frame) token);
        }
    }

    /**
     * A thread is about to be started. It works for the scope until long after the request: it may be there for that,
     * or be some worker's that the request happened to need first.
     *
     * @param starting the thread
     */
    public void starting(Thread starting) {
        Frame frame = frame();
        if (frame != null && starting.getState() == Thread.State.NEW && !workers.isOne(starting)) {
            CurrentScope.annotates(frame.annotation());
            RoutingContext.starting(starting, new Frame(frame.scope(), frame.annotation(), null, Kind.THREAD));
        }
    }

    /** Lets go of what will not be run for a scope any more. To be called now and then. */
    public void sweep() {
        pending.expunge(frame -> ((Scope) frame.scope()).isOverFor(WAITING));
        RoutingContext.expunge(frame -> Scopes.isOver((Frame) frame));
    }

    /** What the calling thread works in, if that is to go with what it hands over. */
    private @Nullable Frame frame() {
        RoutingContext thread = RoutingContext.currentOrNull();
        if (thread == null || thread.currentFrame() == null || thread.isSuppressed() || thread.isInSource()) {
            return null;
        }
        Frame frame = (Frame) thread.currentFrame();
        if (scopes.policy().mode() == Mode.OFF || !(frame.scope() instanceof Scope scope)) {
            return null;
        }
        if (scope.isLongOver()) {
            if (frame.kind() == Kind.THREAD) {
                thread.work(null);
            }
            // Or a task that hands itself over again and again would never come to an end of it.
            return null;
        }
        scope.handsOver();
        return frame;
    }

    /** What it runs was replaced when it was made. */
    private static boolean carriesItself(Object task) {
        return task instanceof CarriedTask<?>
                || task instanceof FutureTask<?>
                || task instanceof AsynchronousCompletionTask;
    }

    private boolean isNobodys(Object task) {
        return isNobodys(task.getClass(), own);
    }

    /** The agent's, or the JVM's: virtual threads, file watchers, HTTP clients, time-outs of futures. */
    private static boolean isNobodys(Class<?> type, @Nullable ClassLoader own) {
        ClassLoader loader = type.getClassLoader();
        if (loader != null) {
            return loader == own;
        }
        String name = type.getName();
        return name.startsWith("java.lang.")
                || name.startsWith("java.util.concurrent.CompletableFuture$")
                || name.startsWith("jdk.")
                || name.startsWith("sun.");
    }

    /**
     * The calling thread goes on in a scope.
     *
     * @return what it has to leave; null: it works in that scope already
     */
    static @Nullable Frame enter(Frame frame) {
        Frame outer = CurrentScope.frame();
        if (outer != null && outer.scope() == frame.scope() && outer.annotation() == frame.annotation()) {
            return null;
        }
        Frame entered = new Frame(frame.scope(), frame.annotation(), outer, Kind.TASK);
        CurrentScope.enter(entered);
        return entered;
    }
}
