package replicated.sql.catalogue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import replicated.dialect.Dialect;

/** The questions for the catalogue of one kind of server. Stateless. */
interface CatalogueQueries {

    /** In seconds: a catalogue under a lock is looked at later. */
    int PATIENCE = 10;

    /**
     * Asks all of them.
     *
     * @param connection in auto-commit; not closed
     * @param findings receives the answers
     * @throws SQLException if the server cannot be asked; what it merely refuses to show is noted in the findings
     */
    void ask(Connection connection, Findings findings) throws SQLException;

    /**
     * The questions for a server.
     *
     * @param dialect one that has a catalogue
     * @param connection to it: MariaDB's driver talks to MySQL and the other way round
     * @return never null
     * @throws SQLException if the driver cannot tell what the server is
     */
    static CatalogueQueries of(Dialect dialect, Connection connection) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            return new PostgresQueries();
        }
        String product = connection.getMetaData().getDatabaseProductName()
                + connection.getMetaData().getDatabaseProductVersion();
        return new BinlogQueries(product.toLowerCase(Locale.ROOT).contains("mariadb"));
    }

    /** What is done with a row. */
    @FunctionalInterface
    interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /**
     * Asks one.
     *
     * @param what the answer is about, for the log; null: whoever is not shown it misses nothing that he needs
     */
    static void rows(Connection connection, Findings findings, String what, String sql, Row each) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(PATIENCE);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    each.take(rows);
                }
            }
        } catch (SQLException refused) {
            if (!isRefusal(refused)) {
                throw refused;
            }
            if (what != null) {
                findings.hidden.add(what + " (" + refused.getSQLState() + ")");
            }
        }
    }

    /** Syntax, privilege, no such table or function; a feature that is not there. */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("42") || state.startsWith("0A");
    }
}
