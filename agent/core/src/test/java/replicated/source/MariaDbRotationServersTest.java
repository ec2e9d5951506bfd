// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.Server;

/** MariaDB, which says 1045. */
class MariaDbRotationServersTest extends RotationContract<MariaDbCluster> {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    MariaDbCluster started() {
        return MariaDbCluster.builder().standbys(2).start();
    }

    @Override
    void alterPassword(String password) throws SQLException {
        try (Connection administrator = cluster.primary().connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            for (String host : words(statement, "SELECT host FROM mysql.user WHERE user = '" + Cluster.USER + "'")) {
                statement.execute("ALTER USER '" + Cluster.USER + "'@'" + host + "' IDENTIFIED BY '" + password + "'");
            }
        }
    }

    @Override
    void endSessions(Server server) throws SQLException {
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("KILL USER " + Cluster.USER);
        }
    }

    @Override
    long failedLogins(Server server) throws SQLException {
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            return Long.parseLong(words(
                            statement,
                            "SELECT variable_value FROM information_schema.global_status"
                                    + " WHERE variable_name = 'Access_denied_errors'")
                    .get(0));
        }
    }

    private static List<String> words(Statement statement, String sql) throws SQLException {
        List<String> words = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                words.add(rows.getString(1));
            }
        }
        return words;
    }
}
