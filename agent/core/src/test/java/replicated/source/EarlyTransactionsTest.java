// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.openejb.resource.jdbc.managed.local.ManagedDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.jdbc.Database;

/**
 * A container's transaction may have written before any data source was known that leads there: its reads are the
 * primary's.
 */
class EarlyTransactionsTest {

    private static final String URL = "jdbc:h2:mem:early";

    private final DataSources sources =
            new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:mem:early\"}]"), new RecordedReplicas());
    private final UnroutedStatements hook = new UnroutedStatements(frame -> null, sources, new WantedWrites());
    private final ManagedTransactionsTest.Manager manager = new ManagedTransactionsTest.Manager();
    private final JdbcDataSource pool = new JdbcDataSource();
    private final ManagedDataSource managed = new ManagedDataSource(pool, manager);
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        pool.setURL(URL);
        connection = DriverManager.getConnection(URL + ";DB_CLOSE_DELAY=-1", "sa", "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS note (id INT)");
        }
        connection.setAutoCommit(false);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private void write() throws SQLException {
        run("INSERT INTO note VALUES (1)");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Object token = hook.enter(statement, sql, false);
            statement.execute(sql);
            hook.exit(token, null);
        }
    }

    private void commit() throws SQLException {
        Object token = hook.commit(connection);
        connection.commit();
        hook.exit(token, null);
    }

    private boolean mayReadOutside(Database database) {
        return database.mayReadOutside(database.managedTransaction());
    }

    @Test
    void theOneInWhichADataSourceIsFirstAskedStaysOnThePrimary() {
        manager.begin();
        Database database = sources.find(managed);
        assertThat(mayReadOutside(database)).isFalse();

        manager.begin();
        assertThat(mayReadOutside(database)).isTrue();
    }

    @Test
    void noneReadsElsewhereUntilWhatWasWrittenBeforeHasEnded() throws SQLException {
        write();
        Database database = sources.find(managed);
        manager.begin();
        assertThat(mayReadOutside(database)).isFalse();

        commit();
        manager.begin();
        assertThat(mayReadOutside(database)).isTrue();
        write();
        manager.begin();
        assertThat(mayReadOutside(database))
                .as("it is known which one has written since")
                .isTrue();
    }

    /** Whatever becomes of the connection: a pool may keep it for the rest of the day. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noneWaitsForWhatWasRolledBack(boolean byText) throws SQLException {
        write();
        Database database = sources.find(managed);
        manager.begin();
        assertThat(mayReadOutside(database)).isFalse();

        if (byText) {
            run("ROLLBACK");
        } else {
            Object token = hook.rollback(connection);
            connection.rollback();
            hook.exit(token, null);
        }

        manager.begin();
        assertThat(mayReadOutside(database)).isTrue();
    }

    /** Nobody knows what became of it, so it is waited for until it is gone. */
    @Test
    void rollbackThatFailedIsNone() throws SQLException {
        write();
        Database database = sources.find(managed);
        Object token = hook.rollback(connection);
        hook.exit(token, new SQLException("the connection is lost", "08006"));

        manager.begin();
        assertThat(mayReadOutside(database)).isFalse();
    }

    @Test
    void whatIsRolledBackToASavepointIsNotOver() throws SQLException {
        run("SAVEPOINT here");
        write();
        Database database = sources.find(managed);
        run("ROLLBACK TO SAVEPOINT here");

        manager.begin();
        assertThat(mayReadOutside(database)).isFalse();
    }

    @Test
    void noneWaitsForAConnectionThatIsGone() throws SQLException {
        write();
        Database database = sources.find(managed);
        manager.begin();
        connection.close();
        connection = DriverManager.getConnection(URL, "sa", "");

        for (int i = 0; i < 100 && !mayReadOutside(database); i++) {
            System.gc();
        }
        assertThat(mayReadOutside(database)).isTrue();
    }
}
