// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import replicated.jdbc.RoutingScope;
import replicated.replica.Replica;

/** A thread that is started in a scope works in it, and those that serve others do not. */
class StartedThreadsTest extends EntryScene {

    private final TaskFollower follower = new TaskFollower(scopes, null);

    @Test
    void threadThatIsStartedInAScopeWorksInIt() throws Exception {
        Object token = enter(get());
        RoutingScope scope = scope();
        AtomicReference<RoutingScope> seen = new AtomicReference<>();
        Thread thread = new Thread(() -> seen.set(scope()));
        follower.starting(thread);
        thread.start();
        thread.join();

        assertThat(seen.get()).isSameAs(scope);
        entry.exit(token, null);
    }

    @Test
    void threadThatServesRequestsForgetsWhatItWasStartedIn() throws Exception {
        Object token = enter(get());
        List<RoutingScope> seen = new ArrayList<>();
        Thread worker = new Thread(() -> {
            seen.add(scope());
            Object other = enter(get());
            seen.add(scope());
            entry.exit(other, null);
            seen.add(scope());
        });
        follower.starting(worker);
        worker.start();
        worker.join();

        assertThat(seen.get(0)).isSameAs(scope());
        assertThat(seen.get(1)).isNotNull().isNotSameAs(scope());
        assertThat(seen.get(2)).isNull();
        entry.exit(token, null);
    }

    @Test
    void workersOfForkJoinPoolsAreNotStartedInTheScope() throws Exception {
        Object token = enter(get());
        AtomicReference<RoutingScope> seen = new AtomicReference<>(scope());
        ForkJoinPool pool = new ForkJoinPool(
                1,
                of -> {
                    var worker = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(of);
                    follower.starting(worker);
                    return worker;
                },
                null,
                false);
        pool.submit(() -> seen.set(scope())).get();
        pool.shutdown();

        assertThat(seen.get()).isNull();
        entry.exit(token, null);
    }

    /** P3: the first reads of a parallel stream come at once. Fails if the choice is a plain write. */
    @Test
    void threadsThatChooseAtOnceChooseOneReplica() throws Exception {
        for (int round = 0; round < 2000; round++) {
            Object token = enter(get());
            RoutingScope scope = scope();
            Set<Replica> chosen = ConcurrentHashMap.newKeySet();
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        begin.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    chosen.add(scope.on(database).replica(null).replica());
                });
                thread.start();
                threads.add(thread);
            }
            begin.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(chosen).hasSize(1);
            entry.exit(token, null);
        }
    }
}
