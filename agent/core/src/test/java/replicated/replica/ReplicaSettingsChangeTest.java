// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.config.DataSourceSettings;
import replicated.config.Expand;
import replicated.config.ReplicaSettings;
import replicated.config.TestSettings;
import replicated.replica.Health.State;

/** Settings that change while replicas serve take effect at once, and cost no request its connection. */
class ReplicaSettingsChangeTest {

    private final StubDriver driver = new StubDriver();
    private ReplicaSet set;

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void aChangeOfWeightKeepsThePoolAndTakesEffectAtOnce() {
        open("one");
        awaitState("one", State.UP);
        Replica before = replica("one");
        set.update(Given.settings(List.of(Given.replica(StubDriver.url("one"), "one", 5, Map.of()))));
        assertThat(replica("one")).isSameAs(before);
        assertThat(before.weight()).isEqualTo(5);
        assertThat(before.health().state()).isEqualTo(State.UP);
    }

    @Test
    void drainingZonesAndTheSlowStartTakeEffectAtOnceAndKeepThePool() throws SQLException {
        open("one", "two");
        awaitState("one", State.UP);
        awaitState("two", State.UP);
        Replica before = replica("one");
        try (Connection lent = before.borrow(1000);
                Statement statement = lent.createStatement()) {
            set.update(across(Duration.ofHours(1), 0));
            assertThat(replica("one")).isSameAs(before);
            assertThat(before.weight()).isZero();
            assertThat(before.near()).isTrue();
            assertThat(replica("two").near()).isFalse();
            assertThatCode(() -> statement.execute("SELECT 1")).doesNotThrowAnyException();
            before.borrow(1000).close();
        }
        driver.kill("one");
        awaitState("one", State.DOWN);
        driver.start("one");
        awaitState("one", State.UP);

        set.update(across(Duration.ofHours(1), 1));
        assertThat(before.weight()).isEqualTo(1);
        assertThat(before.share()).isLessThan(10);
        set.update(across(Duration.ZERO, 1));
        assertThat(before.share()).isEqualTo(Replica.FULL_SHARE);
    }

    /** One in the zone of this node, two in another. */
    private static DataSourceSettings across(Duration slowStart, int weightOfOne) {
        return TestSettings.replicas(
                List.of(
                        TestSettings.replica(StubDriver.url("one"), "one", weightOfOne, "here", Expand.NONE, Map.of()),
                        Given.replica(StubDriver.url("two"), "two")),
                "here",
                slowStart,
                Given.hosts().consistency());
    }

    @Test
    void aReplicaThatIsTakenOutLetsRequestsFinishAndThenClosesItsConnections() throws SQLException {
        open("one", "two");
        awaitState("one", State.UP);
        awaitState("two", State.UP);
        Replica one = replica("one");
        try (Connection lent = one.borrow(1000);
                Statement statement = lent.createStatement()) {
            set.update(Given.hosts("two"));
            assertThat(set.replicas()).extracting(Replica::name).containsExactly("two");
            assertThatThrownBy(() -> one.borrow(1000)).hasMessageContaining("no longer configured");
            assertThatCode(() -> statement.execute("SELECT 1")).doesNotThrowAnyException();
        }
        Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
    }

    @Test
    void whoReadsOnFromAReplicaThatWasTakenOutIsFreedWhereItsServerHasGone() throws SQLException {
        open("one", "two");
        awaitState("one", State.UP);
        try (Connection lent = replica("one").borrow(1000);
                Statement statement = lent.createStatement()) {
            set.update(Given.hosts("two"));
            driver.hang("one");
            long before = System.nanoTime();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        }
        Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
    }

    @Test
    void theEndOfASetIsThatOfReplicasTakenOutBefore() throws SQLException {
        open("one", "two");
        awaitState("one", State.UP);
        Connection lent = replica("one").borrow(1000);
        set.update(Given.hosts("two"));
        set.close();
        Given.until(() -> driver.open("one"), () -> driver.open("one") == 0);
        lent.close();
    }

    @Test
    void settingsThatWillNotDoAreRefusedAndTheOldOnesStay() {
        open("one");
        ReplicaSettings wrong = Given.replica(StubDriver.url("two"), "two", 1, Map.of("maximum-pol-size", "4"));
        assertThatThrownBy(() -> set.update(Given.settings(List.of(wrong))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("two", "maximum-pol-size");
        assertThat(set.replicas()).extracting(Replica::name).containsExactly("one");
    }

    private void open(String... hosts) {
        set = ReplicaSets.open(
                "app", Given.access(driver, StubDriver.url("primary")), Given.hosts(hosts), Duration.ofSeconds(1));
    }

    private Replica replica(String name) {
        return Given.member(set, name);
    }

    private void awaitState(String name, State state) {
        Given.awaitState(set, name, state);
    }
}
