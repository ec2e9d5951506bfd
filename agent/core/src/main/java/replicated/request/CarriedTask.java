// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.concurrent.Callable;
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
abstract class CarriedTask {

    /** Null once it has begun to run. */
    private @Nullable Frame frame;

    private CarriedTask(Frame frame) {
        this.frame = frame;
    }

    /** The application's function. */
    abstract Object task();

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
            default -> task;
        };
    }

    /** Whether this stands for a function. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Object other) {
        return task() == other;
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
        return task().toString();
    }

    private static final class OfRunnable extends CarriedTask implements Runnable {

        private final Runnable task;

        OfRunnable(Runnable task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfCallable<V> extends CarriedTask implements Callable<V> {

        private final Callable<V> task;

        OfCallable(Callable<V> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfSupplier<T> extends CarriedTask implements Supplier<T> {

        private final Supplier<T> task;

        OfSupplier(Supplier<T> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfFunction<T, R> extends CarriedTask implements Function<T, R> {

        private final Function<T, R> task;

        OfFunction(Function<T, R> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfConsumer<T> extends CarriedTask implements Consumer<T> {

        private final Consumer<T> task;

        OfConsumer(Consumer<T> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfBiFunction<T, U, R> extends CarriedTask implements BiFunction<T, U, R> {

        private final BiFunction<T, U, R> task;

        OfBiFunction(BiFunction<T, U, R> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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

    private static final class OfBiConsumer<T, U> extends CarriedTask implements BiConsumer<T, U> {

        private final BiConsumer<T, U> task;

        OfBiConsumer(BiConsumer<T, U> task, Frame frame) {
            super(frame);
            this.task = task;
        }

        @Override
        Object task() {
            return task;
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
}
