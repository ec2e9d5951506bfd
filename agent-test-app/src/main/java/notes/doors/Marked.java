// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What leaves marks: reads from which a write is computed, and sessions that are told by a function whose they are. */
final class Marked {

    private final DataSource database;
    private final Vendor vendor;

    Marked(DataSource database, Vendor vendor) {
        this.database = database;
        this.vendor = vendor;
    }

    /**
     * Reads a counter, computes, and writes what it computed, at READ COMMITTED. Whoever asks sees to it that nobody
     * else is at the same counter, so that none is lost.
     */
    long count(String name) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try {
                long next = counter(connection, name) + 1;
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE counter SET n = ? WHERE name = ?")) {
                    update.setLong(1, next);
                    update.setString(2, name);
                    update.executeUpdate();
                }
                connection.commit();
                return next;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static long counter(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT n FROM counter WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet result = select.executeQuery()) {
                if (!result.next()) {
                    throw new SQLException("No counter " + name);
                }
                return result.getLong(1);
            }
        }
    }

    /**
     * The owners of the rows that may be seen.
     *
     * @param owner in whose name the session is to look; null where it is not told of anybody
     * @param write whether it also writes the rows, and looks again
     */
    String owners(String owner, boolean write) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (owner == null) {
                return String.join(",", owners(connection));
            }
            setWho(connection, owner);
            try {
                List<String> owners = owners(connection);
                if (write) {
                    Notes.execute(connection, "UPDATE " + vendor.ownRows + " SET n = n + 1");
                    owners.addAll(owners(connection));
                }
                return String.join(",", owners);
            } finally {
                setWho(connection, "");
            }
        }
    }

    private List<String> owners(Connection connection) throws SQLException {
        List<String> owners = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT owner FROM " + vendor.ownRows);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                owners.add(result.getString(1));
            }
        }
        return owners;
    }

    private static void setWho(Connection connection, String owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT set_who(?)")) {
            select.setString(1, owner);
            select.executeQuery().close();
        }
    }
}
