// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.request.CurrentScope.Frame;

/**
 * A function of the application that runs once in the scope in which it was handed over, and holds that no longer.
 * Handed from one thread to another by whatever runs it.
 */
abstract class CarriedTask<F> {

    /** The application's function. */
    final F task;

    /** Null once it has begun to run. */
    private @Nullable Frame frame;

    private CarriedTask(F task, Frame frame) {
        this.task = task;
        this.frame = frame;
    }

    /**
     * A function of the same type.
     *
     * @param task the application's
     * @param kind one of the numbers of {@link ReplicatedTaskHooks}
     * @param frame what it runs in
     */
    static Object of(Object task, int kind, Frame frame) {
        return switch (kind) {
            case ReplicatedTaskHooks.RUNNABLE -> new OfRunnable((Runnable) task, frame);
            case ReplicatedTaskHooks.CALLABLE -> new OfCallable<>((Callable<?>) task, frame);
            case ReplicatedTaskHooks.SUPPLIER -> new OfSupplier<>((Supplier<?>) task, frame);
            case ReplicatedTaskHooks.FUNCTION -> new OfFunction<>((Function<?, ?>) task, frame);
            case ReplicatedTaskHooks.CONSUMER -> new OfConsumer<>((Consumer<?>) task, frame);
            case ReplicatedTaskHooks.BI_FUNCTION -> new OfBiFunction<>((BiFunction<?, ?, ?>) task, frame);
            case ReplicatedTaskHooks.BI_CONSUMER -> new OfBiConsumer<>((BiConsumer<?, ?>) task, frame);
            case ReplicatedTaskHooks.EXECUTOR -> new OfExecutor((Executor) task, frame);
            default -> task;
        };
    }

    /** Whether this stands for a function. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Object other) {
        return task == other;
    }

    /** What the thread leaves when the function has ended; null: it is where it was. */
    final @Nullable Frame enter() {
        Frame begun = frame;
        frame = null;
        return begun == null ? null : TaskFollower.enter(begun);
    }

    static void leave(@Nullable Frame entered) {
        if (entered != null) {
            CurrentScope.leave(entered);
        }
    }

    @Override
    public String toString() {
        return task.toString();
    }

    private static final class OfRunnable extends CarriedTask<Runnable> implements Runnable {

        OfRunnable(Runnable task, Frame frame) {
            super(task, frame);
        }

        @Override
        public void run() {
            Frame entered = enter();
            try {
                task.run();
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfCallable<V> extends CarriedTask<Callable<V>> implements Callable<V> {

        OfCallable(Callable<V> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public V call() throws Exception {
            Frame entered = enter();
            try {
                return task.call();
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfSupplier<T> extends CarriedTask<Supplier<T>> implements Supplier<T> {

        OfSupplier(Supplier<T> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public T get() {
            Frame entered = enter();
            try {
                return task.get();
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfFunction<T, R> extends CarriedTask<Function<T, R>> implements Function<T, R> {

        OfFunction(Function<T, R> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public R apply(T value) {
            Frame entered = enter();
            try {
                return task.apply(value);
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfConsumer<T> extends CarriedTask<Consumer<T>> implements Consumer<T> {

        OfConsumer(Consumer<T> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public void accept(T value) {
            Frame entered = enter();
            try {
                task.accept(value);
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfBiFunction<T, U, R> extends CarriedTask<BiFunction<T, U, R>>
            implements BiFunction<T, U, R> {

        OfBiFunction(BiFunction<T, U, R> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public R apply(T one, U other) {
            Frame entered = enter();
            try {
                return task.apply(one, other);
            } finally {
                leave(entered);
            }
        }
    }

    private static final class OfBiConsumer<T, U> extends CarriedTask<BiConsumer<T, U>> implements BiConsumer<T, U> {

        OfBiConsumer(BiConsumer<T, U> task, Frame frame) {
            super(task, frame);
        }

        @Override
        public void accept(T one, U other) {
            Frame entered = enter();
            try {
                task.accept(one, other);
            } finally {
                leave(entered);
            }
        }
    }

    /** The task that it is given goes on as what it is, for an executor may compare or cast it. */
    private static final class OfExecutor extends CarriedTask<Executor> implements Executor {

        OfExecutor(Executor task, Frame frame) {
            super(task, frame);
        }

        @Override
        public void execute(Runnable command) {
            Frame entered = enter();
            try {
                task.execute(command);
            } finally {
                leave(entered);
            }
        }
    }
}
