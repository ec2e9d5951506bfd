// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.dialect.Dialects;
import replicated.dialect.Rescue;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.GaleraCluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/** The other nodes of a Galera cluster, each of which takes writes. */
class GaleraReplicaSetServersTest extends ReplicaSetContract<GaleraCluster> {

    @Override
    Availability availability() {
        return GaleraCluster.availability();
    }

    @Override
    GaleraCluster started() {
        return GaleraCluster.builder().standbys(2).start();
    }

    @Override
    Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Test
    void lendsConnectionsThatRefuseWritesAlthoughTheirNodeTakesThem() throws SQLException {
        try (Connection connection = replica(0).borrow(1000);
                Statement statement = connection.createStatement()) {
            assertThat(value(connection, "SELECT @@global.read_only")).isEqualTo("0");
            assertThatThrownBy(() -> statement.execute("INSERT INTO note VALUES ('by a replica')"))
                    .hasMessageContaining("READ ONLY");
        }
    }

    /** A balancer, or a URL of several hosts, may lead the application's pool to any node, and this one is behind. */
    @Test
    void aPositionIsNotToldBeforeItCoversWhatWasWrittenOnAnotherNode() throws Exception {
        try (PausedReplay paused = cluster.primary().pausedReplay()) {
            write(1, "elsewhere");
            assertThatThrownBy(this::capture).hasCauseInstanceOf(SQLException.class);
        }
        until(() -> set.primaryHealth().state() == State.UP);
        try (Connection there = set.await(capture(), 5000).borrow(1000)) {
            assertThat(value(there, "SELECT count(*) FROM note WHERE words = 'elsewhere'"))
                    .isEqualTo("1");
        }
    }

    /** It answers all but reads of tables with an error of the connection's kind, so a read is run again elsewhere. */
    @Test
    void aReadOnANodeThatIsCutOffFailsAsOnALostConnection() throws Exception {
        try (Connection held = replica(0).borrow(1000)) {
            cluster.isolate(cluster.standby(0));
            assertThatThrownBy(() -> value(held, "SELECT count(*) FROM note"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(Dialects.MARIADB.errors().rescue(refused))
                                    .isEqualTo(Rescue.CONNECTION));
        } finally {
            cluster.rejoin(cluster.standby(0));
        }
        awaitState(0, State.UP);
    }

    @Test
    void aNodeThatIsSetReadOnlyServesByTheSamePositions() throws Exception {
        cluster.standby(0).configure("read_only", "ON");
        try {
            onPrimary("INSERT INTO note VALUES ('read-only')");
            Position written = capture();
            until(() -> replica(0).health().position().covers(written) == Reached.YES);
            assertThat(inService(0)).isTrue();
        } finally {
            cluster.standby(0).configure("read_only", "OFF");
        }
    }

    @Test
    void aNodeOutsideOfThePrimaryComponentServesNobodyUntilItIsSyncedAgain() throws Exception {
        cluster.isolate(cluster.standby(0));
        try {
            until(() -> !inService(0));
            assertThatThrownBy(this::readOnTheFirst).isInstanceOf(SQLException.class);
            onPrimary("INSERT INTO note VALUES ('apart')");
            assertThat(set.await(capture(), 5000)).isSameAs(replica(1));
        } finally {
            cluster.rejoin(cluster.standby(0));
        }
        awaitState(0, State.UP);
    }

    @Test
    void aDesyncedNodeServesNobodyAndTellsThatItIsBehind() throws Exception {
        try (Connection administrator = cluster.standby(0).connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("FLUSH TABLES WITH READ LOCK");
            until(() -> replica(0).health().why().contains("not synced"));
            assertThat(replica(0).health().state()).isEqualTo(State.UNKNOWN);
            onPrimary("INSERT INTO note VALUES ('while it is desynced')");
            Position written = capture();
            assertThat(set.await(written, 5000)).isSameAs(replica(1));
            statement.execute("UNLOCK TABLES");
        }
        awaitState(0, State.UP);
        until(() -> replica(0).health().position().covers(capturedOrFail()) == Reached.YES);
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        try (GaleraCluster other = GaleraCluster.builder().standbys(0).start()) {
            set.update(Given.settings(List.of(Given.replica(other.primary().jdbcUrl(), "stranger"))));
            awaitState(0, State.WRONG_ROLE);
        }
    }

    /** Its GTIDs are those of one node, which may number otherwise than the one that is asked. */
    @Test
    void aServerThatFollowsANodeByItsBinaryLogIsRefused() throws Exception {
        try (MariaDbCluster other = MariaDbCluster.builder().standbys(0).start()) {
            Server follower = other.primary();
            makeFollow(follower, cluster.standby(0));
            onPrimary("CREATE TABLE IF NOT EXISTS followed (words varchar(100))");
            onPrimary("INSERT INTO followed VALUES ('here too')");
            until(() -> hasFollowed(follower));
            set.update(Given.settings(List.of(Given.replica(follower.jdbcUrl(), "follower"))));
            awaitState(0, State.WRONG_ROLE);
            assertThat(replica(0).health().why()).contains("another database");
        } finally {
            onPrimary("DROP TABLE IF EXISTS followed");
        }
    }

    private void makeFollow(Server follower, Server node) throws SQLException {
        try (Connection there = node.connectAsAdministrator();
                Statement grant = there.createStatement();
                Connection here = follower.connectAsAdministrator();
                Statement statement = here.createStatement()) {
            grant.execute("GRANT REPLICATION SLAVE ON *.* TO " + Cluster.USER + "@'%'");
            statement.execute("RESET MASTER");
            statement.execute("SET GLOBAL server_id = 99, GLOBAL read_only = ON, GLOBAL gtid_strict_mode = OFF");
            statement.execute("SET GLOBAL gtid_slave_pos = '" + value(there, "SELECT @@gtid_binlog_pos") + "'");
            statement.execute("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = " + node.port()
                    + ", MASTER_USER = '" + Cluster.USER + "', MASTER_PASSWORD = '" + Cluster.PASSWORD
                    + "', MASTER_USE_GTID = slave_pos, MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0");
            statement.execute("START SLAVE");
        }
    }

    private static boolean hasFollowed(Server follower) {
        try (Connection connection = follower.connect()) {
            return value(connection, "SELECT count(*) FROM followed").equals("1");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** A connection that was in the pool a moment ago is given out unasked. */
    private void readOnTheFirst() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            value(connection, "SELECT count(*) FROM note");
        }
    }

    private boolean inService(int index) {
        return replica(index).health().state() == State.UP;
    }

    private Position capturedOrFail() {
        try {
            return capture();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void write(int node, String words) throws SQLException {
        try (Connection connection = cluster.standby(node).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO note VALUES ('" + words + "')");
        }
    }
}
