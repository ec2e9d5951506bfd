// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;
import replicated.dialect.PrivilegeCheck;
import replicated.dialect.ServerReport;

/**
 * Of a replica of MySQL or MariaDB: whether it replicates (a node of Galera: that it does), and whether its user writes
 * although it is read-only.
 */
public final class BinlogPrivileges implements PrivilegeCheck {

    /**
     * Whoever has one of these writes on a server that is read-only (manuals of MySQL and MariaDB, {@code read_only}).
     */
    private static final Pattern WRITES_ANYWAY = Pattern.compile(
            "\\b(SUPER|READ[ _]ONLY[ _]ADMIN|CONNECTION_ADMIN|ALL PRIVILEGES)\\b.* ON \\*\\.\\* ",
            Pattern.CASE_INSENSITIVE);

    private final String columns;
    private final String toAsk;

    /**
     * Those of one server.
     *
     * @param columns how the columns of the replication's status begin
     * @param toAsk the privilege to ask for it
     */
    public BinlogPrivileges(String columns, String toAsk) {
        this.columns = columns;
        this.toAsk = toAsk;
    }

    @Override
    public void run(Connection connection, boolean replica, ServerReport report) throws SQLException {
        if (replica && !galera(connection, report)) {
            replication(connection, report);
            writesAnyway(connection, report);
        }
    }

    /** Its nodes replicate without what {@code SHOW REPLICA STATUS} is about. */
    private static boolean galera(Connection connection, ServerReport report) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'wsrep_cluster_status'")) {
            if (!row.next() || !row.getString(2).equals("Primary")) {
                return false;
            }
            report.fact("replicates", "by Galera, within the primary component");
            return true;
        }
    }

    private void replication(Connection connection, ServerReport report) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW REPLICA STATUS")) {
            if (!row.next()) {
                report.wrong("it replicates from nowhere: SHOW REPLICA STATUS is empty");
                return;
            }
            String receiving = row.getString(columns + "_IO_Running");
            String applying = row.getString(columns + "_SQL_Running");
            report.fact("replicates", "receiving: " + receiving + ", applying: " + applying);
            if (!isYes(receiving) || !isYes(applying)) {
                String error = row.getString("Last_IO_Error") + " " + row.getString("Last_SQL_Error");
                report.wrong("replication does not run; " + (error.isBlank() ? "START REPLICA" : error.strip()));
            }
        } catch (SQLException e) {
            // 1227: access denied. Older servers know the statement under another name only: 1064.
            if (e.getErrorCode() == 1227) {
                report.note("missing privilege, worth having for this check only: GRANT " + toAsk
                        + " ON *.* TO this user, so that it can tell whether replication runs");
            } else if (e.getErrorCode() != 1064) {
                throw e;
            }
        }
    }

    private static boolean isYes(String running) {
        return running != null && running.toLowerCase(Locale.ROOT).equals("yes");
    }

    private static void writesAnyway(Connection connection, ServerReport report) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GRANTS")) {
            while (row.next()) {
                if (WRITES_ANYWAY.matcher(row.getString(1) + " ").find()) {
                    report.note("this user may write although the server is read-only; on replicas better use one that"
                            + " has rights on the application's database only");
                    return;
                }
            }
        }
    }
}
