// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** PostgreSQL, whose standbys have the primary's users. */
class PostgresRotationServersTest extends RotationContract<PostgresCluster> {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    PostgresCluster started() {
        return PostgresCluster.builder().standbys(2).start();
    }

    @Override
    void alterPassword(String password) throws SQLException {
        asAdministrator(cluster.primary(), "ALTER ROLE " + Cluster.USER + " PASSWORD '" + password + "'");
    }

    @Override
    void endSessions(Server server) throws SQLException {
        asAdministrator(
                server,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + Cluster.USER + "'");
    }

    @Override
    long failedLogins(Server server) {
        return server.messagesLogged("FATAL:  password authentication failed");
    }

    /** How far replicas are behind is measured against the primary: max-lag would hold nobody back any more. */
    @Test
    void aReplicaWhoseLagNobodyCanKnowServesNobody() throws Exception {
        HikariDataSource pool = open(
                "consistency: {poll-interval: 20ms, max-lag: 1s}",
                ", username: postgres, password: " + Cluster.PASSWORD);
        alterPassword("rotated");
        cluster.awaitCaughtUp();

        endSessions(cluster.primary());

        await(() -> everyReplicaIs(State.UNKNOWN));
        pool.setPassword("rotated");
        await(() -> everyReplicaIs(State.UP));
    }

    private static void asAdministrator(Server server, String sql) throws SQLException {
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        }
    }
}
