// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.bookmark.Positions;
import replicated.dialect.ServerSample.Role;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/** What real MariaDB and MySQL servers say of themselves, before and after a failover. */
class BinlogProbesTest {

    @Test
    void mariaDb() throws SQLException {
        play(
                Dialects.MARIADB,
                MariaDbCluster.availability(),
                () -> MariaDbCluster.builder().standbys(1).start());
    }

    @Test
    void mySql() throws SQLException {
        play(
                Dialects.MYSQL,
                MySqlCluster.availability(),
                () -> MySqlCluster.builder().standbys(1).start());
    }

    private static void play(Dialect dialect, Availability availability, Supplier<Cluster> start) throws SQLException {
        assumeTrue(availability.isAvailable(), availability.reason());
        try (Cluster cluster = start.get()) {
            theDialectIsTheServers(cluster.primary(), dialect);
            Position written = aReplicaReachesWhatThePrimaryHas(cluster);
            aPausedReplicaDoesNot(cluster);
            aReadOnlySessionRefusesWrites(cluster);
            whatWasWrittenBeforeAPromotionIsCarriedOver(cluster, written);
        }
    }

    private static void theDialectIsTheServers(Server server, Dialect dialect) throws SQLException {
        try (Connection connection = server.connect()) {
            assertThat(Dialects.ofServer("jdbc:mysql://x/app", connection)).isEqualTo(dialect);
            assertThat(Dialects.ofServer("jdbc:mariadb://x/app", connection)).isEqualTo(dialect);
        }
    }

    private static Position aReplicaReachesWhatThePrimaryHas(Cluster cluster) throws SQLException {
        execute(cluster.primary(), "CREATE TABLE note (text varchar(100))");
        ServerSample primary = sample(cluster.primary());
        cluster.awaitCaughtUp();
        ServerSample replica = sample(cluster.standby(0));

        assertThat(primary.role()).isEqualTo(Role.PRIMARY);
        assertThat(primary.writable()).isTrue();
        assertThat(primary.database()).isEqualTo("app");
        assertThat(primary.server()).contains(":" + cluster.primary().port() + "/");
        assertThat(replica.role()).isEqualTo(Role.REPLICA);
        assertThat(replica.writable()).isFalse();
        assertThat(replica.server()).contains(":" + cluster.standby(0).port() + "/");
        assertThat(replica.position().covers(primary.position())).isEqualTo(Reached.YES);
        assertThat(Positions.parse(primary.position().text())).contains(primary.position());
        return primary.position();
    }

    private static void aPausedReplicaDoesNot(Cluster cluster) throws SQLException {
        Position written;
        try (PausedReplay paused = cluster.standby(0).pausedReplay()) {
            execute(cluster.primary(), "INSERT INTO note VALUES ('x')");
            written = sample(cluster.primary()).position();
            assertThat(sample(cluster.standby(0)).position().covers(written)).isEqualTo(Reached.NO);
        }
        cluster.awaitCaughtUp();
        assertThat(sample(cluster.standby(0)).position().covers(written)).isEqualTo(Reached.YES);
    }

    private static void aReadOnlySessionRefusesWrites(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : Dialects.ofServer(cluster.primary().jdbcUrl(), connection)
                    .session()
                    .readOnly()) {
                statement.execute(sql);
            }
            // The server's 1792 is 25006; MySQL's driver finds out first and says S1009.
            assertThatThrownBy(() -> statement.execute("INSERT INTO note VALUES ('x')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isIn("25006", "S1009"));
        }
    }

    private static void whatWasWrittenBeforeAPromotionIsCarriedOver(Cluster cluster, Position written)
            throws SQLException {
        cluster.primary().stop();
        cluster.standby(0).promote();
        execute(cluster.standby(0), "INSERT INTO note VALUES ('y')");
        ServerSample promoted = sample(cluster.standby(0));

        assertThat(promoted.role()).isEqualTo(Role.PRIMARY);
        assertThat(promoted.position().covers(written)).isNotEqualTo(Reached.NO);
        assertThat(written.carriedInto(promoted.position()))
                .hasValueSatisfying(
                        kept -> assertThat(promoted.position().covers(kept)).isEqualTo(Reached.YES));
    }

    private static ServerSample sample(Server server) throws SQLException {
        try (Connection connection = server.connect()) {
            return Dialects.ofServer(server.jdbcUrl(), connection).probe().sample(connection);
        }
    }

    private static void execute(Server server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
