// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

/** Work in Kotlin's coroutines, as its compiler would have it. */
final class Coroutines {

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "coroutines");
        thread.setDaemon(true);
        return thread;
    });

    /** Whose thread they run on. */
    private static final Map<String, CoroutineDispatcher> DISPATCHERS = Map.of(
            "default", Dispatchers.getDefault(),
            "io", Dispatchers.getIO(),
            "limited", Dispatchers.getDefault().limitedParallelism(1, null),
            "executor", ExecutorsKt.from((java.util.concurrent.Executor) POOL),
            "unconfined", Dispatchers.getUnconfined());

    private Coroutines() {}

    /** Begun at once by a dispatcher. */
    static Future<String> async(String dispatcher, Callable<String> work) {
        return future(dispatcher, (scope, continuation) -> call(work));
    }

    /** In a block of its own. */
    static Future<String> withContext(Callable<String> work) {
        return future(
                "default",
                (scope, continuation) ->
                        BuildersKt.withContext(Dispatchers.getIO(), (inner, innermost) -> call(work), continuation));
    }

    /** As a controller's {@code suspend} function: where it is called, and then on whatever thread it is woken. */
    static Future<String> unconfined(Callable<String> work) {
        return after("unconfined", continuation -> DelayKt.delay(10, continuation), work);
    }

    /** On the thread that waits for it, and on another one. */
    static Future<String> blocking(Callable<String> work) throws InterruptedException {
        return CompletableFuture.completedFuture(BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE,
                (scope, continuation) ->
                        BuildersKt.withContext(Dispatchers.getIO(), (inner, innermost) -> call(work), continuation)));
    }

    static Future<String> afterDelay(Callable<String> work) {
        return after("io", continuation -> DelayKt.delay(10, continuation), work);
    }

    static Future<String> afterYield(Callable<String> work) {
        return after("limited", YieldKt::yield, work);
    }

    /** Once another thread has completed what it waits for. */
    static Future<String> after(String dispatcher, CompletableDeferred<Unit> other, Callable<String> work) {
        return after(dispatcher, continuation -> other.await(continuation), work);
    }

    private static Future<String> after(
            String dispatcher, Function<Continuation<Object>, @Nullable Object> wait, Callable<String> work) {
        return future(dispatcher, new Waiting(null, wait, work));
    }

    private static Future<String> future(
            String dispatcher, Function2<CoroutineScope, Continuation<? super String>, @Nullable Object> block) {
        return FutureKt.future(GlobalScope.INSTANCE, DISPATCHERS.get(dispatcher), CoroutineStart.DEFAULT, block);
    }

    private static String call(Callable<String> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the compiler makes of {@code { wait(); work() }}. */
    @SuppressWarnings("unchecked")
    private static final class Waiting extends SuspendLambda
            implements Function2<CoroutineScope, Continuation<? super String>, @Nullable Object> {

        private final transient Function<Continuation<Object>, @Nullable Object> wait;
        private final transient Callable<String> work;
        private boolean begun;

        Waiting(
                @Nullable Continuation<? super String> completion,
                Function<Continuation<Object>, @Nullable Object> wait,
                Callable<String> work) {
            super(2, (Continuation<Object>) (Continuation<?>) completion);
            this.wait = wait;
            this.work = work;
        }

        @Override
        public Continuation<Unit> create(@Nullable Object scope, Continuation<?> completion) {
            return (Continuation<Unit>)
                    (Continuation<?>) new Waiting((Continuation<? super String>) completion, wait, work);
        }

        @Override
        public @Nullable Object invoke(CoroutineScope scope, Continuation<? super String> completion) {
            return new Waiting(completion, wait, work).invokeSuspend(Unit.INSTANCE);
        }

        @Override
        protected @Nullable Object invokeSuspend(Object result) {
            ResultKt.throwOnFailure(result);
            if (!begun) {
                begun = true;
                Object suspended = wait.apply((Continuation<Object>) (Continuation<?>) this);
                if (suspended == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
                    return suspended;
                }
            }
            return call(work);
        }
    }
}
