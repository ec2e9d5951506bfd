package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.position.Position;
import replicated.position.Position.Reached;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** PostgreSQL's streaming standbys. */
class PostgresReplicaSetServersTest extends ReplicaSetContract<PostgresCluster> {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    PostgresCluster started() {
        return PostgresCluster.builder().standbys(2).start();
    }

    @Override
    Driver driver() {
        return new org.postgresql.Driver();
    }

    @Test
    void lendsConnectionsOfStandbysThatRefuseWritesAtSessionLevel() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(value(connection, "SHOW default_transaction_read_only")).isEqualTo("on");
            assertThat(value(connection, "SELECT inet_server_port()"))
                    .isEqualTo("" + cluster.standby(0).port());
        }
    }

    @Test
    void aSessionEndedByAnAdministratorDoesNotPutTheReplicaOutOfUse() throws SQLException {
        try (Connection administrator = cluster.standby(0).connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
        }
        Position before = replica(0).health().position();
        until(() -> {
            onPrimary("INSERT INTO note VALUES ('x')");
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
            return replica(0).health().position().covers(before) == Reached.YES
                    && before.covers(replica(0).health().position()) == Reached.NO;
        });
    }

    @Test
    void aRotatedPasswordIsUsedForNewConnectionsWithoutANewPool() throws SQLException {
        Replica one = replica(0);
        alterPassword("rotated");
        try {
            ReplicaSettings before = set.settings().replicas().get(0);
            set.update(Given.settings(List.of(new ReplicaSettings(
                    before.url(), before.name(), 1, null, new Secret("rotated"), null, Map.of(), Map.of()))));
            assertThat(replica(0)).isSameAs(one);
            List<Connection> lent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lent.add(one.borrow(2000));
            }
            for (Connection connection : lent) {
                connection.close();
            }
        } finally {
            alterPassword(Cluster.PASSWORD);
        }
    }

    private void alterPassword(String password) throws SQLException {
        try (Connection administrator = cluster.primary().connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("ALTER USER " + Cluster.USER + " PASSWORD '" + password + "'");
        }
        cluster.awaitCaughtUp();
    }
}
