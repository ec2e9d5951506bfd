// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.bookmark.PostgresPosition;
import replicated.dialect.ServerSample.Role;
import replicated.servers.Availability;
import replicated.servers.PausedReplay;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * What real PostgreSQL servers say of themselves, before and after a promotion: nothing else shows which timeline they
 * name.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresProbeTest {

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

    @Test
    @Order(1)
    void aStandbyReachesThePositionThatThePrimaryHadAfterACommit() throws SQLException {
        execute(cluster.primary(), "CREATE TABLE note (text varchar(100))");
        ServerSample primary = sample(cluster.primary());
        cluster.awaitCaughtUp();
        ServerSample standby = sample(cluster.standby(0));

        assertThat(primary.role()).isEqualTo(Role.PRIMARY);
        assertThat(primary.writable()).isTrue();
        assertThat(primary.database()).isEqualTo("app");
        assertThat(primary.server()).startsWith("127.0.0.1:" + cluster.primary().port() + "/");
        assertThat(standby.role()).isEqualTo(Role.REPLICA);
        assertThat(standby.writable()).isFalse();
        assertThat(standby.server())
                .startsWith("127.0.0.1:" + cluster.standby(0).port() + "/");
        assertThat(standby.position().covers(primary.position())).isEqualTo(Reached.YES);
    }

    @Test
    @Order(2)
    void aPrimaryThatIsAskedAgainTellsWhereItIsByNow() throws SQLException {
        ServerProbe probe = Dialects.POSTGRESQL.probe();
        try (Connection connection = cluster.primary().connect()) {
            ServerSample before = probe.sample(connection);
            execute(cluster.primary(), "INSERT INTO note VALUES ('again')");
            cluster.primary().forgetStatements();
            ServerSample after = probe.sampleAgain(connection, before);

            assertThat(after.position().covers(before.position())).isEqualTo(Reached.YES);
            assertThat(before.position().covers(after.position())).isEqualTo(Reached.NO);
            assertThat(new ServerSample(
                            after.role(),
                            after.writable(),
                            before.position(),
                            after.server(),
                            after.database(),
                            after.session()))
                    .isEqualTo(before);
            assertThat(cluster.primary().statementsLogged())
                    .as("reading the control file is what the full question costs most")
                    .noneMatch(statement -> statement.toString().contains("pg_control_system"));
        }
    }

    /** A pooler between us and the server may lead to another one each time. */
    @Test
    @Order(2)
    void whereAnotherServerAnswersByNowAllThatIsToldIsAboutThatOne() throws SQLException {
        ServerSample primary = sample(cluster.primary());
        ServerSample standby = sample(cluster.standby(1));
        ServerProbe probe = Dialects.POSTGRESQL.probe();
        try (Connection toPrimary = cluster.primary().connect();
                Connection toStandby = cluster.standby(1).connect()) {
            ServerSample asStandby = probe.sampleAgain(toStandby, primary);
            assertThat(asStandby.role()).isEqualTo(Role.REPLICA);
            assertThat(asStandby.server()).isEqualTo(standby.server());
            ServerSample elsewhere =
                    new ServerSample(Role.PRIMARY, true, new PostgresPosition(1, 7, 1), "10.0.0.1:5432/then", "app", 1);
            ServerSample asPrimary = probe.sampleAgain(toPrimary, elsewhere);
            assertThat(asPrimary.server()).isEqualTo(primary.server());
            assertThat(asPrimary.position().covers(primary.position())).isEqualTo(Reached.YES);
            assertThat(probe.sampleAgain(toPrimary, standby).role()).isEqualTo(Role.PRIMARY);
        }
    }

    @Test
    @Order(2)
    void aPausedStandbyDoesNotReachIt() throws SQLException {
        Server standby = cluster.standby(0);
        try (PausedReplay paused = standby.pausedReplay()) {
            execute(cluster.primary(), "INSERT INTO note VALUES ('x')");
            Position written = sample(cluster.primary()).position();
            cluster.awaitReplay(cluster.standby(1));

            assertThat(sample(standby).position().covers(written)).isEqualTo(Reached.NO);
            assertThat(sample(cluster.standby(1)).position().covers(written)).isEqualTo(Reached.YES);
        }
    }

    @Test
    @Order(3)
    void aReadOnlySessionRefusesWrites() throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : Dialects.POSTGRESQL.session().readOnly()) {
                statement.execute(sql);
            }
            assertThatThrownBy(() -> statement.execute("INSERT INTO note VALUES ('x')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    @Order(4)
    void aRestartIsSeenInTheIdentity() throws SQLException {
        String before = sample(cluster.standby(1)).server();
        cluster.standby(1).restart();
        assertThat(sample(cluster.standby(1)).server()).isNotEqualTo(before);
    }

    @Test
    @Order(5)
    void aServerThatKeepsItsControlDataToItselfHasNoPosition() throws SQLException {
        administer(cluster.primary(), "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        ServerProbe probe = Dialects.POSTGRESQL.probe();
        try (Connection connection = cluster.primary().connect()) {
            ServerSample sample = probe.sample(connection);
            assertThat(sample.role()).isEqualTo(Role.PRIMARY);
            assertThat(sample.position()).isNull();
            assertThat(probe.sample(connection)).isEqualTo(sample);
        } finally {
            administer(cluster.primary(), "GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC");
        }
    }

    @Test
    @Order(6)
    void afterAPromotionTheNewPrimaryIsOnAnotherTimelineAtOnce() throws SQLException {
        Position before = sample(cluster.primary()).position();
        cluster.primary().stop();
        cluster.standby(0).promote();
        execute(cluster.standby(0), "INSERT INTO note VALUES ('y')");
        ServerSample promoted = sample(cluster.standby(0));

        assertThat(promoted.role()).isEqualTo(Role.PRIMARY);
        assertThat(promoted.position().covers(before)).isEqualTo(Reached.INCOMPARABLE);
        assertThat(promoted.position()
                        .covers(before.carriedInto(promoted.position()).orElseThrow()))
                .isEqualTo(Reached.YES);
        assertThat(sample(cluster.standby(1)).position().covers(promoted.position()))
                .as("a standby that stayed with the old primary")
                .isEqualTo(Reached.INCOMPARABLE);
    }

    @Test
    @Order(7)
    void aStandbyOfThePromotedServerNamesTheNewTimelineWhereItsUserMaySeeTheReceiver() throws SQLException {
        administer(cluster.standby(0), "GRANT pg_read_all_stats TO app");
        Server follower = cluster.standby(1);
        follower.configure(
                "primary_conninfo", "host=127.0.0.1 port=" + cluster.standby(0).port() + " user=postgres");
        execute(cluster.standby(0), "INSERT INTO note VALUES ('z')");
        Position written = sample(cluster.standby(0)).position();

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (sample(follower).position().covers(written) != Reached.YES) {
            assertThat(System.nanoTime())
                    .as("replay by the follower, now at " + sample(follower))
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(controlFileTimeline(follower))
                .as("what the control file still says: the reason for not asking it")
                .isEqualTo(1);
    }

    private static int controlFileTimeline(Server server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT timeline_id FROM pg_control_checkpoint()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static ServerSample sample(Server server) throws SQLException {
        try (Connection connection = server.connect()) {
            return Dialects.POSTGRESQL.probe().sample(connection);
        }
    }

    private static void execute(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Functions belong to a database, so the administrator has to be in that of the application. */
    private static void administer(Server server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), "postgres", PostgresCluster.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
