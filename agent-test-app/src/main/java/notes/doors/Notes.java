// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The statements of the doors, on any connection. */
final class Notes {

    private Notes() {}

    static boolean update(Connection connection, long note, String text) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE note SET text = ? WHERE id = ?")) {
            update.setString(1, text);
            update.setLong(2, note);
            return update.executeUpdate() == 1;
        }
    }

    /** Whether a note was changed by a query, which is not said by its text. */
    static boolean select(Connection connection, String query, long note, String text) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, note);
            select.setString(2, text);
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /** The note as JSON, {@code null} where there is none. */
    static String find(Connection connection, long note) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT text, visits FROM note WHERE id = ?")) {
            select.setLong(1, note);
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? "{\"text\": \"" + result.getString(1) + "\", \"visits\": " + result.getInt(2) + "}"
                        : "null";
            }
        }
    }

    static void countVisit(Connection connection, long note) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE note SET visits = visits + 1 WHERE id = ?")) {
            update.setLong(1, note);
            update.executeUpdate();
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
