// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.MariaDbCluster;

/** MariaDB's replicas. */
class MariaDbReplicaSetServersTest extends ReplicaSetContract<MariaDbCluster> {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    MariaDbCluster started() {
        return MariaDbCluster.builder().standbys(2).start();
    }

    @Override
    Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Test
    void lendsConnectionsOfReplicasThatRefuseWritesAtSessionLevel() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT @@port"))
                    .isEqualTo("" + cluster.standby(0).port());
            assertThat(value(connection, "SELECT @@tx_read_only")).isEqualTo("1");
            assertThat(connection.isReadOnly()).isTrue();
        }
    }
}
