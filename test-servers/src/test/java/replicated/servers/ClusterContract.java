// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Every other test of replication rests on these servers doing what they say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ClusterContract {
    private Cluster cluster;

    abstract Availability availability();

    abstract Cluster startWithTwoStandbys();

    /** The query for the server's own port. */
    abstract String portQuery();

    /** The shortest delay that the database can be asked for. */
    abstract Duration shortDelay();

    final Cluster cluster() {
        return cluster;
    }

    @BeforeAll
    void start() {
        Availability available = availability();
        assumeTrue(available.isAvailable(), available.reason());
        cluster = startWithTwoStandbys();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
            assertThat(cluster.servers()).noneMatch(Server::isRunning);
            assertThat(cluster.primary().data()).doesNotExist();
        }
    }

    @BeforeEach
    void emptyTable() throws SQLException {
        update(cluster.primary(), "DROP TABLE IF EXISTS note");
        update(cluster.primary(), "CREATE TABLE note (text varchar(100))");
        cluster.awaitCaughtUp();
    }

    @Test
    void standbys_show_what_the_primary_committed_and_each_names_its_own_port() throws SQLException {
        update(cluster.primary(), "INSERT INTO note VALUES ('hello')");
        cluster.awaitCaughtUp();

        for (Server standby : cluster.standbys()) {
            assertThat(select(standby, "SELECT text FROM note")).isEqualTo("hello");
            assertThat(select(standby, portQuery())).isEqualTo("" + standby.port());
        }
    }

    @Test
    void a_standby_refuses_writes() throws SQLException {
        Server standby = cluster.standby(0);
        assertThatThrownBy(() -> update(standby, "INSERT INTO note VALUES ('x')"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read");
        assertThat(select(standby, "SELECT count(*) FROM note")).isEqualTo("0");
    }

    @Test
    void a_killed_standby_comes_back_and_catches_up() throws SQLException {
        Server standby = cluster.standby(0);
        standby.kill();
        assertThat(standby.isRunning()).isFalse();
        assertThatThrownBy(standby::connect).isInstanceOf(SQLException.class);
        update(cluster.primary(), "INSERT INTO note VALUES ('meanwhile')");

        standby.start();
        cluster.awaitReplay(standby);

        assertThat(select(standby, "SELECT text FROM note")).isEqualTo("meanwhile");
    }

    @Test
    void a_killed_primary_keeps_what_it_committed_and_is_followed_again() throws SQLException {
        update(cluster.primary(), "INSERT INTO note VALUES ('kept')");
        cluster.primary().kill();
        cluster.primary().start();
        update(cluster.primary(), "INSERT INTO note VALUES ('new')");
        cluster.awaitCaughtUp();

        assertThat(select(cluster.standby(1), "SELECT count(*) FROM note")).isEqualTo("2");
    }

    @Test
    void replay_pauses_and_goes_on() throws SQLException {
        Server standby = cluster.standby(0);
        try (PausedReplay paused = standby.pausedReplay()) {
            update(cluster.primary(), "INSERT INTO note VALUES ('later')");
            cluster.awaitReplay(cluster.standby(1));

            assertThat(select(standby, "SELECT count(*) FROM note")).isEqualTo("0");
        }
        cluster.awaitReplay(standby);
        assertThat(select(standby, "SELECT count(*) FROM note")).isEqualTo("1");
    }

    @Test
    void a_commit_is_applied_only_after_the_delay_asked_for() throws SQLException {
        Server standby = cluster.standby(0);
        standby.setApplyDelay(shortDelay());
        long committed = System.nanoTime();
        update(cluster.primary(), "INSERT INTO note VALUES ('late')");
        boolean seenAtOnce = select(standby, "SELECT text FROM note") != null;
        cluster.awaitReplay(standby);
        Duration seenAfter = Duration.ofNanos(System.nanoTime() - committed);
        standby.setApplyDelay(Duration.ZERO);

        assertThat(seenAtOnce).isFalse();
        // Where the delay is counted in whole seconds, so is the time of the commit.
        assertThat(seenAfter).isGreaterThan(shortDelay().dividedBy(2)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_paused_server_does_not_answer_until_it_is_resumed() throws SQLException {
        Server standby = cluster.standby(1);
        try (Connection connection = standby.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 300);
            standby.pause();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        } finally {
            standby.resume();
        }
        assertThat(select(standby, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void the_log_tells_which_server_was_given_a_statement() throws SQLException {
        cluster.servers().forEach(Server::forgetStatements);
        Instant before = Instant.now().minusSeconds(2);
        select(cluster.standby(0), "SELECT text\n\tFROM note -- here");

        assertThat(cluster.standby(0).statementsLogged())
                .filteredOn(statement -> statement.text().equals("SELECT text\n\tFROM note -- here"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(statement.user()).isEqualTo(Cluster.USER);
                    assertThat(statement.time()).isBetween(before, Instant.now());
                });
        assertThat(cluster.primary().statementsLogged()).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void a_promoted_standby_takes_writes_and_is_followed_by_the_others() throws SQLException {
        Server former = cluster.primary();
        Server promoted = cluster.standby(0);
        Server other = cluster.standby(1);
        update(former, "INSERT INTO note VALUES ('old')");
        former.stop();

        promoted.promote();
        update(promoted, "INSERT INTO note VALUES ('new')");
        other.follow(promoted);
        former.follow(promoted);
        promoted.restart();
        update(promoted, "INSERT INTO note VALUES ('newer')");
        other.awaitReplay(promoted);
        former.awaitReplay(promoted);

        assertThat(select(promoted, "SELECT count(*) FROM note")).isEqualTo("3");
        assertThat(select(other, "SELECT count(*) FROM note")).isEqualTo("3");
        assertThat(select(former, "SELECT count(*) FROM note")).isEqualTo("3");
        assertThatThrownBy(() -> update(former, "INSERT INTO note VALUES ('x')"))
                .isInstanceOf(SQLException.class);
    }

    static void update(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String select(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }
}
