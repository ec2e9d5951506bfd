// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.ObjectNames;
import replicated.dialect.Dialects;
import replicated.sql.catalogue.LiveCatalogue;

/** Bookkeeping runs on the primary and says nothing about its request; what else the names in a text come to. */
class BookkeepingTest {

    private static final String INSERT = "INSERT INTO notes (text) VALUES ('x')";

    private World world;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        ObjectNames rules = new ObjectNames(List.of(), List.of("abs"), List.of("notes"));
        world.database.judge = new LiveCatalogue("app", Dialects.H2, null, rules).judge();
        connection = world.open();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        world.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int notes() throws SQLException {
        try (Connection primary = world.connect("primary");
                Statement statement = primary.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM notes")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void theReadAfterItGoesToAReplicaAndNobodyHearsOfAWrite() throws SQLException {
        execute(INSERT);
        assertThat(ask(connection)).isEqualTo("replica-1");
        connection.close();

        assertThat(notes()).isEqualTo(1);
        assertThat(world.scope.heard).containsExactly("primary table", "replica-1 read-method");
        assertThat(world.primaries).noneMatch(World::isOpen);
    }

    @Test
    void betweenReadsItTakesThePrimaryForItselfAlone() throws SQLException {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(connection)).isEqualTo("replica-1");
            execute(INSERT);
            execute("SELECT * FROM notes");
        }
        assertThat(ask(connection)).isEqualTo("replica-1");
        assertThat(notes()).isEqualTo(3);
        assertThat(world.scope.heard).doesNotContain("writing", "committed", "learn", "moved");
        assertThat(world.first.inUse()).isEqualTo(1);
        assertThat(world.primaries).noneMatch(World::isOpen);
    }

    @Test
    void inATransactionAllOfItIsOnThePrimary() throws SQLException {
        connection.setAutoCommit(false);
        execute(INSERT);
        assertThat(ask(connection)).isEqualTo("primary");
        connection.commit();
        assertThat(ask(connection)).isEqualTo("primary");
        assertThat(world.scope.heard).containsExactly("primary table");
    }

    @Test
    void aTransactionThatHasReadOnAReplicaMovesAndTeachesNothing() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        execute(INSERT);
        assertThat(ask(connection)).isEqualTo("primary");
        connection.commit();
        assertThat(world.scope.heard).containsExactly("replica-1 read-method", "primary table", "moved");
    }

    @Test
    void anOrdinaryWriteAfterItIsOne() throws SQLException {
        execute(INSERT);
        execute("UPDATE server SET name = 'written'");
        assertThat(ask(connection)).isEqualTo("written");
        assertThat(world.scope.heard).containsExactly("primary table", "writing", "learn", "committed");
    }

    @Test
    void aWriteThatNamesAnotherTableTooIsAnOrdinaryOne() throws SQLException {
        execute("INSERT INTO notes (text) SELECT name FROM server");
        assertThat(world.scope.heard).startsWith("primary write-statement", "writing", "learn");
    }

    @Test
    void rowsThatAreBeingReadKeepTheConnectionWhereTheyAre() throws SQLException {
        execute(INSERT);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT text FROM notes")) {
            assertThat(ask(connection)).isEqualTo("primary");
            assertThat(rows.next()).isTrue();
        }
        assertThat(ask(connection)).isEqualTo("replica-1");
    }

    @Test
    void parametersAreNotLostByAReadInBetween() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO notes (id, text) VALUES (?, ?)")) {
            insert.setInt(1, 5);
            insert.setString(2, "kept");
            assertThat(ask(connection)).isEqualTo("replica-1");
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void aBatchIsNotLostByAReadInBetweenAndIsBookkeepingTooWherePrepared() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO notes (text) VALUES (?)")) {
            for (String text : List.of("a", "b")) {
                insert.setString(1, text);
                insert.addBatch();
                assertThat(ask(connection)).isEqualTo("primary");
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1);
        }
        assertThat(notes()).isEqualTo(2);
        assertThat(world.scope.heard).containsExactly("primary table");
    }

    @Test
    void aFunctionThatMayWriteCountsAsAWriteAndTeachesNothing() throws SQLException {
        ask(connection);
        execute("SELECT abs(1)");
        assertThat(ask(connection)).isEqualTo("primary");
        assertThat(world.scope.heard)
                .containsExactly("replica-1 read-method", "primary function", "moved", "writing", "committed");
    }

    @Test
    void aFunctionThatMayWriteDoesNotRunOnTheReplicaOfAStrictTransaction() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        ask(connection);
        world.scope.hasWritten = true;
        assertThatThrownBy(() -> execute("SELECT abs(1)"))
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("40001");
    }
}
