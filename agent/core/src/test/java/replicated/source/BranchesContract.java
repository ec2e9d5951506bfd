// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import replicated.context.RoutingContext;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.servers.Cluster;

/**
 * Branches of distributed transactions that begin and end by statements, on a real server: what counts as written is
 * the commit of one that has written.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BranchesContract {

    private Cluster cluster;
    private DataSource routed;
    private DataSources sources;
    private UnroutedStatements hook;
    private Connection connection;
    private Connection other;

    final List<String> heard = new ArrayList<>();
    private boolean expectedToWrite;

    abstract Cluster startServer() throws SQLException;

    abstract DataSource dataSource(String url) throws SQLException;

    @BeforeAll
    void start() throws SQLException {
        cluster = startServer();
        try (Connection first = cluster.primary().connect();
                Statement statement = first.createStatement()) {
            statement.execute("CREATE TABLE note (id INT PRIMARY KEY)");
        }
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void connect() throws SQLException {
        String url = cluster.primary().jdbcUrl();
        sources = new DataSources(Configs.of("replicas: [{url: \"" + url + "\"}]"), new RecordedReplicas());
        hook = new UnroutedStatements(frame -> stub(RoutingScope.class), sources, new WantedWrites());
        routed = dataSource(url);
        assertThat(sources.find(routed)).isNotNull();
        connection = cluster.primary().connect();
        other = cluster.primary().connect();
        expectedToWrite = false;
        heard.clear();
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM note");
        }
    }

    @AfterEach
    void disconnect() throws SQLException {
        assertThat(RoutingContext.current().isIdle()).isTrue();
        assertThat(sources.uncommitted().all()).isEmpty();
        connection.close();
        other.close();
    }

    /** As the drivers do it. */
    private void run(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            Object token = hook.enter(statement, sql, false);
            Throwable thrown = null;
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                thrown = e;
                throw e;
            } finally {
                if (token != null) {
                    hook.exit(token, thrown);
                }
            }
        }
    }

    final void run(String... statements) throws SQLException {
        for (String sql : statements) {
            run(connection, sql);
        }
    }

    private static String branch() {
        return "'" + UUID.randomUUID() + "'";
    }

    @Test
    void branchThatOnlyReadSaysNothing() throws SQLException {
        String branch = branch();

        run("XA START " + branch, "SELECT * FROM note", "XA END " + branch, "XA COMMIT " + branch + " ONE PHASE");

        assertThat(heard).isEmpty();
    }

    @Test
    void preparedBranchThatOnlyReadSaysNothing() throws SQLException {
        String branch = branch();

        run(
                "XA START " + branch,
                "SELECT * FROM note",
                "XA END " + branch,
                "XA PREPARE " + branch,
                "XA COMMIT " + branch);

        assertThat(heard).isEmpty();
    }

    @Test
    void commitOfABranchThatWroteCountsOnceMore() throws SQLException {
        String branch = branch();
        run("XA START " + branch, "INSERT INTO note VALUES (1)", "SELECT * FROM note", "XA END " + branch);
        assertThat(heard).containsExactly("writing", "committed");
        assertThat(sources.uncommitted().all()).hasSize(1);

        run("XA COMMIT " + branch + " ONE PHASE");

        assertThat(heard).containsExactly("writing", "committed", "writing", "committed");
    }

    @Test
    void commitOfAPreparedBranchThatWroteCounts() throws SQLException {
        String branch = branch();
        run("XA START " + branch, "INSERT INTO note VALUES (1)", "XA END " + branch, "XA PREPARE " + branch);
        heard.clear();

        run("XA COMMIT " + branch);

        assertThat(heard).containsExactly("writing", "committed");
    }

    @Test
    void rollbackLeavesNothing() throws SQLException {
        String branch = branch();
        run("XA START " + branch, "INSERT INTO note VALUES (1)", "XA END " + branch);
        heard.clear();

        run("XA ROLLBACK " + branch);

        assertThat(heard).isEmpty();
        assertThat(sources.uncommitted().all()).isEmpty();
    }

    @Test
    void branchThatGoesOnHasWrittenBefore() throws SQLException {
        String branch = branch();
        run("XA START " + branch, "INSERT INTO note VALUES (1)", "XA END " + branch, "XA START " + branch + " RESUME");
        run("SELECT * FROM note", "XA END " + branch);
        heard.clear();

        run("XA COMMIT " + branch + " ONE PHASE");

        assertThat(heard).containsExactly("writing", "committed");
    }

    /** What it did before it was looked at may have been a write. */
    @Test
    void branchWhoseBeginningNobodySawMayHaveWritten() throws SQLException {
        String branch = branch();
        try (Statement statement = connection.createStatement()) {
            statement.execute("XA START " + branch);
        }
        run("SELECT * FROM note", "XA END " + branch);

        run("XA COMMIT " + branch + " ONE PHASE");

        assertThat(heard).containsExactly("writing", "committed");
    }

    /** As recovery does it, after a connection and all that was known of it have gone. */
    @Test
    void commitOnAnotherConnectionThatHasReadABranchOfItsOwnCounts() throws SQLException {
        String branch = branch();
        String own = branch();
        run("XA START " + branch, "INSERT INTO note VALUES (1)", "XA END " + branch, "XA PREPARE " + branch);
        connection.close();
        run(other, "XA START " + own);
        run(other, "SELECT 1 FROM note");
        run(other, "XA END " + own);
        run(other, "XA COMMIT " + own + " ONE PHASE");

        Exception untilItIsLetGo = null;
        for (int i = 0; i == 0 || (untilItIsLetGo != null && i < 1000); i++) {
            heard.clear();
            try {
                run(other, "XA COMMIT " + branch);
                untilItIsLetGo = null;
            } catch (SQLException e) {
                untilItIsLetGo = e;
            }
        }

        assertThat(untilItIsLetGo).isNull();
        assertThat(heard).containsExactly("writing", "committed");
        sources.uncommitted().remove(connection);
    }

    @Test
    void whatFollowsABranchIsInAutoCommit() throws SQLException {
        String branch = branch();
        run("XA START " + branch, "SELECT * FROM note", "XA END " + branch, "XA COMMIT " + branch + " ONE PHASE");

        run("INSERT INTO note VALUES (1)");

        assertThat(heard).containsExactly("writing", "committed");
        assertThat(sources.uncommitted().all()).isEmpty();
    }

    /** A container begins it where it is asked for a connection, by a routed one perhaps, whose statements are its own to tell. */
    @Test
    void beginningAndWritesAreNoticedWhereOthersTellOfThem() throws SQLException {
        String read = branch();
        String written = branch();
        for (String branch : List.of(read, written)) {
            RoutingContext.current().suppress();
            run("XA START " + branch);
            run(branch.equals(written) ? "INSERT INTO note VALUES (1)" : "SELECT * FROM note");
            RoutingContext.current().resume();
            assertThat(heard).isEmpty();

            run("XA END " + branch, "XA COMMIT " + branch + " ONE PHASE");
        }
        assertThat(heard).containsExactly("writing", "committed");
    }

    @Test
    void readsOfARequestThatIsThereToWriteCount() throws SQLException {
        expectedToWrite = true;
        String branch = branch();
        run("XA START " + branch, "SELECT 1", "XA END " + branch);
        heard.clear();

        run("XA COMMIT " + branch + " ONE PHASE");

        assertThat(heard).containsExactly("writing", "committed");
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
                        case "writing", "committed" -> heard.add(method.getName());
                        default -> throw new AssertionError("not expected to be called: " + method);
                    }
                    return null;
                }));
    }
}
