// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was prepared, set and opened on a replica is there after a move: on the primary, or where it came from. */
class MovedStatementTest extends MoveScene {

    @Test
    void preparedStatementTakesItsParametersAlong() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ?, ? FROM server")) {
            statement.setString(1, "a");
            statement.setInt(2, 7);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("primary");
                assertThat(rows.getString(2)).isEqualTo("a");
                assertThat(rows.getInt(3)).isEqualTo(7);
            }
        }
    }

    @Test
    void parametersComeAlongInWhateverOrderTheyWereSet() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?, ?, ?")) {
            statement.setString(1, "cleared");
            statement.clearParameters();
            statement.setString(2, "b");
            statement.setString(1, "first");
            statement.setString(3, "c");
            statement.setString(1, "a");
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("a");
                assertThat(rows.getString(2)).isEqualTo("b");
                assertThat(rows.getString(3)).isEqualTo("c");
            }
        }
    }

    @Test
    void onlyParameterSetAgainComesAlongAsItIsNow() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            statement.setString(1, "before");
            statement.setString(1, "now");
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("now");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersComeAlongWhateverWasSetBeside(String sql, Setting setting, String expected) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setting.on(statement);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                StringBuilder seen = new StringBuilder();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    Object value = rows.getObject(column);
                    seen.append(value.getClass().getSimpleName())
                            .append(' ')
                            .append(value)
                            .append(' ');
                }
                assertThat(seen.toString().strip()).isEqualTo(expected);
            }
        }
    }

    @FunctionalInterface
    interface Setting {
        void on(PreparedStatement statement) throws SQLException;
    }

    static Stream<Arguments> numbers() {
        String one = "SELECT ?";
        String two = "SELECT ?, ?";
        long large = Long.MAX_VALUE - 1;
        return Stream.of(
                numbers(one, "Integer -7", statement -> statement.setInt(1, -7)),
                numbers(one, "Long " + large, statement -> statement.setLong(1, large)),
                numbers(one, "Integer 2", statement -> {
                    statement.setLong(1, large);
                    statement.setInt(1, 2);
                }),
                numbers(one, "String a", statement -> {
                    statement.setInt(1, 1);
                    statement.setString(1, "a");
                }),
                numbers(one, "Integer 1", statement -> {
                    statement.setString(1, "a");
                    statement.setInt(1, 1);
                }),
                numbers(one, "Long 3", statement -> {
                    statement.setInt(1, 1);
                    statement.clearParameters();
                    statement.setLong(1, 3);
                }),
                numbers(two, "Integer 1 Long " + large, statement -> {
                    statement.setInt(1, 1);
                    statement.setLong(2, large);
                }),
                numbers(two, "Long " + large + " String b", statement -> {
                    statement.setLong(1, large);
                    statement.setString(2, "b");
                }),
                numbers(two, "Integer 5 Integer 2", statement -> {
                    statement.setInt(2, 2);
                    statement.setString(1, "a");
                    statement.setInt(1, 5);
                }));
    }

    private static Arguments numbers(String sql, String expected, Setting setting) {
        return Arguments.of(sql, setting, expected);
    }

    @Test
    void parameterChangedByTheApplicationIsSentAsItWasWhenSet() throws SQLException {
        java.sql.Timestamp moment = new java.sql.Timestamp(1000);
        try (PreparedStatement statement = connection.prepareStatement("SELECT CAST(? AS TIMESTAMP)")) {
            statement.setTimestamp(1, moment);
            moment.setTime(2000);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getTimestamp(1)).isEqualTo(new java.sql.Timestamp(1000));
            }
        }
    }

    @Test
    void streamMakesTheStatementGoToThePrimaryBeforeItIsRead() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ?, ? FROM server")) {
            statement.setString(1, "a");
            statement.setCharacterStream(2, new java.io.StringReader("text"));

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("primary");
                assertThat(rows.getString(2)).isEqualTo("a");
                assertThat(rows.getString(3)).isEqualTo("text");
            }
        }
        assertThat(world.scope.learned).isFalse();
    }

    @Test
    void statementOptionsComeAlong() throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            statement.setMaxRows(3);
            statement.setQueryTimeout(9);
            statement.executeQuery("SELECT 1").close();
            write();

            statement.executeQuery("SELECT 1").close();

            assertThat(statement.getMaxRows()).isEqualTo(3);
            assertThat(statement.getQueryTimeout()).isEqualTo(9);
            assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_SCROLL_INSENSITIVE);
        }
    }

    @Test
    void openRowsAreReadToTheirEndFromTheServerTheyCameFrom() throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, x FROM server, SYSTEM_RANGE(1, 3)");
        rows.next();
        write();
        assertThat(world.first.inUse()).isEqualTo(1);

        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("replica-1");
        assertThat(rows.getStatement()).isSameAs(statement);
        rows.close();

        assertThat(world.first.inUse()).isZero();
    }

    @Test
    void rowsNeverClosedAreLeftWithTheConnection() throws SQLException {
        connection.createStatement().executeQuery("SELECT name FROM server").next();
        write();

        connection.close();

        assertThat(world.first.inUse()).isZero();
    }

    /** Its pool has not made them, so it would not close them. */
    @Test
    void statementsNeverClosedAreClosedBeforeTheReplicasConnectionGoesBack() throws SQLException {
        world.first.pooled = true;
        PreparedStatement first = connection.prepareStatement("SELECT 1");
        Statement second = connection.createStatement();
        second.executeQuery("SELECT 2");
        PreparedStatement third = connection.prepareStatement("SELECT 3");
        second.close();
        assertThat(world.first.open()).isEqualTo(2);

        connection.close();

        assertThat(world.first.open()).isZero();
        assertThat(first.isClosed()).isTrue();
        assertThat(third.isClosed()).isTrue();
        assertThat(world.first.returned()).isEqualTo(1);
    }

    /** What ran there may have marked its session, and nobody else is to meet that (P11). */
    @Test
    void sessionOnTheReplicaThatWasLeftIsClosedAndNotPooled() throws SQLException {
        PreparedStatement statement = connection.prepareStatement("SELECT name FROM server");

        write();

        assertThat(world.first.inUse()).isZero();
        assertThat(world.first.heard).containsExactly("evict");
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("primary");
        }
    }

    @Test
    void sessionOfRowsStillReadIsClosedWithTheRows() throws SQLException {
        ResultSet rows = connection.prepareStatement("SELECT name FROM server").executeQuery();
        PreparedStatement other = connection.prepareStatement("SELECT 1");
        write();
        assertThat(world.first.open()).isEqualTo(2);
        other.executeQuery().close();

        rows.next();
        assertThat(rows.getString(1)).isEqualTo("replica-1");
        rows.close();

        assertThat(world.first.inUse()).isZero();
        assertThat(world.first.heard).containsExactly("evict");
    }
}
