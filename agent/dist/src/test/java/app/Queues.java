// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;

/**
 * Ways to have one thing done after the other, whoever asks for it, by name. A thread of the pool below works off what
 * several requests have queued.
 */
final class Queues {

    private final Map<String, Executor> queues = new TreeMap<>();
    private volatile CountDownLatch begun = new CountDownLatch(1);
    private volatile CountDownLatch goOn = new CountDownLatch(1);
    private volatile CountDownLatch done = new CountDownLatch(1);

    @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong is told by the work itself
    Queues() throws ReflectiveOperationException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        ForkJoinPool forkJoin = new ForkJoinPool(2);
        queues.put("serial", new SerialExecutor(pool));
        queues.put("serial-fork-join", new SerialExecutor(forkJoin));
        queues.put("worker", new Sequence(pool));
        queues.put("worker-submit", new Sequence(pool::submit));
        queues.put("worker-async", new Sequence(CompletableFuture::runAsync));
        queues.put("worker-scheduled", new Sequence(Executors.newScheduledThreadPool(1)));
        queues.put("worker-fork-join", new Sequence(forkJoin));
        SubmissionPublisher<Runnable> publisher = new SubmissionPublisher<>(forkJoin, 16);
        publisher.consume(Runnable::run);
        queues.put("publisher", publisher::submit);
        if (Runtime.version().feature() >= 21) {
            queues.put("worker-virtual", new Sequence((Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)));
        }
    }

    Iterable<String> names() {
        return queues.keySet();
    }

    /** Keeps the queue busy until something else stands in it, and stays for as long as that takes. */
    String first(String queue) throws InterruptedException {
        CountDownLatch untilThen = new CountDownLatch(1);
        synchronized (this) {
            goOn = untilThen;
            done = new CountDownLatch(1);
        }
        queues.get(queue).execute(() -> {
            begun.countDown();
            await(untilThen);
        });
        await(done);
        return "";
    }

    /** What the queue gave, once it has come to it. */
    String second(String queue, Callable<String> work) throws Exception {
        await(begun);
        begun = new CountDownLatch(1);
        CompletableFuture<String> result = new CompletableFuture<>();
        queues.get(queue).execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            goOn.countDown();
            return result.get(20, TimeUnit.SECONDS);
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As in the documentation of {@link Executor}: each task hands the next one over. */
    private static final class SerialExecutor implements Executor {

        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final Executor executor;
        private Runnable active;

        SerialExecutor(Executor executor) {
            this.executor = executor;
        }

        @Override
        public synchronized void execute(Runnable task) {
            tasks.add(() -> {
                try {
                    task.run();
                } finally {
                    scheduleNext();
                }
            });
            if (active == null) {
                scheduleNext();
            }
        }

        private synchronized void scheduleNext() {
            active = tasks.poll();
            if (active != null) {
                executor.execute(active);
            }
        }
    }

    /** As Guava's: one task works off all. */
    private static final class Sequence implements Executor {

        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final Executor executor;
        private boolean running;

        Sequence(Executor executor) {
            this.executor = executor;
        }

        @Override
        public void execute(Runnable task) {
            synchronized (tasks) {
                tasks.add(task);
                if (running) {
                    return;
                }
                running = true;
            }
            executor.execute(new QueueWorker());
        }

        private final class QueueWorker implements Runnable {
            @Override
            public void run() {
                for (Runnable next = next(); next != null; next = next()) {
                    next.run();
                }
            }

            private Runnable next() {
                synchronized (tasks) {
                    Runnable next = tasks.poll();
                    running = next != null;
                    return next;
                }
            }
        }
    }
}
