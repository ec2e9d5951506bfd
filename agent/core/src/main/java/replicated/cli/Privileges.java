package replicated.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;
import replicated.dialect.Dialect;

/**
 * What the user who connects may and may not: privileges that are worth having, and those that a replica's user had better not have.
 * Routing itself needs none but those to read the application's tables.
 */
final class Privileges {

    /** Whoever has one of these writes on a server that is read-only (manuals of MySQL and MariaDB, {@code read_only}). */
    private static final Pattern WRITES_ANYWAY = Pattern.compile(
            "\\b(SUPER|READ[ _]ONLY[ _]ADMIN|CONNECTION_ADMIN|ALL PRIVILEGES)\\b.* ON \\*\\.\\* ",
            Pattern.CASE_INSENSITIVE);

    private Privileges() {}

    /**
     * Asks the server.
     *
     * @param dialect of the server
     * @param connection to it, in auto-commit
     * @param replica whether it is to be one
     * @param findings hears of it
     * @throws SQLException if it does not answer
     */
    static void check(Dialect dialect, Connection connection, boolean replica, ServerFindings findings)
            throws SQLException {
        switch (dialect) {
            case POSTGRESQL -> postgres(connection, findings);
            case MYSQL, MARIADB -> {
                if (replica) {
                    replication(dialect, connection, findings);
                    writesAnyway(connection, findings);
                }
            }
            case H2, OTHER -> {}
        }
    }

    /** Without it a standby learns of a promotion upstream minutes late, and its lag is not known so long. */
    private static void postgres(Connection connection, ServerFindings findings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_has_role('pg_read_all_stats', 'usage'), current_user")) {
            row.next();
            if (row.getBoolean(1)) {
                findings.fact("privileges", "all that are worth having");
            } else {
                findings.note("missing privilege, worth having: GRANT pg_read_all_stats TO " + row.getString(2)
                        + " (pg_monitor includes it), so that a promotion is noticed at once");
            }
        }
    }

    private static void replication(Dialect dialect, Connection connection, ServerFindings findings)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW REPLICA STATUS")) {
            if (!row.next()) {
                findings.wrong("it replicates from nowhere: SHOW REPLICA STATUS is empty");
                return;
            }
            String names = dialect == Dialect.MARIADB ? "Slave" : "Replica";
            String receiving = row.getString(names + "_IO_Running");
            String applying = row.getString(names + "_SQL_Running");
            findings.fact("replicates", "receiving: " + receiving + ", applying: " + applying);
            if (!isYes(receiving) || !isYes(applying)) {
                String error = row.getString("Last_IO_Error") + " " + row.getString("Last_SQL_Error");
                findings.wrong("replication does not run; " + (error.isBlank() ? "START REPLICA" : error.strip()));
            }
        } catch (SQLException e) {
            // 1227: access denied. Older servers know the statement under another name only: 1064.
            if (e.getErrorCode() == 1227) {
                String privilege = dialect == Dialect.MARIADB ? "REPLICA MONITOR" : "REPLICATION CLIENT";
                findings.note("missing privilege, worth having for this check only: GRANT " + privilege
                        + " ON *.* TO this user, so that it can tell whether replication runs");
            } else if (e.getErrorCode() != 1064) {
                throw e;
            }
        }
    }

    private static boolean isYes(String running) {
        return running != null && running.toLowerCase(Locale.ROOT).equals("yes");
    }

    private static void writesAnyway(Connection connection, ServerFindings findings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GRANTS")) {
            while (row.next()) {
                if (WRITES_ANYWAY.matcher(row.getString(1) + " ").find()) {
                    findings.note(
                            "this user may write although the server is read-only; on replicas better use one that"
                                    + " has rights on the application's database only");
                    return;
                }
            }
        }
    }
}
