// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables, functions and views of the doors. */
final class Schema {

    /** Names are words, as in many a path, so that each is a route of its own to who knows no better. */
    static final List<String> COUNTERS = IntStream.range(0, 26 * 26)
            .mapToObj(i -> "" + (char) ('a' + i / 26) + (char) ('a' + i % 26))
            .toList();

    static final List<String> OWNERS = List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi");

    /** Ids of notes have to be below, for the view. */
    private static final int MOST_NOTES = 20_000;

    private Schema() {}

    /** Makes what is not there. Not for two at once. */
    static void create(Connection connection, Vendor vendor) throws SQLException {
        if (exists(connection, "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'number'")) {
            return;
        }
        for (String sql : vendor == Vendor.POSTGRESQL ? postgresql() : mysql(connection.getCatalog())) {
            Notes.execute(connection, sql);
        }
        Notes.execute(connection, "CREATE TABLE counter (name VARCHAR(20) PRIMARY KEY, n BIGINT NOT NULL)");
        insert(connection, "INSERT INTO counter VALUES ", COUNTERS.stream().map(name -> "('" + name + "', 0)"));
        Notes.execute(connection, "CREATE TABLE job (name VARCHAR(100) PRIMARY KEY, n BIGINT NOT NULL)");
        Notes.execute(connection, "CREATE TABLE number (n BIGINT PRIMARY KEY)");
        Notes.execute(connection, "CREATE VIEW visited AS SELECT n AS id, count_visit(n) AS visits FROM number");
        insert(
                connection,
                "INSERT INTO number VALUES ",
                IntStream.range(0, MOST_NOTES).mapToObj(n -> "(" + n + ")"));
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet result = select.executeQuery()) {
            return result.next() && result.getInt(1) > 0;
        }
    }

    private static void insert(Connection connection, String into, Stream<String> rows) throws SQLException {
        Notes.execute(connection, into + rows.collect(Collectors.joining(", ")));
    }

    private static String owners() {
        return OWNERS.stream().map(owner -> "('" + owner + "', 0)").collect(Collectors.joining(", "));
    }

    private static List<String> postgresql() {
        String writes = " RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                + " UPDATE note SET text = note_text WHERE id = note_id; RETURN FOUND; END $$";
        return List.of(
                "CREATE FUNCTION put_note(note_id bigint, note_text text)" + writes,
                "CREATE FUNCTION lower(note_id bigint, note_text text)" + writes,
                "CREATE FUNCTION count_visit(note_id bigint) RETURNS int LANGUAGE sql AS"
                        + " $$ UPDATE note SET visits = visits + 1 WHERE id = note_id RETURNING visits $$",
                "CREATE FUNCTION set_who(who text) RETURNS text LANGUAGE plpgsql AS"
                        + " $$ BEGIN RETURN set_config('notes.who', who, false); END $$",
                "CREATE TABLE own_row (owner varchar(20) PRIMARY KEY, n bigint NOT NULL)",
                "INSERT INTO own_row VALUES " + owners(),
                "ALTER TABLE own_row ENABLE ROW LEVEL SECURITY",
                // The application is the owner of the table, whom it would not be for.
                "ALTER TABLE own_row FORCE ROW LEVEL SECURITY",
                "CREATE POLICY own ON own_row USING (owner = current_setting('notes.who', true))");
    }

    /** Without row-level security, a view and a variable of the session do it. */
    private static List<String> mysql(String database) {
        String writes = "(note_id BIGINT, note_text VARCHAR(1000)) RETURNS BOOLEAN MODIFIES SQL DATA BEGIN"
                + " UPDATE note SET text = note_text WHERE id = note_id; RETURN ROW_COUNT() > 0; END";
        return List.of(
                "CREATE FUNCTION put_note" + writes,
                "CREATE FUNCTION " + database + ".lower" + writes,
                "CREATE FUNCTION count_visit(note_id BIGINT) RETURNS INT MODIFIES SQL DATA BEGIN"
                        + " UPDATE note SET visits = visits + 1 WHERE id = note_id;"
                        + " RETURN (SELECT visits FROM note WHERE id = note_id); END",
                "CREATE FUNCTION set_who(who VARCHAR(20)) RETURNS VARCHAR(20) NO SQL BEGIN"
                        + " SET @who = who; RETURN who; END",
                "CREATE FUNCTION current_who() RETURNS VARCHAR(20) NO SQL RETURN @who",
                "CREATE TABLE own_row (owner VARCHAR(20) PRIMARY KEY, n BIGINT NOT NULL)",
                "INSERT INTO own_row VALUES " + owners(),
                "CREATE VIEW my_row AS SELECT owner, n FROM own_row WHERE owner = current_who()");
    }
}
