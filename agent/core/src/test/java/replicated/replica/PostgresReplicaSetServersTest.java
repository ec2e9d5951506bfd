// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.dialect.Dialects;
import replicated.dialect.ErrorRules;
import replicated.dialect.UserSettings;
import replicated.log.CapturedLog;
import replicated.log.Faults;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.TcpProxy;

/** PostgreSQL's streaming standbys. */
class PostgresReplicaSetServersTest extends ReplicaSetContract<PostgresCluster> {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    PostgresCluster started() {
        return PostgresCluster.builder().standbys(2).start();
    }

    @Override
    Driver driver() {
        return new org.postgresql.Driver();
    }

    @BeforeAll
    void makeAReader() throws SQLException {
        asAdministrator("CREATE ROLE reader LOGIN PASSWORD 'of-reader'");
    }

    @Test
    void lendsConnectionsOfStandbysThatRefuseWritesAtSessionLevel() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(value(connection, "SHOW default_transaction_read_only")).isEqualTo("on");
            assertThat(value(connection, "SELECT inet_server_port()"))
                    .isEqualTo("" + cluster.standby(0).port());
        }
    }

    @Test
    void aSessionEndedByAnAdministratorDoesNotPutTheReplicaOutOfUse() throws SQLException {
        try (Connection administrator = cluster.standby(0).connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
        }
        Position before = replica(0).health().position();
        until(() -> {
            onPrimary("INSERT INTO note VALUES ('x')");
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
            return replica(0).health().position().covers(before) == Reached.YES
                    && before.covers(replica(0).health().position()) == Reached.NO;
        });
    }

    @Test
    void aRotatedPasswordIsUsedForNewConnectionsWithoutANewPool() throws SQLException {
        Replica one = replica(0);
        alterPassword("rotated");
        try {
            ReplicaSettings before = set.settings().replicas().get(0);
            set.update(Given.settings(List.of(
                    TestSettings.login(before.url(), before.name(), null, new Secret("rotated"), null, Map.of()))));
            assertThat(replica(0)).isSameAs(one);
            List<Connection> lent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lent.add(one.borrow(2000));
            }
            for (Connection connection : lent) {
                connection.close();
            }
        } finally {
            alterPassword(Cluster.PASSWORD);
        }
    }

    /** A name would mean another table there, and the application get rows that are not its own. */
    @Test
    void forAUserOfTheReplicasOwnNamesMeanTheTablesOfTheApplicationsUser() throws SQLException {
        asAdministrator(
                "GRANT CREATE ON DATABASE app TO app",
                "ALTER ROLE app SET my.tenant = 'seven'",
                // Only a superuser may set it where the language is loaded, as it is for this user.
                "ALTER ROLE app SET plpgsql.variable_conflict = 'use_column'",
                "ALTER ROLE reader SET session_preload_libraries = 'plpgsql'");
        try {
            onPrimary("CREATE SCHEMA app");
            onPrimary("CREATE TABLE app.owned AS SELECT 'by the user''s schema' AS words");
            onPrimary("CREATE TABLE public.owned AS SELECT 'public' AS words");
            onPrimary("GRANT USAGE ON SCHEMA app TO reader");
            onPrimary("GRANT SELECT ON app.owned, public.owned TO reader");
            assertThat(asReader("SELECT words FROM owned")).isEqualTo("by the user's schema");
            assertThat(asReader("SHOW my.tenant")).isEqualTo("seven");
        } finally {
            onPrimary("DROP SCHEMA app CASCADE");
            onPrimary("DROP TABLE public.owned");
            asAdministrator("ALTER ROLE app RESET ALL", "ALTER ROLE reader RESET ALL");
        }
    }

    @Test
    void aPathThatOnlyTheReplicasUserHasIsNotTheApplications() throws SQLException {
        asAdministrator(
                "CREATE SCHEMA reporting",
                "CREATE TABLE reporting.owned AS SELECT 'the path of the reader' AS words",
                "CREATE TABLE public.owned AS SELECT 'public' AS words",
                "GRANT USAGE ON SCHEMA reporting TO reader",
                "GRANT SELECT ON reporting.owned, public.owned TO reader",
                "ALTER ROLE reader SET search_path = reporting");
        try {
            assertThat(asReader("SELECT words FROM owned")).isEqualTo("public");
        } finally {
            asAdministrator("ALTER ROLE reader RESET ALL", "DROP SCHEMA reporting CASCADE", "DROP TABLE public.owned");
        }
    }

    @Test
    void besideAPathOfTheReplicasUserThatOfTheDatabaseIsTheApplications() throws SQLException {
        asAdministrator(
                "CREATE SCHEMA shared",
                "CREATE TABLE shared.owned AS SELECT 'the path of the database' AS words",
                "CREATE TABLE public.owned AS SELECT 'public' AS words",
                "GRANT USAGE ON SCHEMA shared TO reader",
                "GRANT SELECT ON shared.owned, public.owned TO reader",
                "ALTER ROLE ALL SET search_path = public",
                "ALTER DATABASE app SET search_path = shared",
                "ALTER ROLE reader SET search_path = public");
        try {
            assertThat(asReader("SELECT words FROM owned")).isEqualTo("the path of the database");
        } finally {
            asAdministrator(
                    "ALTER ROLE ALL RESET ALL",
                    "ALTER DATABASE app RESET ALL",
                    "ALTER ROLE reader RESET ALL",
                    "DROP SCHEMA shared CASCADE",
                    "DROP TABLE public.owned");
        }
    }

    /** As for users that are made for a while and own nothing. */
    @Test
    void theUserOfAPathIsTheRoleThatTheApplicationsUserTakesOn() throws SQLException {
        asAdministrator(
                "CREATE ROLE \"Owner\\1\"",
                "GRANT \"Owner\\1\" TO app",
                "ALTER ROLE app SET role = \"Owner\\1\"",
                "CREATE SCHEMA \"Owner\\1\"",
                "CREATE TABLE \"Owner\\1\".owned AS SELECT 'of the role' AS words",
                "CREATE TABLE public.owned AS SELECT 'public' AS words",
                "GRANT USAGE ON SCHEMA \"Owner\\1\" TO reader",
                "GRANT SELECT ON \"Owner\\1\".owned, public.owned TO reader");
        try {
            assertThat(asReader("SELECT words FROM owned")).isEqualTo("of the role");
        } finally {
            asAdministrator(
                    "ALTER ROLE app RESET ALL",
                    "DROP SCHEMA \"Owner\\1\" CASCADE",
                    "DROP TABLE public.owned",
                    "DROP ROLE \"Owner\\1\"");
        }
    }

    /** The server does no more than warn where a user with such a setting logs in. */
    @Test
    void aSettingThatTheServerDoesNotAcceptAnyMoreIsPassedOver() throws SQLException {
        asAdministrator(
                "CREATE TEXT SEARCH CONFIGURATION public.gone (COPY = simple)",
                "ALTER ROLE app SET default_text_search_config = 'public.gone'",
                "ALTER ROLE app SET my.tenant = 'seven'",
                "DROP TEXT SEARCH CONFIGURATION public.gone");
        try (CapturedLog log = new CapturedLog()) {
            assertThat(asReader("SHOW my.tenant")).isEqualTo("seven");
            List<Connection> lent = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                lent.add(replica(0).borrow(2000));
            }
            lent.forEach(PostgresReplicaSetServersTest::close);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("default_text_search_config"))
                    .singleElement()
                    .asString()
                    .contains("by-reader", "public.gone");
        } finally {
            asAdministrator("ALTER ROLE app RESET ALL");
        }
    }

    /** Better no connection than one on which a name means another table. */
    @Test
    void theSettingOfNamesIsNotPassedOver() throws SQLException {
        UserSettings refused = new UserSettings(
                "SELECT 'default_text_search_config', 'public.gone' WHERE ?::text <> ''",
                "SELECT set_config(?, ?, false)",
                "default_text_search_config");
        ErrorRules errors = Dialects.ofUrl(cluster.standby(0).jdbcUrl()).errors();
        try (Connection connection = cluster.standby(0).connect()) {
            assertThatThrownBy(() -> new SettingsOfUser("one").give(connection, refused, errors, "app"))
                    .hasMessageContaining("public.gone");
        }
    }

    /** In the application's database. */
    private void asAdministrator(String... all) throws SQLException {
        try (Connection administrator =
                        DriverManager.getConnection(cluster.primary().jdbcUrl(), "postgres", Cluster.PASSWORD);
                Statement statement = administrator.createStatement()) {
            for (String sql : all) {
                statement.execute(sql);
            }
        }
    }

    private String asReader(String sql) throws SQLException {
        cluster.awaitCaughtUp();
        set.update(Given.settings(List.of(TestSettings.login(
                cluster.standby(0).jdbcUrl(), "by-reader", "reader", new Secret("of-reader"), null, Map.of()))));
        awaitState(0, State.UP);
        try (Connection lent = replica(0).borrow(2000)) {
            return value(lent, sql);
        }
    }

    @Test
    void theInitSqlOfAPoolRunsInTheReadOnlySessionOfAStandby() throws SQLException {
        set.update(Given.settings(List.of(Given.replica(
                cluster.standby(0).jdbcUrl(),
                "initialised",
                1,
                Map.of("connection-init-sql", "SET statement_timeout = '7s'")))));
        awaitState(0, State.UP);
        try (Connection lent = replica(0).borrow(2000);
                Statement statement = lent.createStatement();
                ResultSet result = statement.executeQuery("SHOW statement_timeout")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getString(1)).isEqualTo("7s");
        }
    }

    /** Otherwise the connection would be lent out for ever, and the request lose more than its replica. */
    @Test
    void aDriverThatFailsWhenAnotherServersConnectionIsAskedCostsNoMoreThanThatConnection() throws Exception {
        try (TcpProxy endpoint = TcpProxy.to(cluster.standby(0), cluster.standby(1))) {
            FailingDriver failing = new FailingDriver();
            PrimaryAccess access =
                    Given.access(failing, cluster.primary().jdbcUrl(), Cluster.USER, new Secret(Cluster.PASSWORD));
            String url = cluster.standby(0).jdbcUrlAt("127.0.0.1", endpoint.port());
            set.close();
            set = ReplicaSets.open(
                    "app", access, Given.settings(List.of(Given.replica(url, "endpoint"))), Duration.ofSeconds(1));
            awaitState(0, State.UP);
            long faults = faultsMet();
            until(() -> {
                List<Connection> lent = new ArrayList<>();
                try {
                    for (int i = 0; i < 4; i++) {
                        lent.add(replica(0).borrow(1000));
                    }
                } catch (SQLException notInTime) {
                    // All that it led to this time were the other server's.
                } finally {
                    lent.forEach(PostgresReplicaSetServersTest::close);
                }
                return faultsMet() > faults;
            });
            assertThat(replica(0).inUse()).isZero();
        }
    }

    private static long faultsMet() {
        return Faults.counts().getOrDefault("replica-ask", 0L);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** PostgreSQL's, but for one bug. */
    private static final class FailingDriver extends org.postgresql.Driver {
        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            Connection real = super.connect(url, properties);
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                        if (method.getName().equals("getNetworkTimeout")
                                && Thread.currentThread().getName().equals("main")) {
                            throw new IllegalStateException("a bug in the driver");
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private void alterPassword(String password) throws SQLException {
        try (Connection administrator = cluster.primary().connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("ALTER USER " + Cluster.USER + " PASSWORD '" + password + "'");
        }
        cluster.awaitCaughtUp();
    }
}
