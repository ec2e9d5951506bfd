// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What is done with a row of a catalogue. */
@FunctionalInterface
public interface CatalogueRows {

    /** In seconds: a catalogue under a lock is looked at later. */
    int PATIENCE = 10;

    /**
     * Takes one.
     *
     * @param row the current one
     * @throws SQLException if it cannot be read
     */
    void take(ResultSet row) throws SQLException;

    /**
     * Asks one question.
     *
     * @param connection in auto-commit; not closed
     * @param findings is told what the server refuses to show
     * @param what the answer is about, for the log; null: whoever is not shown it misses nothing that he needs
     * @param sql the question
     * @param each for each row of the answer
     * @throws SQLException if the server cannot be asked
     */
    static void of(
            Connection connection, CatalogueFindings findings, @Nullable String what, String sql, CatalogueRows each)
            throws SQLException {
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
                findings.hidden(what + " (" + refused.getSQLState() + ")");
            }
        }
    }

    /** Syntax, privilege, no such table or function; a feature that is not there. */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("42") || state.startsWith("0A");
    }
}
