// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a task costs that is handed over and run. Pools are given each task by the one before, on the pool's own thread,
 * so that no thread waits for another and nothing but the handing over is in the figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskBenchmark {

    /** So many that they bear nothing of the request. */
    private static final int TASKS = 5_000_000;

    /** Where the work is handed over. */
    public enum Where {
        OUTSIDE,
        WITHIN
    }

    @Param("OUTSIDE")
    Where where;

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    private final ForkJoinPool forkJoin = new ForkJoinPool(1);
    private Blackhole blackhole;

    /** Has the agent route a connection, if there is one: before that it follows nothing. */
    @Setup
    public void open(Blackhole consumer) throws SQLException, IOException, InterruptedException {
        blackhole = consumer;
        if (System.getProperty("benchmarks.routed") != null) {
            DataSource source = Contestant.REPLICA.open();
            for (int attempt = 0; !isRouted(source); attempt++) {
                if (attempt == 100) {
                    throw new IllegalStateException("nothing is routed");
                }
                Thread.sleep(100);
            }
        }
    }

    private static boolean isRouted(DataSource source) throws IOException {
        boolean[] routed = {false};
        new Request("GET", () -> {
                    try (Connection connection = source.getConnection();
                            PreparedStatement statement = connection.prepareStatement("SELECT id FROM owners");
                            ResultSet result = statement.executeQuery()) {
                        routed[0] = result.next() && connection.toString().contains("replica-1");
                    }
                })
                .run();
        return routed[0];
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.shutdownNow();
        forkJoin.shutdownNow();
    }

    private void measured(Request.Work work) throws SQLException, IOException {
        if (where == Where.WITHIN) {
            new Request("GET", work).run();
        } else {
            work.run();
        }
    }

    /** What {@code submit} and {@code schedule} make of a task. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void futureTask() throws SQLException, IOException {
        Callable<Object> task = Object::new;
        measured(() -> {
            for (int i = 0; i < TASKS; i++) {
                FutureTask<Object> future = new FutureTask<>(task);
                future.run();
                blackhole.consume(future);
            }
        });
    }

    /** A stage that depends on another. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void stage() throws SQLException, IOException {
        measured(() -> {
            for (int i = 0; i < TASKS; i++) {
                CompletableFuture<Object> first = new CompletableFuture<>();
                blackhole.consume(first.thenApply(value -> value));
                first.complete(this);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void executeLambda() throws SQLException, IOException {
        measured(() -> {
            CountDownLatch done = new CountDownLatch(1);
            int[] left = {TASKS};
            lambda(left, done);
            await(done);
        });
    }

    private void lambda(int[] left, CountDownLatch done) {
        if (--left[0] == 0) {
            done.countDown();
        } else {
            pool.execute(() -> lambda(left, done));
        }
    }

    /** A task of a class with a name. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void executeNamed() throws SQLException, IOException {
        measured(() -> {
            CountDownLatch done = new CountDownLatch(1);
            new Named(pool, TASKS, done).run();
            await(done);
        });
    }

    private record Named(ThreadPoolExecutor pool, int left, CountDownLatch done) implements Runnable {
        @Override
        public void run() {
            if (left == 1) {
                done.countDown();
            } else {
                pool.execute(new Named(pool, left - 1, done));
            }
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void forkAndJoin() throws SQLException, IOException {
        measured(() -> forkJoin.invoke(new Forks(TASKS)));
    }

    /** Forks as many that fork none. */
    private static final class Forks extends RecursiveAction {

        private static final long serialVersionUID = 1;

        private final int forks;

        Forks(int forks) {
            this.forks = forks;
        }

        @Override
        protected void compute() {
            for (int i = 0; i < forks; i++) {
                new Forks(0).fork().join();
            }
        }
    }
}
