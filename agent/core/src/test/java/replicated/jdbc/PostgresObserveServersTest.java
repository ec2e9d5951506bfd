// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import replicated.servers.Availability;
import replicated.servers.LoggedStatement;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * Observing changes nothing: whatever sequence of JDBC calls an application makes, the primary's own log has the same
 * statements in the same order as without the agent, and the standby's has none.
 */
class PostgresObserveServersTest {

    private static final List<String> TEXTS = PostgresDifferentialServersTest.TEXTS;

    private static PostgresCluster cluster;
    private static RealWorld world;

    @BeforeContainer
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(1).start();
        execute(PostgresDifferentialServersTest.SCHEMA);
        world = new RealWorld(cluster, new org.postgresql.Driver());
    }

    @AfterContainer
    static void stop() {
        if (world != null) {
            world.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Provide
    Arbitrary<JdbcProgram> programs() {
        return JdbcProgram.programs(TEXTS.size());
    }

    @Property(tries = 60, seed = "20261122")
    void theServersAreSentTheSame(@ForAll("programs") JdbcProgram program) throws SQLException {
        reset();
        List<String> plain = program.run(world.pool::getConnection, TEXTS);
        List<String> sentPlain = statements(cluster.primary());
        reset();
        StubScope scope = world.scope();
        List<String> observed = program.run(() -> world.observe(scope), TEXTS);
        List<String> sentObserved = statements(cluster.primary());

        assertThat(sentObserved).isEqualTo(sentPlain);
        assertThat(observed).isEqualTo(plain);
        assertThat(statements(cluster.standby(0))).isEmpty();
    }

    @Property(tries = 600)
    @Tag("explore")
    void theServersAreSentTheSameWithProgramsNobodyHasTried(@ForAll("programs") JdbcProgram program)
            throws SQLException {
        theServersAreSentTheSame(program);
    }

    private static void reset() throws SQLException {
        world.pool.getHikariPoolMXBean().softEvictConnections();
        execute(PostgresDifferentialServersTest.CONTENT);
        cluster.servers().forEach(Server::forgetStatements);
    }

    /** Those of the application: not those of the watchers' sessions, nor what a driver or a pool says to a new one. */
    private static List<String> statements(Server server) {
        List<LoggedStatement> all = server.statementsLogged();
        Set<String> watchers = all.stream()
                .filter(one -> one.text().contains("pg_postmaster_start_time()"))
                .map(LoggedStatement::session)
                .collect(Collectors.toSet());
        return new ArrayList<>(all.stream()
                .filter(one -> !watchers.contains(one.session()))
                .map(LoggedStatement::text)
                .filter(text -> !text.startsWith("SET extra_float_digits")
                        && !text.startsWith("SET application_name")
                        && !text.startsWith("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
                .toList());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
