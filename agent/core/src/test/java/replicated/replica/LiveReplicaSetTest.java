// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.log.Faults;
import replicated.replica.Health.State;

/** Replicas fail in many ways; whatever they do, a request is never held up by one and never fails of one leaving. */
class LiveReplicaSetTest {

    private static final Duration REPLICA_TIMEOUT = Duration.ofSeconds(1);

    private final StubDriver driver = new StubDriver();
    private ReplicaSet set;

    @AfterEach
    void close() {
        if (set != null) {
            set.close();
            Given.until(() -> threads(), () -> threads().isEmpty());
        }
    }

    @Test
    void aReplicaThatRefusesConnectionsServesNobodyAndCostsNoTime() {
        driver.kill("one");
        open("one");
        awaitState("one", State.DOWN);
        long before = System.nanoTime();
        assertThatThrownBy(() -> replica("one").borrow(1000))
                .isInstanceOf(SQLException.class)
                .hasMessageContainingAll("one", "refused");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void aReplicaThatHangsWhenConnectedToHoldsUpNeitherTheOthersNorAnyRequest() throws SQLException {
        driver.hang("one");
        open("one", "two");
        awaitState("two", State.UP);
        assertThat(replica("one").health().state()).isNotEqualTo(State.UP);
        assertThatThrownBy(() -> replica("one").borrow(1000)).isInstanceOf(SQLException.class);
        replica("two").borrow(1000).close();
        driver.goOn("one");
        awaitState("one", State.UP);
    }

    @Test
    void whoWaitsForAReplicaThatHasBegunToHangIsFreedWithinTheReplicaTimeout() throws SQLException {
        open("one");
        awaitState("one", State.UP);
        try (Connection lent = replica("one").borrow(1000);
                Statement statement = lent.createStatement()) {
            driver.hang("one");
            long before = System.nanoTime();
            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("08006");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(REPLICA_TIMEOUT);
        }
        driver.goOn("one");
        awaitState("one", State.UP);
        replica("one").borrow(1000).close();
    }

    @Test
    void aBrokenConnectionMetByARequestEjectsAtOnceAndTheWatcherTakesBack() {
        open("one");
        awaitState("one", State.UP);
        Replica one = replica("one");
        one.failed(new SQLException("gone", "08006"));
        assertThat(one.health().state()).isEqualTo(State.DOWN);
        assertThatThrownBy(() -> one.borrow(1000)).hasMessageContaining("gone");
        awaitState("one", State.UP);
    }

    @Test
    void aLockWaitOrAWrongStatementSaysNothingAboutTheServer() {
        open("one");
        awaitState("one", State.UP);
        replica("one").failed(new SQLException("deadlock", "40P01"));
        replica("one").failed(new SQLException("syntax", "42601"));
        assertThat(replica("one").health().state()).isEqualTo(State.UP);
    }

    @Test
    void borrowingFromAPoolThatIsLentOutEndsInTime() throws SQLException {
        open("one");
        awaitState("one", State.UP);
        List<Connection> lent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lent.add(replica("one").borrow(1000));
        }
        assertThat(replica("one").inUse()).isEqualTo(4);
        long before = System.nanoTime();
        assertThatThrownBy(() -> replica("one").borrow(400)).isInstanceOf(SQLException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        assertThat(replica("one").health().state()).isEqualTo(State.UP);
        for (Connection connection : lent) {
            connection.close();
        }
    }

    /** An application that does not close its connections, or a server that lets nobody else in. */
    @Test
    void ofAPoolOfWhichNothingComesBackOnlyTheFirstWaitsInVain() throws SQLException {
        open("one");
        awaitState("one", State.UP);
        List<Connection> lent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lent.add(replica("one").borrow(1000));
        }
        assertThatThrownBy(() -> replica("one").borrow(1000)).isInstanceOf(SQLException.class);
        long before = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> replica("one").borrow(1000)).isInstanceOf(SQLException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));

        lent.remove(0).close();
        lent.add(replica("one").borrow(1000));
        Connection last = lent.remove(0);
        Thread returns = new Thread(() -> closeAfter(last, Duration.ofMillis(200)));
        returns.start();
        lent.add(replica("one").borrow(1000));
        for (Connection connection : lent) {
            connection.close();
        }
    }

    private static void closeAfter(Connection connection, Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            connection.close();
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lendsConnectionsThatAreReadOnlyAndAsTheApplicationsPoolMakesThem() throws SQLException {
        open("one");
        awaitState("one", State.UP);
        try (Connection lent = replica("one").borrow(1000)) {
            assertThat(lent.isReadOnly()).isTrue();
            assertThat(lent.getAutoCommit()).isTrue();
        }
    }

    @Test
    void anEvictedConnectionIsClosedForGoodAndWithoutFaultWhateverWasSetOnIt() throws SQLException {
        open("one");
        awaitState("one", State.UP);
        Connection lent = replica("one").borrow(1000);
        lent.setAutoCommit(false);
        lent.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        Connection physical = lent.unwrap(Connection.class);
        replica("one").evict(lent);
        Given.until(() -> physical, () -> isClosed(physical));
        Given.until(() -> replica("one").inUse(), () -> replica("one").inUse() == 0);
        assertThatCode(() -> replica("one").evict(lent)).doesNotThrowAnyException();
        assertThat(Faults.counts()).doesNotContainKey("replica-evict");
    }

    @Test
    void aDriverThatLacksAClassIsNotTrustedAndGivenAnotherConnectionLater() {
        open("one");
        awaitState("one", State.UP);
        driver.unload("one");
        awaitState("one", State.DOWN);
        assertThat(replica("one").health().why()).contains("lacks a class");
        driver.load("one");
        awaitState("one", State.UP);
    }

    /**
     * A web application was stopped: Tomcat's class loader gives its driver nothing more, not even what abort needs.
     */
    @Test
    void whatHangsIsClosedEvenWhereTheDriverCannotAbortIt() {
        open("one");
        awaitState("one", State.UP);
        driver.hang("one");
        driver.unload("one");
        awaitState("one", State.DOWN);
        set.close();
        Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
    }

    @Test
    void aUrlThatTheDriverDoesNotTakeIsSaidInTheReplicasHealth() {
        set = ReplicaSets.open(
                "app",
                Given.access(driver, StubDriver.url("primary")),
                Given.settings(List.of(Given.replica("jdbc:other://x", "odd"))),
                REPLICA_TIMEOUT);
        awaitState("odd", State.DOWN);
        assertThat(replica("odd").health().why()).contains("odd", "does not take the URL");
    }

    @Test
    void aPasswordFileIsReadAnewForEachConnection(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("password");
        Files.writeString(file, "old\n");
        ReplicaSettings settings = TestSettings.login(
                StubDriver.url("one"), "one", "reader", Secret.NONE, file.toString(), Map.of("x", "y"));
        ServerLogin login = ServerLogin.replica(
                "app", Given.access(driver, StubDriver.url("primary"), "app", new Secret("not this")), settings);
        ProbeSelector probes = new ProbeSelector("one", StubDriver.url("one"));
        login.connect(Runnable::run, probes).close();
        assertThat(driver.lastProperties)
                .containsEntry("user", "reader")
                .containsEntry("password", "old")
                .containsEntry("x", "y");
        Files.writeString(file, "new");
        login.connect(Runnable::run, probes).close();
        assertThat(driver.lastProperties).containsEntry("password", "new");
        Files.writeString(file, " with blanks \r\n");
        login.connect(Runnable::run, probes).close();
        assertThat(driver.lastProperties).containsEntry("password", " with blanks ");
        assertThat(driver.lastContextLoader).isSameAs(StubDriver.class.getClassLoader());
    }

    @Test
    void aCaptureWithoutPositionsIsNullAndOneOfADeadPrimaryFails() throws Exception {
        open();
        assertThat(set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS)).isNull();
        driver.kill("primary");
        assertThatThrownBy(() -> set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("primary");
        Given.until(() -> set.primaryHealth(), () -> set.primaryHealth().state() == State.DOWN);
        driver.start("primary");
        Given.until(() -> set.primaryHealth(), () -> set.primaryHealth().state() == State.UP);
    }

    @Test
    void aCaptureOfAPrimaryThatHangsFailsInTime() {
        open();
        Given.until(() -> set.primaryHealth(), () -> set.primaryHealth().state() == State.UP);
        driver.hang("primary");
        CompletableFuture<?> captured = set.capture().toCompletableFuture();
        assertThatThrownBy(() -> captured.get(2, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        driver.goOn("primary");
    }

    @Test
    void theApplicationsOwnHikariFileDoesNotConfigureOurPools(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hikari.properties");
        Files.writeString(file, "jdbcUrl=jdbc:h2:mem:application\nmaximumPoolSize=1\nconnectionTestQuery=nonsense\n");
        System.setProperty("hikaricp.configurationFile", file.toString());
        try {
            open("one");
            awaitState("one", State.UP);
            try (Connection first = replica("one").borrow(1000);
                    Connection second = replica("one").borrow(1000)) {
                assertThat(first).isNotSameAs(second);
            }
        } finally {
            System.clearProperty("hikaricp.configurationFile");
        }
    }

    @Test
    void aSetAtRestHasAThreadForEachServerAndNoOther() {
        open("one", "two");
        awaitState("one", State.UP);
        awaitState("two", State.UP);

        Given.until(
                () -> threads(),
                () -> threads().size() == 3
                        && threads().stream().allMatch(name -> name.startsWith("replicated-watch")));
    }

    @Test
    void aClosedSetHoldsNeitherThreadsNorConnectionsNorTheDriver() throws Exception {
        WeakReference<StubDriver> gone = openUseAndClose();
        Given.until(() -> threads(), () -> threads().isEmpty());
        Given.until(() -> "the driver is held", () -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(set.replicas()).isEmpty();
        assertThat(set.capture().toCompletableFuture()).isCompletedExceptionally();
    }

    /** On a thread of its own, whose thread-locals end with it: only in the agent's own loader are HikariCP's weak. */
    private WeakReference<StubDriver> openUseAndClose() throws InterruptedException {
        StubDriver another = new StubDriver();
        WeakReference<StubDriver> reference = new WeakReference<>(another);
        set = ReplicaSets.open(
                "app", Given.access(another, StubDriver.url("primary")), Given.hosts("one", "two"), REPLICA_TIMEOUT);
        awaitState("one", State.UP);
        Thread request = new Thread(() -> {
            try (Connection lent = replica("one").borrow(1000)) {
                lent.clearWarnings();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        request.start();
        request.join();
        set.close();
        Given.until(() -> another.open("one"), () -> another.open("one") + another.open("primary") == 0);
        return reference;
    }

    private void open(String... hosts) {
        set = ReplicaSets.open(
                "app", Given.access(driver, StubDriver.url("primary")), Given.hosts(hosts), REPLICA_TIMEOUT);
    }

    private Replica replica(String name) {
        return Given.member(set, name);
    }

    private void awaitState(String name, State state) {
        Given.awaitState(set, name, state);
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("replicated-"))
                .filter(name -> !name.startsWith("replicated-timer"))
                .filter(name -> !name.startsWith("replicated-errand"))
                .filter(name -> !name.startsWith("replicated-pool-"))
                .toList();
    }
}
