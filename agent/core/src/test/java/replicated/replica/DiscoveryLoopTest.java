// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.config.Expand;
import replicated.config.ReplicaSettings;
import replicated.config.TestSettings;
import replicated.log.CapturedLog;
import replicated.replica.Health.State;

/**
 * The servers behind a name come and go; whoever reads from one is not disturbed, and no failed lookup takes one away.
 */
class DiscoveryLoopTest {

    private final StubDriver driver = new StubDriver();
    private final MadeUpNames names = new MadeUpNames();
    private ReplicaSet set;

    /** Those of tests before, whose drivers may take their time to give up a server that is gone. */
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @AfterEach
    void close() {
        if (set != null) {
            set.close();
            Given.until(this::threads, () -> threads().isEmpty());
        }
    }

    @Test
    void eachServerOfANameIsAReplicaOfItsOwn() {
        names.put("replicas", "10.0.0.1:5432", "10.0.0.2:5432");
        open(entry("replicas", "replicas"), Given.replica(StubDriver.url("plain"), "plain"));
        awaitUp("10.0.0.1:5432", "10.0.0.2:5432", "plain");
        assertThat(driver.open("10.0.0.1:5432")).isPositive();
        assertThat(driver.open("10.0.0.2:5432")).isPositive();
    }

    @Test
    void aNameOfItsOwnIsKeptAndTellsTheServer() {
        names.put("replicas", "10.0.0.1:5432");
        open(entry("replicas", "reader"));
        awaitUp("reader[10.0.0.1:5432]");
    }

    @Test
    void comingAndGoingIsSeenAndWhatStaysKeepsItsPool() throws SQLException {
        names.put("replicas", "one", "two");
        open(entry("replicas", "reader"));
        awaitUp("reader[one]", "reader[two]");
        Replica one = set.replicas().get(0);
        Replica two = set.replicas().get(1);
        try (Connection lent = one.borrow(1000);
                Statement statement = lent.createStatement()) {
            names.put("replicas", "three", "two");
            awaitUp("reader[three]", "reader[two]");
            assertThat(set.replicas()).contains(two).doesNotContain(one);
            // A scope that reads there goes on, with further connections too.
            assertThat(one.health().state()).isEqualTo(State.UP);
            one.borrow(1000).close();
            assertThatCode(() -> statement.execute("SELECT 1")).doesNotThrowAnyException();
        }
        Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
        assertThatThrownBy(() -> one.borrow(1000)).hasMessageContaining("no longer configured");
    }

    @Test
    void aLookupThatFailsKeepsTheLastKnownServersAndIsToldOnce() {
        names.put("replicas", "one");
        try (CapturedLog log = new CapturedLog()) {
            open(entry("replicas", "reader"));
            awaitUp("reader[one]");
            names.forget("replicas");
            int failures = names.failures.get();
            Given.until(names.failures::get, () -> names.failures.get() > failures + 5);
            assertThat(names()).containsExactly("reader[one]");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("cannot be looked up"))
                    .hasSize(1);
            names.put("replicas", "one", "two");
            awaitUp("reader[one]", "reader[two]");
            assertThat(log.lines()).anyMatch(line -> line.contains("replicas can be looked up"));
        }
    }

    @Test
    void aNameThatIsNotKnownYetIsNoReplica() {
        open(entry("replicas", "reader"));
        assertThat(set.replicas()).isEmpty();
        names.put("replicas", "one");
        awaitUp("reader[one]");
    }

    @Test
    void anEntryThatIsTakenOutOfTheFileTakesItsServersAlongAndAnotherIsLookedUpAtOnce() {
        names.put("replicas", "one");
        names.put("others", "two");
        set = open(Duration.ofHours(1), entry("replicas", "reader"));
        awaitUp("reader[one]");
        set.update(Given.settings(List.of(entry("others", "other"))));
        awaitUp("other[two]");
        set.update(Given.settings(List.of(Given.replica(StubDriver.url("plain"), "plain"))));
        awaitUp("plain");
    }

    /** As Aurora's reader endpoint does. */
    @Test
    void aNameThatGivesOneServerInTurnKeepsThemAll() {
        names.inTurn("readers", "one", "two", "three");
        open(entry("readers", "reader"));
        String[] all = {"reader[one]", "reader[three]", "reader[two]"};
        awaitUp(all);
        List<Replica> first = set.replicas();
        int asked = names.lookups.get();
        Given.until(names.lookups::get, () -> {
            assertThat(set.replicas()).isEqualTo(first);
            return names.lookups.get() > asked + 2 * LookupAnswers.KEPT;
        });
        assertThat(first).allSatisfy(one -> assertThat(one.health().state()).isEqualTo(State.UP));

        names.put("readers", "two");
        awaitUp("reader[two]");
        assertThat(set.replicas()).containsExactly(first.get(2));
    }

    @Test
    void twoEntriesThatLeadToOneServerAreOneReplica() {
        names.put("replicas", "10.0.0.1:5432");
        open(Given.replica(StubDriver.url("10.0.0.1:5432"), "10.0.0.1:5432"), entry("replicas", "replicas"));
        Given.until(names.lookups::get, () -> names.lookups.get() > 3);
        awaitUp("10.0.0.1:5432");
    }

    @Test
    void aSetIsClosedWithWhatIsStillDraining() throws SQLException {
        names.put("replicas", "one", "two");
        open(entry("replicas", "reader"));
        awaitUp("reader[one]", "reader[two]");
        Replica one = set.replicas().get(0);
        try (Connection lent = one.borrow(1000)) {
            names.put("replicas", "two");
            awaitUp("reader[two]");
            assertThat(lent.isReadOnly()).isTrue();
            set.close();
            Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
        }
    }

    private void open(ReplicaSettings... entries) {
        set = open(Duration.ofMillis(20), entries);
    }

    private ReplicaSet open(Duration interval, ReplicaSettings... entries) {
        return ReplicaSets.open(
                "app",
                Given.access(driver, StubDriver.url("primary")),
                Given.settings(List.of(entries)),
                Duration.ofSeconds(1),
                names,
                interval);
    }

    private static ReplicaSettings entry(String host, String name) {
        return TestSettings.replica(StubDriver.url(host), name, 1, "", Expand.DNS, Map.of());
    }

    private List<String> names() {
        return set.replicas().stream().map(Replica::name).toList();
    }

    private void awaitUp(String... expected) {
        Given.until(
                () -> set.replicas().stream().collect(Collectors.toMap(Replica::name, Replica::health)),
                () -> names().equals(List.of(expected))
                        && set.replicas().stream().allMatch(one -> one.health().state() == State.UP));
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("replicated-lookup") || name.startsWith("replicated-watch"))
                .toList();
    }

    /** What a test says, at once. */
    private static final class MadeUpNames implements Resolver {

        private final Map<String, List<String>> servers = new ConcurrentHashMap<>();
        private final Map<String, List<String>> turns = new ConcurrentHashMap<>();
        private final AtomicInteger lookups = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        void put(String name, String... of) {
            turns.remove(name);
            servers.put(name, List.of(of));
        }

        void inTurn(String name, String... of) {
            turns.put(name, List.of(of));
        }

        void forget(String name) {
            servers.remove(name);
        }

        @Override
        public List<String> servers(Expand expand, String name, int port) throws IOException {
            int lookup = lookups.getAndIncrement();
            List<String> inTurn = turns.get(name);
            if (inTurn != null) {
                return List.of(inTurn.get(lookup % inTurn.size()));
            }
            List<String> found = servers.get(name);
            if (found == null) {
                failures.incrementAndGet();
                throw new UnknownHostException(name);
            }
            return found;
        }
    }
}
