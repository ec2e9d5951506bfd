// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Drivers and pools bear it that several threads use one connection, so nothing is lost, taken twice or left behind
 * where they use a routed one. Fails if {@code BoundConnection.begin} lets two threads in.
 */
class SharedConnectionTest {

    private static final int ROUNDS = 300;

    private World world;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() throws SQLException {
        world = new World();
    }

    @AfterEach
    void stop() throws SQLException {
        threads.shutdownNow();
        world.close();
    }

    /** What one thread does with the connection of all. */
    @FunctionalInterface
    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    /** All at once, each on a thread of its own. Use after close is the application's mistake, and may fail. */
    private void atOnce(Connection connection, List<Use> uses, boolean mayFail) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(uses.size());
        List<Future<?>> all = new ArrayList<>();
        for (Use use : uses) {
            all.add(threads.submit(() -> {
                barrier.await();
                use.of(connection);
                return null;
            }));
        }
        for (Future<?> each : all) {
            if (mayFail) {
                ended(each);
            } else {
                each.get();
            }
        }
    }

    /** Whether it failed is of no account: it was used after it was closed. */
    private static void ended(Future<?> use) throws InterruptedException {
        try {
            use.get();
        } catch (ExecutionException usedAfterClose) {
            assertThat(usedAfterClose.getCause()).isNotInstanceOf(Error.class);
        }
    }

    private static void read(Connection connection) throws SQLException {
        assertThat(BindingTest.ask(connection)).isNotEmpty();
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')"))
                    .isEqualTo(1);
        }
    }

    private void nothingIsLeft(int round) {
        assertThat(world.first.inUse() + world.second.inUse())
                .as("connections of replicas after round %d", round)
                .isZero();
        assertThat(world.primaries)
                .as("connections of the primary after round %d", round)
                .noneMatch(World::isOpen);
        world.first.lent.clear();
        world.second.lent.clear();
        world.primaries.clear();
        world.scope.hasWritten = false;
        world.scope.learned = false;
        world.scope.chosen = false;
    }

    @Test
    void firstStatementsAtOnceTakeOneServer() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection connection = world.open()) {
                atOnce(connection, List.of(SharedConnectionTest::read, SharedConnectionTest::read), false);
                assertThat(world.first.lent).hasSize(1);
            }
            nothingIsLeft(round);
        }
    }

    @Test
    void readsAndAWriteAtOnceTakeOnePrimary() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection connection = world.open()) {
                atOnce(
                        connection,
                        List.of(
                                SharedConnectionTest::read,
                                SharedConnectionTest::write,
                                SharedConnectionTest::write,
                                SharedConnectionTest::read),
                        false);
                assertThat(world.primaries).hasSize(1);
            }
            nothingIsLeft(round);
        }
    }

    @Test
    void opensAndMovesOfItsOwnThreadMeetThoseOfAnother() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection connection = world.open()) {
                Future<?> other = threads.submit(() -> {
                    read(connection);
                    write(connection);
                    return null;
                });
                read(connection);
                write(connection);
                other.get();
                assertThat(world.primaries).hasSize(1);
            }
            nothingIsLeft(round);
        }
    }

    @Test
    void closeWhileAnotherThreadTakesAServerLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Connection connection = world.open();
            atOnce(connection, List.of(SharedConnectionTest::read, Connection::close), true);
            assertThat(connection.isClosed()).isTrue();
            nothingIsLeft(round);
        }
    }

    @Test
    void closeByItsOwnThreadWhileAnotherTakesAServerLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Connection connection = world.open();
            CyclicBarrier barrier = new CyclicBarrier(2);
            Future<?> other = threads.submit(() -> {
                barrier.await();
                read(connection);
                return null;
            });
            barrier.await();
            connection.close();
            ended(other);
            nothingIsLeft(round);
        }
    }

    @Test
    void closeWhileAnotherThreadMovesLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Connection connection = world.open();
            read(connection);
            atOnce(connection, List.of(SharedConnectionTest::write, Connection::close), true);
            nothingIsLeft(round);
        }
    }

    @Test
    void abortWhileAnotherThreadTakesAServerLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Connection connection = world.open();
            atOnce(connection, List.of(SharedConnectionTest::read, shared -> shared.abort(Runnable::run)), true);
            connection.close();
            nothingIsLeft(round);
        }
    }

    /** Rows of one thread are not cut off by the move of another. */
    @Test
    void replicaThatAnotherThreadReadsFromIsKeptUntilTheConnectionIsClosed() throws Exception {
        try (Connection connection = world.open();
                Statement reading = connection.createStatement();
                var rows = reading.executeQuery("SELECT name FROM server")) {
            threads.submit(() -> {
                        write(connection);
                        return null;
                    })
                    .get();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("replica-1");
        }
        nothingIsLeft(0);
    }

    @Test
    void connectionThatIsHandedOverGoesBackToThePool() throws Exception {
        world.first.pooled = true;
        try (Connection connection = world.open()) {
            threads.submit(() -> {
                        read(connection);
                        return null;
                    })
                    .get();
        }

        assertThat(world.first.returned()).isEqualTo(1);
        assertThat(world.first.heard).isEmpty();
    }
}
