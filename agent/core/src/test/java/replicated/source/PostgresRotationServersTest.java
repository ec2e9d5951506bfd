package replicated.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    private static void asAdministrator(Server server, String sql) throws SQLException {
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        }
    }
}
