// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import com.google.common.util.concurrent.MoreExecutors;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Has work done on other threads by each way that Spring, Reactor, RxJava and coroutines have. Nobody waits unless asked to. */
@Component
@EnableAsync
class Work {

    private static final ScheduledExecutorService DELAYING = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "delaying");
        thread.setDaemon(true);
        return thread;
    });

    private static final Executor SEQUENTIAL = MoreExecutors.newSequentialExecutor(DELAYING);

    private static final Executor TOMCATS = new org.apache.tomcat.util.threads.ThreadPoolExecutor(
            2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "tomcats");
                thread.setDaemon(true);
                return thread;
            });

    private interface Way {
        Future<String> start(Callable<String> work) throws InterruptedException;
    }

    private final Map<String, Way> ways;

    Work(AsyncWork async, AsyncTaskExecutor executor) {
        ways = Map.ofEntries(
                Map.entry("async", async::of),
                Map.entry("async-void", work -> {
                    CompletableFuture<String> result = new CompletableFuture<>();
                    async.into(work, result);
                    return result;
                }),
                Map.entry("task-executor", executor::submit),
                Map.entry("simple-executor", new SimpleAsyncTaskExecutor("simple-")::submit),
                Map.entry("guava-sequential", work -> {
                    CompletableFuture<String> result = new CompletableFuture<>();
                    SEQUENTIAL.execute(() -> result.complete(call(work)));
                    return result;
                }),
                Map.entry("tomcat-pool", work -> {
                    CompletableFuture<String> result = new CompletableFuture<>();
                    TOMCATS.execute(() -> result.complete(call(work)));
                    return result;
                }),
                Map.entry("kotlin-default", work -> Coroutines.async("default", work)),
                Map.entry("kotlin-io", work -> Coroutines.async("io", work)),
                Map.entry("kotlin-limited", work -> Coroutines.async("limited", work)),
                Map.entry("kotlin-executor", work -> Coroutines.async("executor", work)),
                Map.entry("kotlin-with-context", Coroutines::withContext),
                Map.entry("kotlin-unconfined", Coroutines::unconfined),
                Map.entry("kotlin-delay", Coroutines::afterDelay),
                Map.entry("kotlin-yield", Coroutines::afterYield),
                Map.entry("scheduled", work -> DELAYING.schedule(work, 10, TimeUnit.MILLISECONDS)),
                Map.entry(
                        "mono-elastic",
                        work -> Mono.fromCallable(work)
                                .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                                .toFuture()),
                Map.entry(
                        "mono-parallel",
                        work -> Mono.fromCallable(work)
                                .subscribeOn(reactor.core.scheduler.Schedulers.parallel())
                                .toFuture()),
                Map.entry(
                        "mono-single",
                        work -> Mono.fromCallable(work)
                                .subscribeOn(reactor.core.scheduler.Schedulers.single())
                                .toFuture()),
                Map.entry(
                        "mono-publish",
                        work -> Mono.just(work)
                                .publishOn(reactor.core.scheduler.Schedulers.boundedElastic())
                                .map(Work::call)
                                .toFuture()),
                Map.entry(
                        "flux-parallel",
                        work -> Flux.just(1)
                                .parallel()
                                .runOn(reactor.core.scheduler.Schedulers.parallel())
                                .map(one -> call(work))
                                .sequential()
                                .next()
                                .toFuture()),
                Map.entry(
                        "flux-flat-map",
                        work -> Flux.just(1)
                                .flatMap(one -> Mono.fromCallable(work)
                                        .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()))
                                .next()
                                .toFuture()),
                Map.entry(
                        "mono-delay",
                        work -> Mono.delay(Duration.ofMillis(10))
                                .map(tick -> call(work))
                                .toFuture()),
                Map.entry(
                        "rx-io",
                        work -> Single.fromCallable(work)
                                .subscribeOn(Schedulers.io())
                                .toCompletionStage()
                                .toCompletableFuture()),
                Map.entry(
                        "rx-computation",
                        work -> Single.fromCallable(work)
                                .subscribeOn(Schedulers.computation())
                                .toCompletionStage()
                                .toCompletableFuture()),
                Map.entry(
                        "rx-new-thread",
                        work -> Single.fromCallable(work)
                                .subscribeOn(Schedulers.newThread())
                                .toCompletionStage()
                                .toCompletableFuture()),
                Map.entry(
                        "rx-observe",
                        work -> Single.just(work)
                                .observeOn(Schedulers.io())
                                .map(Callable::call)
                                .toCompletionStage()
                                .toCompletableFuture()),
                Map.entry(
                        "rx-parallel",
                        work -> Flowable.just(1)
                                .parallel()
                                .runOn(Schedulers.computation())
                                .map(one -> work.call())
                                .sequential()
                                .firstOrError()
                                .toCompletionStage()
                                .toCompletableFuture()));
    }

    /** Names of the ways. */
    List<String> ways() {
        return ways.keySet().stream().sorted().toList();
    }

    /** Starts it. */
    Future<String> start(String way, Callable<String> work) throws InterruptedException {
        return ways.get(way).start(work);
    }

    private static String call(Callable<String> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
