// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract on PostgreSQL, and what only PostgreSQL can. */
class PostgresClusterTest extends ClusterContract {
    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    Cluster startWithTwoStandbys() {
        return PostgresCluster.builder().standbys(2).start();
    }

    @Override
    String portQuery() {
        return "SELECT inet_server_port()";
    }

    @Override
    Duration shortDelay() {
        return Duration.ofMillis(700);
    }

    @Test
    void remote_apply_makes_every_commit_visible_at_once() throws SQLException {
        PostgresCluster postgres = (PostgresCluster) cluster();
        postgres.synchronousRemoteApply(true);
        for (int i = 1; i <= 20; i++) {
            update(postgres.primary(), "INSERT INTO note VALUES ('x')");
            assertThat(select(postgres.standby(i % 2), "SELECT count(*) FROM note"))
                    .isEqualTo("" + i);
        }
        postgres.synchronousRemoteApply(false);
    }
}
