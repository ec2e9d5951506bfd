// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;
import replicated.config.Secret;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * A primary that has lost what its replicas have (a backup put back, a crash of a machine whose log was not flushed)
 * gives the same positions to other transactions. A replica that seems to be past them does not show them.
 */
class LostByPrimaryServersTest {

    @Test
    void aStandbyOfPostgreSqlThatIsPastItsPrimaryServesNobody() throws Exception {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        whoHasWhatThePrimaryLostServesNobody(
                () -> PostgresCluster.builder().standbys(1).start(), new org.postgresql.Driver());
    }

    @Test
    void aReplicaOfMariaDbThatIsPastItsPrimaryServesNobody() throws Exception {
        Availability mariaDb = MariaDbCluster.availability();
        assumeTrue(mariaDb.isAvailable(), mariaDb.reason());
        whoHasWhatThePrimaryLostServesNobody(
                () -> MariaDbCluster.builder().standbys(1).start(), new org.mariadb.jdbc.Driver());
    }

    private static void whoHasWhatThePrimaryLostServesNobody(Supplier<Cluster> started, Driver driver)
            throws Exception {
        try (Cluster cluster = started.get()) {
            Server primary = cluster.primary();
            Server standby = cluster.standby(0);
            write(primary, "CREATE TABLE note (words varchar(100))");
            cluster.awaitCaughtUp();
            try (ReplicaSet set = ReplicaSets.open(
                    "app",
                    Given.access(driver, primary.jdbcUrl(), Cluster.USER, new Secret(Cluster.PASSWORD)),
                    Given.settings(List.of(Given.replica(standby.jdbcUrl(), standby.name()))),
                    Duration.ofSeconds(1))) {
                Replica replica = set.replicas().get(0);
                Given.until(replica::health, () -> replica.health().state() == State.UP);
                primary.backUp();
                for (int i = 0; i < 50; i++) {
                    write(primary, "INSERT INTO note VALUES ('lost')");
                }
                cluster.awaitCaughtUp();
                Given.until(replica::health, () -> replica.health().state() == State.UP);

                primary.putBack();
                Given.until(replica::health, () -> replica.health().state() == State.WRONG_ROLE);
                assertThat(replica.health().why()).contains("the primary has lost");
                write(primary, "INSERT INTO note VALUES ('acknowledged')");
                Position written = set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
                assertThat(set.await(written, 500)).isNull();
            }
        }
    }

    private static void write(Server primary, String sql) throws SQLException {
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
