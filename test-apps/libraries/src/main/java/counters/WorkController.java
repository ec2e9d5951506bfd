// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.SettableFuture;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import kotlin.Unit;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.Job;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Pages whose work is done on other threads. {@code read} is the port that the request's thread read from and the
 * work's, {@code write} raises a counter, {@code late} does so once {@code go} is asked for. What is below {@code by/}
 * is answered by Spring's own ways of answering later, and the rest waits for {@link Work}.
 */
@RestController
@RequestMapping("/work")
class WorkController {

    private final Work work;
    private final AsyncTaskExecutor executor;
    private final TemplateCounters counters;
    private final JdbcTemplate jdbc;
    private final String port;

    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();

    private volatile CountDownLatch go = new CountDownLatch(0);
    private volatile Future<String> late = CompletableFuture.completedFuture("");

    WorkController(Work work, AsyncTaskExecutor executor, TemplateCounters counters, DataSource dataSource)
            throws Exception {
        this.work = work;
        this.executor = executor;
        this.counters = counters;
        this.jdbc = new JdbcTemplate(dataSource);
        try (java.sql.Connection connection = dataSource.getConnection()) {
            port = connection.getMetaData().getURL().contains("postgresql")
                    ? "SELECT inet_server_port()"
                    : "SELECT @@port";
        }
    }

    private String server() {
        return jdbc.queryForObject(port, String.class);
    }

    private Callable<String> reading() {
        String first = server();
        return () -> first + " " + server();
    }

    private Callable<String> writing(long id) {
        return () -> {
            counters.raise(id);
            return "raised";
        };
    }

    private static String done(Future<String> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @GetMapping("/ways")
    List<String> ways() {
        return work.ways();
    }

    @GetMapping("/read/{way}")
    String read(@PathVariable String way) throws Exception {
        return done(work.start(way, reading()));
    }

    @PostMapping("/write/{way}/{id}")
    String write(@PathVariable String way, @PathVariable long id) throws Exception {
        return done(work.start(way, writing(id)));
    }

    @PostMapping("/late/{way}/{id}")
    String late(@PathVariable String way, @PathVariable long id) throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        go = begin;
        late = work.start(way, () -> {
            begin.await();
            return writing(id).call();
        });
        return "begun";
    }

    @PostMapping("/go")
    String go() throws Exception {
        go.countDown();
        return done(late);
    }

    @GetMapping("/read/by/blocking-coroutine")
    String readByBlockingCoroutine() throws Exception {
        return done(Coroutines.blocking(reading()));
    }

    @PostMapping("/write/by/blocking-coroutine/{id}")
    String writeByBlockingCoroutine(@PathVariable long id) throws Exception {
        return done(Coroutines.blocking(writing(id)));
    }

    /** Reads a counter once {@link #wake} is asked for, which is another's request. */
    @GetMapping("/waiting/{dispatcher}/{id}")
    String waiting(@PathVariable String dispatcher, @PathVariable long id) throws Exception {
        if (dispatcher.equals("guava")) {
            SettableFuture<String> other = SettableFuture.create();
            Future<String> read = Futures.transform(other, nothing -> "" + counters.hits(id), executor);
            waiting.put(new Waiting(() -> other.set(""), read));
            return done(read);
        }
        CompletableDeferred<Unit> other = CompletableDeferredKt.CompletableDeferred((Job) null);
        Future<String> read = Coroutines.after(dispatcher, other, () -> "" + counters.hits(id));
        waiting.put(new Waiting(() -> other.complete(Unit.INSTANCE), read));
        return done(read);
    }

    /** Is under way until the one that waits has read. */
    @GetMapping("/wake")
    String wake() throws Exception {
        String first = server();
        Waiting woken = waiting.poll(20, TimeUnit.SECONDS);
        woken.wake().run();
        done(woken.read());
        return first;
    }

    private record Waiting(Runnable wake, Future<String> read) {}

    @GetMapping("/read/by/callable")
    Callable<String> readByCallable() {
        return reading();
    }

    @PostMapping("/write/by/callable/{id}")
    Callable<String> writeByCallable(@PathVariable long id) {
        return writing(id);
    }

    @GetMapping("/read/by/web-async-task")
    WebAsyncTask<String> readByWebAsyncTask() {
        return new WebAsyncTask<>(20_000L, reading());
    }

    @PostMapping("/write/by/web-async-task/{id}")
    WebAsyncTask<String> writeByWebAsyncTask(@PathVariable long id) {
        return new WebAsyncTask<>(20_000L, executor, writing(id));
    }

    @GetMapping("/read/by/deferred-result")
    DeferredResult<String> readByDeferredResult() {
        return deferred(reading());
    }

    @PostMapping("/write/by/deferred-result/{id}")
    DeferredResult<String> writeByDeferredResult(@PathVariable long id) {
        return deferred(writing(id));
    }

    private DeferredResult<String> deferred(Callable<String> answer) {
        DeferredResult<String> result = new DeferredResult<>(20_000L);
        executor.execute(() -> {
            try {
                result.setResult(answer.call());
            } catch (Exception e) {
                result.setErrorResult(e);
            }
        });
        return result;
    }

    @GetMapping("/read/by/completable-future")
    CompletableFuture<String> readByCompletableFuture() {
        Callable<String> reading = reading();
        return CompletableFuture.supplyAsync(() -> reading).thenApplyAsync(WorkController::call, executor);
    }

    @PostMapping("/write/by/completable-future/{id}")
    CompletableFuture<String> writeByCompletableFuture(@PathVariable long id) {
        return CompletableFuture.supplyAsync(() -> call(writing(id)));
    }

    @GetMapping("/read/by/sse-emitter")
    SseEmitter readBySseEmitter() {
        return emitter(reading());
    }

    /** The response has begun when this writes. */
    @PostMapping("/write/by/sse-emitter/{id}")
    SseEmitter writeBySseEmitter(@PathVariable long id) {
        return emitter(writing(id));
    }

    private SseEmitter emitter(Callable<String> event) {
        SseEmitter emitter = new SseEmitter(20_000L);
        executor.execute(() -> {
            try {
                emitter.send("begun");
                emitter.send(event.call());
                emitter.complete();
            } catch (Exception e) {
                emitter.completeWithError(e);
            }
        });
        return emitter;
    }

    private static String call(Callable<String> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
