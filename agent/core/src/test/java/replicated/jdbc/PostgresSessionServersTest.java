// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static java.sql.Connection.TRANSACTION_NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgDatabaseMetaData;
import replicated.replica.Health;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/** What an application has set in its session, by text and by JDBC's methods, is what it has after a move, and no more. */
class PostgresSessionServersTest {

    private static PostgresCluster cluster;
    private static RealWorld world;

    private final StubScope scope = world.scope();
    private Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(1).start();
        cluster.synchronousRemoteApply(true);
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (text text); CREATE SCHEMA other;"
                    + " CREATE TABLE other.notes (text text);"
                    + " CREATE FUNCTION cursor_of() RETURNS refcursor LANGUAGE plpgsql STABLE AS"
                    + " $$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT 7; RETURN c; END $$");
        }
        world = new RealWorld(cluster, new org.postgresql.Driver());
        world.judgeByTheCatalogue();
    }

    @AfterAll
    static void stop() {
        if (world != null) {
            world.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        cluster.awaitCaughtUp();
        world.pool.getHikariPoolMXBean().softEvictConnections();
        connection = world.open(scope);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        execute(cluster.primary().connect(), "TRUNCATE notes, other.notes");
    }

    private static void execute(Connection own, String sql) throws SQLException {
        try (own;
                Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        return ask(connection, sql);
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void read() throws SQLException {
        ask("SELECT count(*) FROM public.notes");
        assertThat(scope.heard)
                .as("which server it read from")
                .last()
                .asString()
                .startsWith("standby");
    }

    private static int notesIn(String schema) throws SQLException {
        try (Connection own = cluster.primary().connect()) {
            return Integer.parseInt(ask(own, "SELECT count(*) FROM " + schema + ".notes"));
        }
    }

    @Test
    void aSettingMadeBeforeATransactionOutlivesItsRollback() throws SQLException {
        execute("SET search_path TO other");
        connection.setAutoCommit(false);
        read();
        execute("INSERT INTO notes VALUES ('moves')");
        connection.rollback();

        execute("INSERT INTO notes VALUES ('stays')");
        connection.commit();

        assertThat(notesIn("other")).isEqualTo(1);
    }

    @Test
    void aSettingThatWasRefusedBeforeATransactionDoesNotFailIt() throws SQLException {
        assertThatThrownBy(() -> execute("SET ROLE nobody")).isInstanceOf(SQLException.class);
        connection.setAutoCommit(false);
        read();

        execute("INSERT INTO notes VALUES ('moves')");
        connection.commit();

        assertThat(notesIn("public")).isEqualTo(1);
    }

    @Test
    void aSchemaSetByItsMethodAfterATextIsTheOneWrittenTo() throws SQLException {
        execute("SET search_path TO other");
        connection.setSchema("public");
        read();

        execute("INSERT INTO notes VALUES ('moves')");

        assertThat(notesIn("public")).isEqualTo(1);
    }

    @Test
    void aSchemaSetByATextAfterItsMethodIsTheOneWrittenTo() throws SQLException {
        connection.setSchema("public");
        execute("SET search_path TO public");
        connection.setSchema("public");
        execute("SET search_path TO other");
        read();

        execute("INSERT INTO notes VALUES ('moves')");

        assertThat(notesIn("other")).isEqualTo(1);
    }

    @Test
    void aClientNameSetByItsMethodAfterATextComesAlong() throws SQLException {
        execute("SET application_name = 'text'");
        connection.setClientInfo("ApplicationName", "method");
        read();

        execute("INSERT INTO notes VALUES ('moves')");

        assertThat(ask("SHOW application_name")).isEqualTo("method");
    }

    @Test
    void aSettingInABatchIsMadeWhereTheBatchRuns() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("SET search_path TO other");
            statement.addBatch("INSERT INTO notes VALUES ('first')");
            assertThat(statement.executeBatch()).containsExactly(0, 1);
        }
        assertThat(notesIn("other")).isEqualTo(1);
    }

    @Test
    void whatIsSetAndResetAroundAVisitToThePrimaryIsLeftInNoSessionOfThePool() throws SQLException {
        execute("SET lock_timeout = '7s'");
        connection.setClientInfo("ApplicationName", "mine");
        read();
        ask("SELECT version()");
        ask("SELECT count(*) FROM notes");
        execute("RESET lock_timeout");
        connection.setClientInfo("ApplicationName", "");
        connection.close();

        try (Connection next = world.pool.getConnection()) {
            assertThat(ask(next, "SHOW lock_timeout")).isEqualTo("0");
            assertThat(ask(next, "SHOW application_name")).isEmpty();
        }
    }

    @Test
    void aValueThatNoDriverKnowsIsRefusedWhereItIsSet() throws SQLException {
        assertRefused(own -> own.setTransactionIsolation(TRANSACTION_NONE));
        assertRefused(own -> own.setTransactionIsolation(-1));
        assertRefused(own -> own.setNetworkTimeout(Runnable::run, -1));
        assertRefused(own -> own.setHoldability(77));
    }

    private void assertRefused(SessionSteps.Telling set) throws SQLException {
        try (Connection own = world.open(scope)) {
            assertThatThrownBy(() -> set.on(own)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theDriversOwnMetaDataLeadsToThePrimary() throws SQLException {
        read();
        DatabaseMetaData facts = connection.getMetaData();
        facts.getTables(null, "public", "notes", null).close();

        Connection vendor = facts.unwrap(PgDatabaseMetaData.class).getConnection();

        assertThat(ask(vendor, "SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(scope.heard).contains("writing");
    }

    @Test
    void aCursorThatAFunctionOpensCanBeReadByText() throws SQLException {
        connection.setAutoCommit(false);
        String cursor = ask("SELECT cursor_of()");

        assertThat(ask("FETCH ALL FROM \"" + cursor + "\"")).isEqualTo("7");
    }

    @Test
    void aStatementThatClosesWithItsRowsDoesSoAfterAMove() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.closeOnCompletion();
            ResultSet rows = statement.executeQuery("SELECT 1");
            execute("INSERT INTO notes VALUES ('moves')");
            assertThat(statement.isClosed()).isFalse();
            rows.close();
            assertThat(statement.isClosed()).isTrue();
        }
    }

    /** Otherwise one slow request would take the replica from all. */
    @Test
    void aTransactionThatIsEndedForBeingIdleLeavesTheReplicaInUse() throws SQLException {
        execute("SET idle_in_transaction_session_timeout = '2s'");
        connection.setAutoCommit(false);
        read();
        try (Connection standby = cluster.standby(0).connectAsAdministrator()) {
            while (!ask(standby, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in tr%'")
                    .equals("0")) {
                Thread.onSpinWait();
            }
        }

        assertThat(ask("SELECT count(*) FROM notes")).isEqualTo("0");

        assertThat(world.replicas().replicas().get(0).health().state()).isEqualTo(Health.State.UP);
    }

    /** The driver closes a connection whose encoding or date style it does not know: that is nobody else's affair. */
    @Test
    void aSettingThatItsDriverDoesNotBearTakesNoReplicaFromOthers() throws SQLException {
        read();

        assertThatThrownBy(() -> execute("SET client_encoding TO LATIN1")).isInstanceOf(SQLException.class);

        assertThat(world.replicas().replicas().get(0).health().state()).isEqualTo(Health.State.UP);
    }
    /** As Hibernate is often set up, so that to begin a transaction costs no call. */
    @Test
    void ofAPoolWithoutAutoCommitIsolationAndSchemaCanBeAskedForTogether() throws SQLException {
        try (RealWorld manual = new RealWorld(cluster, new org.postgresql.Driver(), "", false);
                Connection tenant = manual.open(manual.scope())) {
            tenant.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            tenant.setSchema("other");

            assertThat(ask(tenant, "SELECT current_schema()")).isEqualTo("other");
            assertThat(tenant.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            tenant.rollback();
        }
    }

    /** The schema was there before the transaction that is rolled back. */
    @Test
    void ofAPoolWithoutAutoCommitASchemaOutlivesTheRollbackAfterAMove() throws SQLException {
        try (RealWorld manual = new RealWorld(cluster, new org.postgresql.Driver(), "", false);
                Connection tenant = manual.open(manual.scope())) {
            tenant.setSchema("other");
            ask(tenant, "SELECT 1");
            tenant.commit();
            try (Statement statement = tenant.createStatement()) {
                statement.execute("INSERT INTO notes VALUES ('moves')");
            }
            tenant.rollback();

            assertThat(ask(tenant, "SELECT current_schema()")).isEqualTo("other");
            tenant.rollback();
        }
    }
}
