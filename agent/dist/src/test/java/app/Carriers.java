// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.util.List;
import java.util.Map;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The ways by which work goes to another thread, by name. Each gives a future of what the work gave. */
final class Carriers {

    /** Something to be done elsewhere. */
    interface Carrier {
        Future<?> start(Callable<String> work) throws Exception;
    }

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    private final ThreadPoolExecutor byPriority = new OfJobs();
    /** Has a new thread whenever none is idle, and lets go of those that are idle for long. */
    private final ThreadPoolExecutor growing = new ThreadPoolExecutor(
            0, 50, 100, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final ForkJoinPool forkJoin = new ForkJoinPool(2);
    private final java.util.Timer timer = new java.util.Timer(true);
    private final CompletableFuture<String> begun = CompletableFuture.completedFuture("");
    private final Map<String, Carrier> carriers = new TreeMap<>();

    Carriers() throws ReflectiveOperationException {
        carriers.put("execute", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            pool.execute(() -> complete(done, work));
            return done;
        });
        carriers.put("execute-named", work -> {
            Job job = new Job(work);
            byPriority.execute(job);
            return job.done;
        });
        carriers.put("submit", pool::submit);
        carriers.put("invoke-all", work -> pool.invokeAll(List.of(work)).get(0));
        carriers.put("invoke-any", work -> CompletableFuture.completedFuture(pool.invokeAny(List.of(work, work))));
        carriers.put("completion-service", work -> {
            ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool);
            return List.of(service.submit(work), service.take()).get(1);
        });
        carriers.put("schedule", work -> scheduler.schedule(work, 1, TimeUnit.MILLISECONDS));
        carriers.put("scheduler-execute", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            scheduler.execute(() -> complete(done, work));
            return done;
        });
        carriers.put("fork-join-execute", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            forkJoin.execute(() -> complete(done, work));
            return done;
        });
        carriers.put("fork-join-submit", work -> forkJoin.submit(work));
        carriers.put(
                "fork-join-invoke-all",
                work -> forkJoin.invokeAll(List.of(work, work)).get(1));
        carriers.put("common-pool", work -> ForkJoinPool.commonPool().submit(work));
        carriers.put("recursive", work -> forkJoin.submit(new Halves(work, 8)));
        carriers.put("adapted", work -> ForkJoinTask.adapt(work).fork());
        carriers.put("parallel-stream", Carriers::inStream);
        carriers.put("supply-async", work -> CompletableFuture.supplyAsync(() -> result(work)));
        carriers.put("supply-async-pool", work -> CompletableFuture.supplyAsync(() -> result(work), pool));
        carriers.put("then-apply", work -> later(begins -> begins.thenApply(nothing -> result(work))));
        carriers.put("then-apply-async", work -> begun.thenApplyAsync(nothing -> result(work)));
        carriers.put(
                "then-compose",
                work -> later(
                        begins -> begins.thenCompose(nothing -> CompletableFuture.supplyAsync(() -> result(work)))));
        carriers.put(
                "then-combine",
                work -> later(
                        begins -> begins.thenCombine(begins.thenApply(value -> value), (one, other) -> result(work))));
        carriers.put("handle", work -> later(begins -> begins.handleAsync((value, thrown) -> result(work), pool)));
        carriers.put("complete-async", work -> new CompletableFuture<String>().completeAsync(() -> result(work)));
        Executor delayed = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);
        carriers.put("delayed", work -> CompletableFuture.supplyAsync(() -> result(work), delayed));
        carriers.put("delayed-execute", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            delayed.execute(() -> complete(done, work));
            return done;
        });
        carriers.put("thread", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            new Thread(() -> complete(done, work)).start();
            return done;
        });
        carriers.put("thread-subclass", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            new Thread() {
                @Override
                public void run() {
                    complete(done, work);
                }
            }.start();
            return done;
        });
        carriers.put("timer", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            complete(done, work);
                        }
                    },
                    1);
            return done;
        });
        carriers.put("exceptionally", work -> failed().exceptionallyAsync(thrown -> result(work), pool));
        carriers.put(
                "exceptionally-compose",
                work -> failed().exceptionallyCompose(thrown -> CompletableFuture.supplyAsync(() -> result(work))));
        carriers.put(
                "minimal-stage",
                work -> later(begins -> begins.minimalCompletionStage()
                        .thenApply(nothing -> result(work))
                        .toCompletableFuture()));
        carriers.put("concurrent-map", Carriers::inMap);
        ofLibraries();
        if (Runtime.version().feature() >= 21) {
            ofVirtualThreads();
        }
    }

    /** Pools that are not the JDK's. */
    private void ofLibraries() {
        QueuedThreadPool jetty = new QueuedThreadPool();
        LifeCycle.start(jetty);
        DefaultEventExecutorGroup netty = new DefaultEventExecutorGroup(2);
        for (boolean named : new boolean[] {false, true}) {
            carriers.put("jetty-pool" + (named ? "-named" : ""), work -> in(jetty, work, named));
            carriers.put("netty-group" + (named ? "-named" : ""), work -> in(netty, work, named));
        }
        carriers.put("netty-submit", netty::submit);
    }

    private static Future<?> in(Executor executor, Callable<String> work, boolean named) {
        Job job = new Job(work);
        executor.execute(named ? job : () -> complete(job.done, work));
        return job.done;
    }

    private void ofVirtualThreads() throws ReflectiveOperationException {
        ExecutorService executor = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        carriers.put("virtual-executor", executor::submit);
        carriers.put("virtual-executor-execute", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            executor.execute(() -> complete(done, work));
            return done;
        });
        carriers.put("virtual-thread", work -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                    () -> complete(done, work));
            return done;
        });
        if (Runtime.version().feature() >= 25) {
            carriers.put("structured", Carriers::inStructure);
        }
    }

    /** A preview, which this class is not compiled for. */
    private static Future<?> inStructure(Callable<String> work) throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
        Object structure = type.getMethod("open").invoke(null);
        Object subtask = type.getMethod("fork", Callable.class).invoke(structure, work);
        type.getMethod("join").invoke(structure);
        Object result = Class.forName("java.util.concurrent.StructuredTaskScope$Subtask")
                .getMethod("get")
                .invoke(subtask);
        type.getMethod("close").invoke(structure);
        return CompletableFuture.completedFuture(result);
    }

    /** What all parts of a parallel walk through a map gave. */
    private static Future<?> inMap(Callable<String> work) {
        ConcurrentHashMap<Integer, String> map = new ConcurrentHashMap<>();
        IntStream.range(0, 40).forEach(part -> map.put(part, ""));
        return CompletableFuture.completedFuture(
                map.reduceKeys(1, part -> result(work), (one, other) -> one.equals(other) ? one : one + "," + other));
    }

    private static CompletableFuture<String> failed() {
        return new CompletableFuture<String>().orTimeout(1, TimeUnit.MILLISECONDS);
    }

    /** What all parts of a parallel stream gave, without repetitions. */
    private static Future<?> inStream(Callable<String> work) {
        List<String> all = IntStream.range(0, 40)
                .parallel()
                .mapToObj(part -> result(work))
                .distinct()
                .sorted()
                .toList();
        return CompletableFuture.completedFuture(String.join(",", all));
    }

    /** Begun on another thread, once the stages are there: those of one that is complete run on the thread that adds them. */
    private static Future<?> later(Function<CompletableFuture<String>, Future<?>> stages) {
        CompletableFuture<String> begins = new CompletableFuture<>();
        Future<?> last = stages.apply(begins);
        begins.completeOnTimeout("", 1, TimeUnit.MILLISECONDS);
        return last;
    }

    /** Those of this JDK. */
    Iterable<String> names() {
        return carriers.keySet();
    }

    Future<?> start(String carrier, Callable<String> work) throws Exception {
        return carriers.get(carrier).start(work);
    }

    /** Again and again, until the future is cancelled. */
    Future<?> repeat(Runnable work) {
        return scheduler.scheduleWithFixedDelay(work, 1, 1, TimeUnit.MILLISECONDS);
    }

    /** A task that looks into the queue which it stands in. */
    boolean removes() throws InterruptedException {
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        CompletableFuture<String> end = new CompletableFuture<>();
        one.execute(end::join);
        Runnable waiting = () -> end.complete("ran");
        one.execute(waiting);
        boolean removed = one.remove(waiting);
        end.complete("");
        one.shutdown();
        return removed && one.awaitTermination(10, TimeUnit.SECONDS);
    }

    /**
     * Everything that might be kept after its request: of some of it little, since it stays for as long as the
     * application runs.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits
    void handOver(int request) {
        pool.execute(() -> {});
        pool.submit(() -> {});
        byPriority.execute(new Job(() -> ""));
        growing.execute(() -> {});
        forkJoin.execute(() -> {});
        forkJoin.submit(new Halves(() -> "", 4));
        scheduler.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
        // Stays queued until its time has come: not so long that a million of them fill the heap.
        Future<?> cancelled = scheduler.schedule(() -> {}, 30, TimeUnit.SECONDS);
        cancelled.cancel(false);
        new CompletableFuture<String>().thenApply(never -> never);
        later(begins -> begins.thenApplyAsync(value -> value, pool));
        Job removed = new Job(() -> "");
        byPriority.execute(removed);
        byPriority.remove(removed);
        if (request % 10 == 0) {
            new Thread(() -> {}).start();
            handsItselfOver(50);
        }
        if (request % 10_000 == 0) {
            scheduler.scheduleAtFixedRate(() -> {}, 1, 50, TimeUnit.MILLISECONDS);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {}
                    },
                    1,
                    50);
            Executors.newSingleThreadExecutor(Carriers::daemon).execute(() -> {});
            daemon(LockSupport::park).start();
        }
    }

    /** Hands itself over again and again. */
    private void handsItselfOver(int left) {
        if (left > 0) {
            pool.execute(() -> handsItselfOver(left - 1));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    ExecutorService pool() {
        return pool;
    }

    private static void complete(CompletableFuture<String> done, Callable<String> work) {
        try {
            done.complete(work.call());
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    private static String result(Callable<String> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A task with a name and an order, which its pool relies on. */
    private static final class Job implements Runnable, Comparable<Job> {

        final CompletableFuture<String> done = new CompletableFuture<>();
        private final Callable<String> work;

        Job(Callable<String> work) {
            this.work = work;
        }

        @Override
        public void run() {
            complete(done, work);
        }

        @Override
        public int compareTo(Job other) {
            return 0;
        }
    }

    /** Takes nothing but jobs, and looks at each. */
    private static final class OfJobs extends ThreadPoolExecutor {

        OfJobs() {
            super(1, 1, 1, TimeUnit.MINUTES, new PriorityBlockingQueue<>());
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            ((Job) task).done.isDone();
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
            ((Job) task).done.isDone();
        }
    }

    /** Goes into halves until there is one part left, and gives what all gave, which has to be the same. */
    private static final class Halves extends RecursiveTask<String> {

        private static final long serialVersionUID = 1;

        private final transient Callable<String> work;
        private final int parts;

        Halves(Callable<String> work, int parts) {
            this.work = work;
            this.parts = parts;
        }

        @Override
        protected String compute() {
            if (parts == 1) {
                return result(work);
            }
            Halves one = new Halves(work, parts / 2);
            Halves other = new Halves(work, parts / 2);
            invokeAll(one, other);
            String of = one.join();
            return of.equals(other.join()) ? of : of + "," + other.join();
        }
    }
}
