// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.xnio.ContainersTask;
import replicated.context.RoutingContext;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.jdbc.RoutingScope;
import replicated.route.RouteTrust;

/** What is handed over in a scope runs in it, once, and whatever else a thread begins there does not. */
class TaskFollowerTest extends EntryScene {

    private TaskFollower follower = new TaskFollower(scopes, null);

    @Override
    void configure(String yaml) throws Exception {
        super.configure(yaml);
        follower = new TaskFollower(scopes, null);
    }

    private static void onAnotherThread(Runnable task) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((of, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    /** A task of a class with a name. */
    private static final class Named implements Runnable {

        private final Runnable what;

        Named(Runnable what) {
            this.what = what;
        }

        @Override
        public void run() {
            what.run();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void functionsOfEachTypeRunInTheScope() throws Exception {
        Object token = enter(get());
        RoutingScope scope = scope();
        List<RoutingScope> seen = new ArrayList<>();
        Runnable look = () -> seen.add(scope());
        List<Object> carried = List.of(
                follower.carried(look, ReplicatedTaskHooks.RUNNABLE),
                follower.carried((Callable<Boolean>) () -> seen.add(scope()), ReplicatedTaskHooks.CALLABLE),
                follower.carried((Supplier<Boolean>) () -> seen.add(scope()), ReplicatedTaskHooks.SUPPLIER),
                follower.carried((Function<Object, Boolean>) any -> seen.add(scope()), ReplicatedTaskHooks.FUNCTION),
                follower.carried((Consumer<Object>) any -> seen.add(scope()), ReplicatedTaskHooks.CONSUMER),
                follower.carried(
                        (BiFunction<Object, Object, Boolean>) (one, other) -> seen.add(scope()),
                        ReplicatedTaskHooks.BI_FUNCTION),
                follower.carried(
                        (BiConsumer<Object, Object>) (one, other) -> seen.add(scope()),
                        ReplicatedTaskHooks.BI_CONSUMER));

        onAnotherThread(() -> {
            ((Runnable) carried.get(0)).run();
            assertThat(call((Callable<Boolean>) carried.get(1))).isTrue();
            assertThat(((Supplier<Boolean>) carried.get(2)).get()).isTrue();
            assertThat(((Function<Object, Boolean>) carried.get(3)).apply("x")).isTrue();
            ((Consumer<Object>) carried.get(4)).accept("x");
            assertThat(((BiFunction<Object, Object, Boolean>) carried.get(5)).apply("x", "y"))
                    .isTrue();
            ((BiConsumer<Object, Object>) carried.get(6)).accept("x", "y");
            assertThat(scope()).isNull();
            ((Runnable) carried.get(0)).run();
        });

        assertThat(seen.subList(0, 7)).containsOnly(scope);
        assertThat(seen.get(7)).as("run once more").isNull();
        entry.exit(token, null);
    }

    private static <T> T call(Callable<T> callable) {
        try {
            return callable.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void outsideOfScopesEveryTaskStaysWhatItIs() {
        Runnable task = () -> {};

        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        assertThat(follower.pooled(task)).isSameAs(task);
        follower.submitted(null, task);
        assertThat(follower.begin(task)).isNull();
        assertThat(follower.pause()).isNull();
    }

    @Test
    void modeOffCarriesNothing() throws Exception {
        Object token = enter(get());
        Runnable task = () -> {};
        scopes.apply(config("mode: off\n"));

        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        assertThat(follower.pooled(task)).isSameAs(task);
        entry.exit(token, null);
    }

    @Test
    void taskOfAClassWithANameIsNotReplacedInItsPool() throws Exception {
        Object token = enter(get());
        RoutingScope scope = scope();
        AtomicReference<RoutingScope> seen = new AtomicReference<>();
        Runnable task = new Named(() -> seen.set(scope()));

        assertThat(follower.pooled(task)).isSameAs(task);
        onAnotherThread(() -> {
            Object begun = follower.begin(task);
            task.run();
            follower.leave(begun);
            assertThat(scope()).isNull();
        });

        assertThat(seen.get()).isSameAs(scope);
        entry.exit(token, null);
    }

    /** Works off what several requests have queued. */
    private record QueueWorker(Runnable queued) implements Runnable {
        @Override
        public void run() {
            queued.run();
        }
    }

    /**
     * Fails if {@code TaskFollower} does not ask {@code SharedTasks}: another client's write would be told to this one.
     */
    @Test
    void taskThatWorksOffWhatOthersHaveQueuedRunsOutsideOfTheScope() throws Exception {
        Object token = enter(get());
        Runnable task = new QueueWorker(() -> {});

        assertThat(follower.pooled(task)).isSameAs(task);
        onAnotherThread(() -> assertThat(follower.begin(task)).isNull());
        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        entry.exit(token, null);
    }

    /** Has a lambda where others have a class. */
    private static final class TaskQueue {
        private final Runnable runner = this::run;

        private void run() {}
    }

    /** Of such classes there are many in applications: names that only have a word of a queue's in them. */
    private static final class InvoiceSerializer {
        private final Runnable task = this::run;

        private void run() {}
    }

    /** As above. */
    private static final class PrintQueueController {
        private final Runnable task = this::run;

        private void run() {}
    }

    /** As above, handed over by the request whose report it is. */
    private static final class ReportWorker implements Runnable {
        @Override
        public void run() {}
    }

    @Test
    void whatOnlySoundsLikeAQueueFollows() {
        Object token = enter(get());
        for (Runnable task :
                List.of(new InvoiceSerializer().task, new PrintQueueController().task, new ReportWorker())) {
            assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isNotSameAs(task);
            assertThat(follower.pauseFor(task)).isNull();
        }
        entry.exit(token, null);
    }

    @Test
    void whatAPublisherHandsToItsPoolIsOfAllThatSubmit() {
        Object token = enter(get());
        List<Runnable> given = new ArrayList<>();
        SubmissionPublisher<String> publisher = new SubmissionPublisher<>(given::add, 16);
        assertThat(publisher.consume(item -> {})).isNotDone();
        publisher.submit("x");

        for (Runnable task : given) {
            Object paused = follower.pauseFor(task);
            assertThat(paused).as(task.getClass().getName()).isNotNull();
            follower.leave(paused);
        }
        assertThat(given).isNotEmpty();
        entry.exit(token, null);
    }

    /** Guava asks listeners of what class they are, and pools may compare them. */
    @Test
    void whatAnExecutorIsGivenInAScopeRunsThereAsWhatItIs() throws Exception {
        Object token = enter(get());
        RoutingScope scope = scope();
        List<Runnable> given = new ArrayList<>();
        List<RoutingScope> seen = new ArrayList<>();
        Executor executor = task -> {
            given.add(task);
            seen.add(scope());
        };
        Executor carried = (Executor) follower.carried(executor, ReplicatedTaskHooks.EXECUTOR);
        Runnable task = new Named(() -> {});

        onAnotherThread(() -> carried.execute(task));

        assertThat(given).containsExactly(task);
        assertThat(seen).containsExactly(scope);
        entry.exit(token, null);
    }

    @Test
    void lambdaThatWorksOffWhatOthersHaveQueuedRunsOutsideOfTheScope() {
        Object token = enter(get());
        Runnable task = new TaskQueue().runner;

        assertThat(follower.pooled(task)).isSameAs(task);
        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        entry.exit(token, null);
    }

    @Test
    void whoHandsOverWhatWorksOffTheTasksOfOthersDoesSoOutsideOfItsScope() {
        Object token = enter(get());
        Object paused = follower.pauseFor(new QueueWorker(() -> {}));

        assertThat(scope()).isNull();
        follower.leave(paused);
        assertThat(scope()).isNotNull();
        assertThat(follower.pauseFor(new Named(() -> {}))).isNull();
        entry.exit(token, null);
    }

    /** It may go on with the next request of a connection. */
    @Test
    void taskOfAContainerIsNotOfTheScopeThatHandsItOver() {
        Object token = enter(get());
        Runnable task = new ContainersTask();
        follower.submitted(null, task);

        assertThat(follower.begin(task)).isNull();
        entry.exit(token, null);
    }

    /** What a task does may be another's, so that counts for all requests that are under way. */
    @Test
    void threadThatRunsATaskMayServeOthers() throws Exception {
        Object token = enter(get());
        Runnable task = new Named(() -> {});
        follower.pooled(task);
        onAnotherThread(() -> {
            Object begun = follower.begin(task);
            assertThat(RoutingContext.current().mayServeOthers()).isTrue();
            follower.leave(begun);
        });

        assertThat(RoutingContext.current().mayServeOthers()).isFalse();
        entry.exit(token, null);
    }

    /** A task with something that a queue or a pool may ask for. */
    private interface Prioritised extends Runnable {
        default int priority() {
            return 7;
        }
    }

    @Test
    void lambdaOfATypeOfItsOwnStaysWhatItIs() throws Exception {
        Object token = enter(get());
        Prioritised task = () -> {};

        assertThat(task.priority()).isEqualTo(7);
        assertThat(follower.pooled(task)).isSameAs(task);
        onAnotherThread(() -> assertThat(follower.begin(task)).isNotNull().satisfies(follower::leave));
        entry.exit(token, null);
    }

    @Test
    void taskThatWasTakenOutOfItsQueueDoesNotRunInTheScopeLater() throws Exception {
        Object token = enter(get());
        Runnable task = new Named(() -> {});
        follower.pooled(task);

        assertThat(follower.removed(this, task)).isSameAs(task);
        onAnotherThread(() -> assertThat(follower.begin(task)).isNull());
        entry.exit(token, null);
    }

    @Test
    void refusedTaskDoesNotRunInTheScopeLater() {
        Object token = enter(get());
        Runnable task = new Named(() -> {});
        follower.pooled(task);
        follower.refused(task);

        assertThat(follower.begin(task)).isNull();
        entry.exit(token, null);
    }

    @Test
    void whatCarriesItselfIsLeftAlone() {
        Object token = enter(get());
        Runnable future = new FutureTask<>(() -> "x");

        assertThat(follower.pooled(future)).isSameAs(future);
        assertThat(follower.begin(future)).isNull();
        entry.exit(token, null);
    }

    @Test
    void whatIsBegunInAPauseIsNotOfTheScope() {
        Object token = enter(get());
        Runnable task = () -> {};
        Object paused = follower.pause();

        assertThat(scope()).isNull();
        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        follower.leave(paused);
        assertThat(scope()).isNotNull();
        entry.exit(token, null);
    }

    @Test
    void poolsAndTheirDriversKeepTheirOwnTasks() {
        Object token = enter(get());
        Runnable task = () -> {};

        RoutingContext.current().suppress();
        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        RoutingContext.current().resume();
        RoutingContext.push(this, false);
        assertThat(follower.carried(task, ReplicatedTaskHooks.RUNNABLE)).isSameAs(task);
        RoutingContext.current().pop(this);
        entry.exit(token, null);
    }

    @Test
    void taskThatOutlivesItsRequestReadsOutsideOfItAndWritesForIt() throws Exception {
        Object token = enter(get());
        RoutingScope scope = scope();
        Runnable task = (Runnable) follower.carried(
                (Runnable) () -> {
                    assertThat(scope()).isNull();
                    assertThat(scopes.writing(CurrentScope.frame())).isSameAs(scope);
                    scope.on(database).writing(this, true);
                    scope.on(database).committed(this);
                },
                ReplicatedTaskHooks.RUNNABLE);
        entry.exit(token, null);

        onAnotherThread(task);

        Object next = enter(get());
        assertThat(scope().trust()).as("the route writes").isEqualTo(RouteTrust.WRITER);
        entry.exit(next, null);
    }

    @Test
    void taskThatHandsItselfOverAgainAndAgainLeavesTheScopeInTime() throws Exception {
        configure("consistency: {max-age: 10ms, max-lag: 10ms, window: 10ms}\n");
        Object token = enter(get());
        AtomicReference<Object> carried = new AtomicReference<>();
        Runnable[] task = new Runnable[1];
        task[0] = () -> carried.set(follower.carried(task[0], ReplicatedTaskHooks.RUNNABLE));
        task[0].run();
        entry.exit(token, null);

        long deadline = System.nanoTime() + 20_000_000_000L;
        while (carried.get() != task[0]) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            ((Runnable) carried.get()).run();
        }
    }
}
