// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/**
 * PostgreSQL itself says where literals end: what is called a pure read takes no lock, however its literals are put
 * together.
 */
class PostgresLiteralsServersTest {

    private static final int ROUNDS = 4_000;

    private static final String[] PREFIXES = {"", "", "E", "e", "E", "U&", "N", "B", "X"};
    private static final String[] BODIES = {
        "a", "\\", "\\'", "''", "\\\\", "--", "/*", "*/", "\n", "$$", "\"", "\\', pg_try_advisory_lock(99), '"
    };
    private static final String[] BETWEEN = {
        "\n",
        "\r",
        "\r\n",
        " \n\t",
        "\f\n",
        " -- x'\n",
        "--\r",
        "\n-- '\n",
        " ",
        "/*\n*/",
        "\n/**/",
        ", ",
        ", ",
        ", pg_try_advisory_lock(99), "
    };

    @Test
    void whatIsCalledAReadTakesNoLock() throws SQLException {
        Availability servers = PostgresCluster.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        try (Cluster cluster = PostgresCluster.builder().start();
                Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            int reads = 0;
            int locks = 0;
            for (String conforming : new String[] {"on", "off"}) {
                statement.execute("SET standard_conforming_strings = " + conforming);
                SplittableRandom random = new SplittableRandom(12);
                for (int round = 0; round < ROUNDS; round++) {
                    String sql = soup(random);
                    boolean read =
                            new Inspector(Dialects.POSTGRESQL).inspect(sql).kind() == StatementKind.READ;
                    boolean ran = runs(statement, sql);
                    boolean locked = ran && sql.contains("pg_try") && tookLock(statement);
                    assertThat(read && locked)
                            .as("standard_conforming_strings %s: %s", conforming, sql)
                            .isFalse();
                    reads += read && ran ? 1 : 0;
                    locks += locked ? 1 : 0;
                }
            }
            assertThat(reads).as("reads that the server understood").isGreaterThan(100);
            assertThat(locks).as("texts that took the lock").isGreaterThan(20);
        }
    }

    private static String soup(SplittableRandom random) {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            sql.append(PREFIXES[random.nextInt(PREFIXES.length)]).append('\'');
            for (int length = random.nextInt(3); length > 0; length--) {
                sql.append(BODIES[random.nextInt(BODIES.length)]);
            }
            sql.append('\'');
            if (parts > 1) {
                sql.append(BETWEEN[random.nextInt(BETWEEN.length)]);
            }
        }
        return sql.toString();
    }

    private static boolean runs(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean tookLock(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")) {
            rows.next();
            boolean locked = rows.getInt(1) > 0;
            statement.execute("SELECT pg_advisory_unlock_all()");
            return locked;
        }
    }
}
