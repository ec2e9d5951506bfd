// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import replicated.dialect.PrivilegeCheck;
import replicated.dialect.ServerReport;

/**
 * Without {@code pg_read_all_stats} a standby learns of a promotion upstream minutes late, and its lag is not known so
 * long.
 */
final class PostgresPrivileges implements PrivilegeCheck {

    @Override
    public void run(Connection connection, boolean replica, ServerReport report) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_has_role('pg_read_all_stats', 'usage'), current_user")) {
            row.next();
            if (row.getBoolean(1)) {
                report.fact("privileges", "all that are worth having");
            } else {
                report.note("missing privilege, worth having: GRANT pg_read_all_stats TO " + row.getString(2)
                        + " (pg_monitor includes it), so that a promotion is noticed at once");
            }
        }
    }
}
