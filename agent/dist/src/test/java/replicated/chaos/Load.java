// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import replicated.dist.Visitor;
import replicated.servers.Server;

/** Sessions at work, a thread each, until closed. */
final class Load implements AutoCloseable {

    private static final int THINK_MILLIS = Integer.getInteger("checker.think-ms", 1_500);

    private final Tally tally;
    private final ExecutorService threads = daemons("session");
    /** For the second request of two at once: it has to begin also when the sessions are about to end. */
    private final ExecutorService pairs = daemons("pair");

    final Counters counters;

    private volatile boolean stopping;

    private interface Step {
        void take() throws Exception;
    }

    Load(Tally tally) {
        this.tally = tally;
        this.counters = new Counters(tally);
    }

    /** Lets clients who write go to work, the ordinary way. */
    Load sessions(int count, Supplier<List<URI>> applications, Excuses excuses) {
        return sessions(count, applications, excuses, Set.of());
    }

    /** Lets clients who write go to work, by these doors too. */
    Load sessions(int count, Supplier<List<URI>> applications, Excuses excuses, Set<Door> doors) {
        for (int number = 0; number < count; number++) {
            Session session = new Session(number, applications, tally, excuses, pairs, doors, counters);
            work(number, session::step);
        }
        return this;
    }

    /** Asks for what the work outside of requests has met. */
    Load jobs(Jobs jobs) {
        work(1, jobs::ask);
        return this;
    }

    /** Lets clients go to work who only read, what visitors of theirs count. */
    Load onlookers(int count, long note, Supplier<List<URI>> applications) {
        for (int number = 0; number < count; number++) {
            Onlooker onlooker = new Onlooker(number, note, applications, tally);
            work(number, onlooker::step);
        }
        return this;
    }

    /** Lets clients go to work who come once each, read a note, and are never seen again. */
    Load newcomers(int count, long note, Supplier<List<URI>> applications) {
        for (int number = 0; number < count; number++) {
            work(number, () -> {
                Answer answer =
                        new Answer(new Visitor(false).get(applications.get().get(0), "/api/notes/" + note));
                tally.newcomers.incrementAndGet();
                if (!answer.fromPrimary()) {
                    tally.newcomersOnReplicas.incrementAndGet();
                }
                if (answer.value() < 0) {
                    tally.failures.add("a newcomer: " + answer);
                }
            });
        }
        return this;
    }

    /** Lets clients go to work who count their visits of a note, by a GET that writes. */
    Load visitors(int count, long note, Supplier<List<URI>> applications) {
        for (int number = 0; number < count; number++) {
            Visitor visitor = new Visitor(true);
            work(number, () -> visitor.get(applications.get().get(0), "/api/visit/" + note));
        }
        return this;
    }

    /** Notes how far behind the agents see the replicas. */
    Load lagOf(Stage stage) {
        work(0, () -> {
            for (Server server : stage.cluster.servers()) {
                double seconds = stage.nodes.get(0).lag(stage.name(server));
                if (seconds >= 0) {
                    tally.lag.add((long) (seconds * 1e9));
                }
            }
        });
        return this;
    }

    private void work(int seed, Step step) {
        Random random = new Random(seed);
        threads.execute(() -> {
            try {
                while (!stopping) {
                    // Between nothing and twice the mean, so that clients do not march in step.
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * THINK_MILLIS));
                    step.take();
                }
            } catch (Exception e) {
                tally.failures.add("the checker itself: " + e);
            }
        });
    }

    /** Returns when all have ended their last step. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
            tally.failures.add("a session waits for its answer after 90 s");
        }
        pairs.shutdown();
    }

    private static ExecutorService daemons(String name) {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
