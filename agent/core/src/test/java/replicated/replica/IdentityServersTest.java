// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Driver;
import org.junit.jupiter.api.Test;
import replicated.config.Secret;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Servers tell that they are one by whatever name they are reached, and never that two are. */
class IdentityServersTest {

    @Test
    void postgresql() {
        assumeAvailable(PostgresCluster.availability());
        assertTold(PostgresCluster.builder().standbys(1).start(), new org.postgresql.Driver());
    }

    @Test
    void mariaDb() {
        assumeAvailable(MariaDbCluster.availability());
        assertTold(MariaDbCluster.builder().standbys(1).start(), new org.mariadb.jdbc.Driver());
    }

    @Test
    void mySql() throws Exception {
        assumeAvailable(MySqlCluster.availability());
        assertTold(MySqlCluster.builder().standbys(1).start(), new com.mysql.cj.jdbc.Driver());
    }

    private static void assumeAvailable(Availability availability) {
        assumeTrue(availability.isAvailable(), availability.reason());
    }

    private static void assertTold(Cluster started, Driver driver) {
        try (Cluster cluster = started) {
            Server primary = cluster.primary();
            ServerIdentity one = identity(driver, primary.jdbcUrl());
            ServerIdentity alias = identity(driver, primary.jdbcUrlAt("localhost", primary.port()));
            ServerIdentity standby = identity(driver, cluster.standby(0).jdbcUrl());

            assertThat(one.sameDatabaseAs(alias)).isTrue();
            assertThat(one.isReplica()).isFalse();
            assertThat(standby.isReplica()).isTrue();
            assertThat(standby.sameDatabaseAs(one)).isFalse();
            ServerIdentity gone = identity(driver, primary.jdbcUrlAt("127.0.0.1", 1));
            assertThat(gone.known()).isFalse();
            assertThat(one.sameDatabaseAs(gone)).isFalse();
        }
    }

    private static ServerIdentity identity(Driver driver, String url) {
        return IdentityProbe.identify(Given.access(driver, url, Cluster.USER, new Secret(Cluster.PASSWORD)));
    }
}
