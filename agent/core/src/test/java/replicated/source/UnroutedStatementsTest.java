// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.context.RoutingContext;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;

/**
 * A statement that a driver runs past routed connections counts for the scope of its thread if it may have written
 * (P2). Fails if {@code UnroutedStatements.note} does nothing.
 */
class UnroutedStatementsTest {

    private static final String URL = "jdbc:h2:mem:unrouted";

    private final DataSources sources =
            new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:mem:unrouted\"}]"), new RecordedReplicas());
    private final List<String> heard = new ArrayList<>();
    private final Heard writes = new Heard();
    private final RoutingScope scope = stub(RoutingScope.class);
    private boolean expectedToWrite;
    private RoutingScope present = scope;
    private final UnroutedStatements hook = new UnroutedStatements(frame -> present, sources, writes);
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection(URL + ";DB_CLOSE_DELAY=-1", "sa", "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS note (id INT)");
        }
        JdbcDataSource routed = new JdbcDataSource();
        routed.setURL(URL);
        assertThat(sources.find(routed)).isNotNull();
        this.routed = routed;
    }

    /** Kept: data sources are held weakly. */
    private JdbcDataSource routed;

    @AfterEach
    void disconnect() throws SQLException {
        assertThat(RoutingContext.current().isIdle()).isTrue();
        assertThat(routed.getURL()).isEqualTo(URL);
        connection.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Object token = hook.enter(statement, sql, false);
            Throwable thrown = null;
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                thrown = e;
            }
            hook.exit(token, thrown);
        }
    }

    @Test
    void writeInAutoCommitIsWrittenAndCommitted() throws SQLException {
        run("INSERT INTO note VALUES (1)");

        assertThat(heard).containsExactly("writing true", "committed");
    }

    @Test
    void readSaysNothing() throws SQLException {
        run("SELECT * FROM note");

        assertThat(heard).isEmpty();
    }

    @Test
    void readOfARequestThatIsThereToWriteCounts() throws SQLException {
        expectedToWrite = true;

        run("SELECT * FROM note");

        assertThat(heard).containsExactly("writing false", "committed");
    }

    @Test
    void writeThatTheServerRefusedSaysNothing() throws SQLException {
        run("INSERT INTO note VALUES ('no number')");

        assertThat(heard).isEmpty();
    }

    @Test
    void writeWhoseConnectionBrokeMayHaveHappened() throws SQLException {
        try (Connection broken = DriverManager.getConnection(URL, "sa", "");
                Statement statement = broken.createStatement()) {
            Object token = hook.enter(statement, "INSERT INTO note VALUES (1)", false);
            broken.close();
            hook.exit(token, new SQLException("the connection is lost", "08006"));
        }

        assertThat(heard).containsExactly("writing false", "committed");
    }

    @Test
    void textOfAPreparedStatementIsKnown() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM note WHERE id = ?")) {
            hook.exit(hook.enter(select, null, false), null);
            assertThat(heard).isEmpty();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?)")) {
            hook.exit(hook.enter(insert, null, false), null);
            assertThat(heard).containsExactly("writing true", "committed");
        }
    }

    @Test
    void commitOfATransactionThatWroteCountsOnceMoreAndThatOfOthersNever() throws SQLException {
        connection.setAutoCommit(false);
        run("SELECT * FROM note");
        hook.exit(hook.commit(connection), null);
        assertThat(heard).isEmpty();

        run("INSERT INTO note VALUES (1)");
        heard.clear();
        hook.exit(hook.commit(connection), null);
        assertThat(heard).containsExactly("writing true", "committed");

        heard.clear();
        hook.exit(hook.commit(connection), null);
        assertThat(heard).isEmpty();
    }

    @Test
    void outsideOfScopesTheJvmHasWritten() throws SQLException {
        present = null;

        run("INSERT INTO note VALUES (1)");
        run("SELECT * FROM note");

        assertThat(heard).containsExactly("jvm " + OpenDatabases.key(URL));
        assertThat(sources.taken().since(0)).hasSize(1);
    }

    @Test
    void anotherDatabaseIsNoneOfOurs() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:h2:mem:other", "sa", "");
                Statement statement = other.createStatement()) {
            hook.exit(hook.enter(statement, "CREATE TABLE note (id INT)", false), null);
        }

        assertThat(heard).isEmpty();
    }

    /** Else an application pays for replicas at each statement to a database that has none. */
    @Test
    void nothingButItsUrlIsAskedOfAConnectionToAnotherDatabase() throws SQLException {
        List<String> asked = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:h2:mem:other", "sa", "");
                Statement statement = other.createStatement()) {
            Connection observed = observed(other, asked);
            Statement ofObserved = (Statement) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                        asked.add(method.getName());
                        return method.getName().equals("getConnection")
                                ? observed
                                : method.invoke(statement, arguments);
                    });
            hook.exit(hook.enter(ofObserved, "DELETE FROM note", false), null);
        }

        assertThat(asked).containsExactly("getConnection", "getMetaData");
    }

    private Connection observed(Connection connection, List<String> asked) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(connection, arguments);
                });
    }

    @Test
    void databaseThatTheFileNamesLaterConcernsUsFromThenOn() throws SQLException {
        DataSources elsewhere =
                new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:mem:other\"}]"), new RecordedReplicas());
        UnroutedStatements reloaded = new UnroutedStatements(frame -> present, elsewhere, writes);
        try (Statement statement = connection.createStatement()) {
            reloaded.exit(reloaded.enter(statement, "DELETE FROM note", false), null);
            assertThat(heard).isEmpty();

            elsewhere.reload(Configs.of("replicas: [{url: \"jdbc:h2:mem:unrouted\"}]"));
            reloaded.exit(reloaded.enter(statement, "DELETE FROM note", false), null);
        }

        assertThat(heard).containsExactly("jvm early " + OpenDatabases.key(URL), "early " + OpenDatabases.key(URL));
    }

    @Test
    void databaseThatNoScopeHasAskedForYetIsTakenFromTheFile() throws SQLException {
        DataSources unasked =
                new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:mem:unrouted\"}]"), new RecordedReplicas());
        UnroutedStatements early = new UnroutedStatements(frame -> present, unasked, writes);
        try (Statement statement = connection.createStatement()) {
            early.exit(early.enter(statement, "DELETE FROM note", false), null);
        }

        assertThat(heard).containsExactly("jvm early " + OpenDatabases.key(URL), "early " + OpenDatabases.key(URL));
    }

    @Test
    void whatAPoolOrTheAgentDoesIsNotLookedAt() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            RoutingContext.current().suppress();
            assertThat(hook.enter(statement, "DELETE FROM note", false)).isNull();
            RoutingContext.current().resume();
            RoutingContext.push(this, true);
            assertThat(hook.enter(statement, "DELETE FROM note", false)).isNull();
            RoutingContext.current().pop(this);
        }
    }

    @Test
    void statementThatADriverRunsForAnotherIsLookedAtOnce() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Object outer = hook.enter(statement, "DELETE FROM note", false);
            assertThat(hook.enter(statement, "DELETE FROM note", false)).isNull();
            hook.exit(outer, null);
        }
    }

    @Test
    void nothingIsLookedAtWhereNobodyWantsToKnow() throws SQLException {
        writes.wanted = false;
        try (Statement statement = connection.createStatement()) {
            assertThat(hook.enter(statement, "DELETE FROM note", false)).isNull();
        }
    }

    private final class Heard implements JvmWrites {
        private boolean wanted = true;

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public void written(String database) {
            heard.add("jvm " + database);
        }

        @Override
        public void writtenEarly(String database) {
            heard.add("jvm early " + database);
        }
    }

    private <T> T stub(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "expectedToWrite" -> {
                            return expectedToWrite;
                        }
                        case "on" -> {
                            return stub(ScopedDatabase.class);
                        }
                        case "writing" -> heard.add("writing " + arguments[1]);
                        case "committed" -> heard.add("committed");
                        case "wroteEarly" -> heard.add("early " + arguments[0]);
                        default -> throw new AssertionError("not expected to be called: " + method);
                    }
                    return null;
                }));
    }
}
