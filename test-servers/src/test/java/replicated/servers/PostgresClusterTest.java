package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every other test of replication rests on these servers doing what they say. */
class PostgresClusterTest {
    private static PostgresCluster cluster;

    @BeforeAll
    static void start() {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(2).start();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void emptyTable() throws SQLException {
        update(cluster.primary(), "DROP TABLE IF EXISTS note; CREATE TABLE note (text varchar(100))");
        cluster.awaitCaughtUp();
    }

    @Test
    void standbys_show_what_the_primary_committed() throws SQLException {
        update(cluster.primary(), "INSERT INTO note VALUES ('hello')");
        cluster.awaitCaughtUp();

        for (Server standby : cluster.standbys()) {
            assertThat(select(standby, "SELECT text FROM note")).isEqualTo("hello");
        }
    }

    @Test
    void a_standby_refuses_writes() {
        assertThatThrownBy(() -> update(cluster.standby(0), "INSERT INTO note VALUES ('x')"))
                .isInstanceOf(SQLException.class)
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("25006"));
    }

    @Test
    void each_server_names_its_own_port() throws SQLException {
        for (Server server : cluster.servers()) {
            assertThat(select(server, "SELECT inet_server_port()")).isEqualTo("" + server.port());
        }
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

        assertThat(select(cluster.standby(1), "SELECT string_agg(text, ' ') FROM note"))
                .isEqualTo("kept new");
    }

    @Test
    void replay_pauses_and_goes_on() throws SQLException {
        Server standby = cluster.standby(0);
        standby.pauseReplay();
        update(cluster.primary(), "INSERT INTO note VALUES ('later')");
        cluster.awaitReplay(cluster.standby(1));

        assertThat(select(standby, "SELECT count(*) FROM note")).isEqualTo("0");

        standby.resumeReplay();
        cluster.awaitReplay(standby);
        assertThat(select(standby, "SELECT count(*) FROM note")).isEqualTo("1");
    }

    @Test
    void a_commit_is_applied_only_after_the_delay_asked_for() throws SQLException {
        Server standby = cluster.standby(0);
        standby.setApplyDelay(Duration.ofMillis(700));
        long committed = System.nanoTime();
        update(cluster.primary(), "INSERT INTO note VALUES ('late')");
        cluster.awaitReplay(standby);
        Duration seenAfter = Duration.ofNanos(System.nanoTime() - committed);
        standby.setApplyDelay(Duration.ZERO);

        assertThat(seenAfter).isGreaterThan(Duration.ofMillis(690)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_paused_server_does_not_answer_until_it_is_resumed() throws SQLException {
        Server standby = cluster.standby(1);
        try (Connection connection = standby.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 300);
            standby.pause();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).hasMessageContaining("I/O error");
        } finally {
            standby.resume();
        }
        assertThat(select(standby, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void the_log_tells_which_server_was_given_a_statement() throws SQLException {
        cluster.servers().forEach(Server::forgetStatements);
        select(cluster.standby(0), "SELECT text\n\tFROM note -- here");

        assertThat(cluster.standby(0).statementsLogged())
                .filteredOn(s -> s.text().equals("SELECT text\n\tFROM note -- here"))
                .singleElement()
                .satisfies(s -> assertThat(s.user()).isEqualTo(Cluster.USER));
        assertThat(cluster.primary().statementsLogged()).isEmpty();
    }

    @Test
    void remote_apply_makes_every_commit_visible_at_once() throws SQLException {
        cluster.synchronousRemoteApply(true);
        for (int i = 1; i <= 20; i++) {
            update(cluster.primary(), "INSERT INTO note VALUES ('x')");
            assertThat(select(cluster.standby(i % 2), "SELECT count(*) FROM note"))
                    .isEqualTo("" + i);
        }
        cluster.synchronousRemoteApply(false);
    }

    @Test
    void a_promoted_standby_takes_writes_and_the_data_is_gone_after_close() throws SQLException {
        Server promoted;
        try (PostgresCluster two = PostgresCluster.builder().start()) {
            promoted = two.standby(0);
            two.primary().stop();
            promoted.promote();
            update(promoted, "CREATE TABLE written (id int)");
            assertThat(promoted.data()).exists();
        }
        assertThat(promoted.data()).doesNotExist();
        assertThat(promoted.isRunning()).isFalse();
    }

    private static void update(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String select(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }
}
