// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialects;

/** What was set in a session on a replica, and the savepoints there, come along in a move. */
class MovedSessionTest extends MoveScene {

    @Test
    void savepointsComeAlong() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        Savepoint savepoint = connection.setSavepoint("before");
        write();

        connection.rollback(savepoint);
        connection.commit();

        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM notes")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the primary's session has by a setting that each of these tests makes by text. */
    private int lockTimeout() throws SQLException {
        try (Statement statement = world.primaries.get(0).createStatement();
                ResultSet rows = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void settingsTakenBackByASavepointOnPostgresStayBehind() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        Savepoint savepoint = connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        connection.rollback(savepoint);

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void settingsTakenBackByTextAfterAFailureStayBehind() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        assertThatThrownBy(() -> run("SELECT 1 / 0")).isInstanceOf(SQLException.class);
        run("ROLLBACK TO SAVEPOINT \"before\"");
        assertThat(world.primaries).isEmpty();

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void aSavepointByTextGoesToThePrimaryAndFindsWhatWasSetBefore() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        assertThat(world.primaries).isEmpty();

        run("SAVEPOINT before");

        assertThat(lockTimeout()).isEqualTo(111);
        assertThat(world.first.inUse()).isZero();
        run("ROLLBACK TO SAVEPOINT before");
    }

    @Test
    void settingsStayWhereASavepointDoesNotTakeThemBack() throws SQLException {
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        ask(connection);
        Savepoint savepoint = connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        connection.rollback(savepoint);

        write();

        assertThat(lockTimeout()).isEqualTo(222);
    }

    @Test
    void aSettingMadeBeforeTheTransactionOutlivesItsRollback() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        ask(connection);
        run("SET LOCK_TIMEOUT 111");
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 222");
        connection.rollback();

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void stateSetOnTheReplicaComesAlong() throws SQLException {
        ask(connection);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);

        write();

        assertThat(world.primaries.get(0).getAutoCommit()).isFalse();
        assertThat(world.primaries.get(0).getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Test
    void settingBySqlTextComesAlongAndSpoilsTheReplicasSession() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SCHEMA INFORMATION_SCHEMA");
            assertThat(world.first.inUse()).isEqualTo(1);
            statement.executeUpdate("INSERT INTO PUBLIC.notes (text) VALUES ('x')");
        }

        assertThat(connection.getSchema()).isEqualTo("INFORMATION_SCHEMA");
        assertThat(world.first.heard).containsExactly("evict");
    }
}
