// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The notes in the database, by plain JDBC. Thread-safe. */
class NoteStore {
    private static final String COLUMNS = "SELECT id, text, visits FROM note ";
    private static final int PAGE = 20;

    private final DataSource database;
    private final Dialect dialect;

    NoteStore(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    void createTables() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS note (id BIGINT " + dialect.identity
                    + " PRIMARY KEY, text VARCHAR(1000) NOT NULL, visits INT DEFAULT 0 NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS visitor (name VARCHAR(100) PRIMARY KEY,"
                    + " last_seen TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
        }
    }

    Answer<List<Note>> newest() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(COLUMNS + "ORDER BY id DESC LIMIT ?")) {
            select.setInt(1, PAGE);
            return new Answer<>(notes(select), servedBy(connection));
        }
    }

    /** A list of no note or one. */
    Answer<List<Note>> find(long id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new Answer<>(find(connection, id), servedBy(connection));
        }
    }

    /** The newest note for those who must not miss one. */
    @UsePrimary
    Answer<List<Note>> latest() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(COLUMNS + "WHERE id = (SELECT MAX(id) FROM note)")) {
            return new Answer<>(notes(select), servedBy(connection));
        }
    }

    @UseReplica
    Answer<List<Note>> search(String word) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(COLUMNS + "WHERE text LIKE ? ORDER BY id DESC LIMIT ?")) {
            select.setString(1, "%" + word + "%");
            select.setInt(2, PAGE);
            return new Answer<>(notes(select), servedBy(connection));
        }
    }

    Answer<Long> count() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM note")) {
            result.next();
            return new Answer<>(result.getLong(1), servedBy(connection));
        }
    }

    /** Adds a note and returns its id. */
    Answer<Long> add(String text) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO note (text) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, text);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return new Answer<>(keys.getLong(1), servedBy(connection));
            }
        }
    }

    /** Adds a note in a transaction that comes to nothing. */
    Answer<Boolean> addAndRollBack(String text) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
                insert.setString(1, text);
                insert.executeUpdate();
                return new Answer<>(false, servedBy(connection));
            } finally {
                connection.rollback();
            }
        }
    }

    /** Gives a note another text; false where there is no such note. */
    Answer<Boolean> change(long id, String text) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE note SET text = ? WHERE id = ?")) {
            update.setString(1, text);
            update.setLong(2, id);
            return new Answer<>(update.executeUpdate() == 1, servedBy(connection));
        }
    }

    /** Counts a visit and returns the note with it. */
    Answer<List<Note>> visit(long id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            countVisit(connection, id);
            return new Answer<>(find(connection, id), servedBy(connection));
        }
    }

    /** Counts a visit in one transaction that reads the note first. */
    Answer<List<Note>> visitInTransaction(long id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Note> found = find(connection, id);
                if (!found.isEmpty()) {
                    countVisit(connection, id);
                    found = find(connection, id);
                }
                Answer<List<Note>> answer = new Answer<>(found, servedBy(connection));
                connection.commit();
                return answer;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    void seen(String visitor) throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE visitor SET last_seen = CURRENT_TIMESTAMP WHERE name = ?")) {
                update.setString(1, visitor);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO visitor (name) VALUES (?)")) {
                insert.setString(1, visitor);
                insert.executeUpdate();
            }
        }
    }

    /** Keeps the database busy with a read for about so many milliseconds. */
    Answer<Integer> readSlowly(int millis) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(dialect.slowQuery(millis));
                ResultSet result = select.executeQuery()) {
            result.next();
            return new Answer<>(millis, servedBy(connection));
        }
    }

    private static void countVisit(Connection connection, long id) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE note SET visits = visits + 1 WHERE id = ?")) {
            update.setLong(1, id);
            update.executeUpdate();
        }
    }

    private static List<Note> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE id = ?")) {
            select.setLong(1, id);
            return notes(select);
        }
    }

    private static List<Note> notes(PreparedStatement select) throws SQLException {
        List<Note> notes = new ArrayList<>();
        try (ResultSet result = select.executeQuery()) {
            while (result.next()) {
                notes.add(new Note(result.getLong(1), result.getString(2), result.getInt(3)));
            }
        }
        return notes;
    }

    private String servedBy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(dialect.serverQuery)) {
            result.next();
            return result.getString(1);
        }
    }
}
