// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.dialect.CommitAnswers;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.route.Intent;

/**
 * A scope hears of a position only with the commit that it is of, and of nothing where others may have committed on the
 * connection.
 */
class CommitAnswersTest {

    private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562:";

    /** Tells the number of the answer, whatever was asked. */
    private static final class Numbering implements CommitAnswers {

        int asked;
        boolean fails;

        @Override
        public Object before(Connection connection, Driver driver) {
            if (fails) {
                throw new IllegalStateException("made up");
            }
            return connection;
        }

        @Override
        public Position since(Object before) {
            return MysqlPosition.of(SOURCE + ++asked).orElseThrow();
        }
    }

    private final Numbering answers = new Numbering();
    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.scope.intent = Intent.WRITE_METHOD;
        world.database.dialect = (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commitAnswers")) {
                        return answers;
                    }
                    try {
                        return method.invoke(Dialects.H2, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    @Test
    void aWriteInAutoCommitIsToldWithItsPosition() throws SQLException {
        try (Connection connection = world.open()) {
            insert(connection);
            insert(connection);
        }

        assertThat(told()).containsExactly("committed", told(1), "committed", told(2));
    }

    @Test
    void aTransactionIsToldWithThePositionOfItsCommitAlone() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            insert(connection);
            insert(connection);
            connection.commit();
        }

        assertThat(told()).containsExactly("committed", told(1));
    }

    @Test
    void whatIsCommittedByTheWayHasNoPosition() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            insert(connection);
            connection.setAutoCommit(true);
        }

        assertThat(told()).containsExactly("committed");
    }

    @Test
    void aReadThatMayHaveWrittenHasNone() throws SQLException {
        world.scope.expectedToWrite = true;
        try (Connection connection = world.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM server")) {
            assertThat(rows.next()).isTrue();
        }

        assertThat(told()).containsExactly("committed");
    }

    @Test
    void severalStatementsInOneTextHaveNone() throws SQLException {
        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO notes (text) VALUES ('a'); INSERT INTO notes (text) VALUES ('b')");
        }

        assertThat(told()).containsExactly("committed");
    }

    @Test
    void aBatchHasNone() throws SQLException {
        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO notes (text) VALUES ('a')");
            statement.addBatch("INSERT INTO notes (text) VALUES ('b')");
            assertThat(statement.executeBatch()).containsExactly(1, 1);
        }

        assertThat(told()).containsExactly("committed");
    }

    @Test
    void aCommitThatFailsHasNone() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            insert(connection);
            world.primaries.get(0).close();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }

        assertThat(told()).containsExactly("committed");
    }

    /** What is done with the vendor's object may be committed later, and nobody tells. */
    @Test
    void whereTheVendorsObjectWasGivenOutThereIsNone() throws SQLException {
        try (Connection connection = world.open()) {
            assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
            insert(connection);
        }

        assertThat(told()).doesNotContain(told(1)).contains("committed");
    }

    @Test
    void whereSeveralThreadsUseTheConnectionThereIsNone() throws Exception {
        try (Connection connection = world.open()) {
            insert(connection);
            Thread other = new Thread(() -> {
                try {
                    insert(connection);
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            other.join();
            insert(connection);
        }

        assertThat(told()).containsExactly("committed", told(1), "committed", "committed");
    }

    @Test
    void aFaultIsNobodysBusiness() throws SQLException {
        answers.fails = true;
        try (Connection connection = world.open()) {
            insert(connection);
        }

        assertThat(told()).containsExactly("committed");
    }

    private static void insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
        }
    }

    private static String told(int number) {
        return "told " + SOURCE + number;
    }

    private List<String> told() {
        return world.scope.heard.stream()
                .filter(each -> each.startsWith("told") || each.equals("committed"))
                .toList();
    }
}
