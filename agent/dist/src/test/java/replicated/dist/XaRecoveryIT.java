// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.Cluster;

/**
 * A JVM that ends while a branch is prepared, and WildFly's transaction manager (Narayana), which finds the branch when
 * it starts again: it commits or rolls back on the primary, with the agent as without.
 */
class XaRecoveryIT {

    /** By default it looks every two minutes, and takes nothing for lost that is not some time old. */
    private static final String OFTEN = " -DRecoveryEnvironmentBean.periodicRecoveryPeriod=2"
            + " -DRecoveryEnvironmentBean.recoveryBackoffPeriod=1"
            + " -DJTAEnvironmentBean.orphanSafetyInterval=1";

    @TempDir
    private Path folder;

    private Cluster cluster;
    private StandaloneWildFly wildFly;

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, true, true",
        "POSTGRESQL, false, true",
        "POSTGRESQL, true, false",
        "POSTGRESQL, false, false",
        "MARIADB, true, true",
        "MARIADB, false, true",
        "MYSQL, true, true",
        "MYSQL, false, true"
    })
    void whatIsInDoubtIsDecidedOnThePrimary(OneStandby product, boolean decided, boolean withAgent) throws Exception {
        try (Cluster started = product.start()) {
            cluster = started;
            if (product == OneStandby.MYSQL) {
                allowRecovery();
            }
            Path home = Path.of(System.getProperty("replicated.wildfly"));
            Path base = folder.resolve("base");
            String options = (withAgent ? "-javaagent:" + Jars.agent() + "=" + configuration() : "")
                    + (product == OneStandby.POSTGRESQL ? "" : " -Dapp.port=@@port")
                    + OFTEN;
            wildFly = StandaloneWildFly.start(
                    home,
                    base,
                    options,
                    OnWildFly.dataSources(cluster.primary().jdbcUrl(), vendorsClass(product)),
                    driver(product));
            try {
                GlobalTransactions.awaitServed(wildFly, cluster, withAgent);
                long before = items();
                GlobalTransactions.haltWhilePrepared(wildFly, decided ? "write-and-halt" : "write-and-halt-undecided");
                assertThat(prepared(product)).isEqualTo(1);
                assertThat(items()).isEqualTo(before);

                wildFly.close();
                wildFly = StandaloneWildFly.startAgain(home, base, options);

                wildFly.await(() -> prepared(product) == 0, "what was prepared is decided");
                assertThat(items()).isEqualTo(decided ? before + 1 : before);
                cluster.awaitCaughtUp();
                GlobalTransactions.awaitServed(wildFly, cluster, withAgent);
                assertThat(wildFly.output()).doesNotContain("fault at");
            } finally {
                wildFly.close();
            }
        }
    }

    /** What a user of MySQL's needs to be told of prepared transactions. */
    private void allowRecovery() throws SQLException {
        try (Connection connection = cluster.primary().connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT XA_RECOVER_ADMIN ON *.* TO " + Cluster.USER + "@'%'");
        }
    }

    private static String vendorsClass(OneStandby product) {
        return switch (product) {
            case POSTGRESQL -> "org.postgresql.xa.PGXADataSource";
            case MARIADB -> "org.mariadb.jdbc.MariaDbDataSource";
            case MYSQL -> "com.mysql.cj.jdbc.MysqlXADataSource";
        };
    }

    private static String driver(OneStandby product) {
        return switch (product) {
            case POSTGRESQL -> "postgresql-";
            case MARIADB -> "mariadb-java-client";
            case MYSQL -> "mysql-connector-j";
        };
    }

    private Path configuration() throws IOException {
        return Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(cluster));
    }

    private long items() {
        return ask("SELECT count(*) FROM item", true);
    }

    private long prepared(OneStandby product) {
        return product == OneStandby.POSTGRESQL
                ? ask("SELECT count(*) FROM pg_prepared_xacts", true)
                : ask("XA RECOVER", false);
    }

    /** A number, or how many rows there are. */
    private long ask(String sql, boolean number) {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            long count = 0;
            while (rows.next()) {
                count = number ? rows.getLong(1) : count + 1;
            }
            return count;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
