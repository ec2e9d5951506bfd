// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.MySqlCluster;

/** MySQL's replicas. */
class MySqlReplicaSetServersTest extends ReplicaSetContract<MySqlCluster> {

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    MySqlCluster started() {
        return MySqlCluster.builder().standbys(2).start();
    }

    @Override
    Driver driver() {
        try {
            return new com.mysql.cj.jdbc.Driver();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lendsConnectionsOfReplicasThatRefuseWritesAtSessionLevel() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT @@port"))
                    .isEqualTo("" + cluster.standby(0).port());
            assertThat(value(connection, "SELECT @@transaction_read_only")).isEqualTo("1");
            assertThat(connection.isReadOnly()).isTrue();
        }
    }
}
