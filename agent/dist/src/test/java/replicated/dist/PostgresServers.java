// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** A PostgreSQL primary and standbys for all tests of a class, which are skipped where PostgreSQL cannot run. */
final class PostgresServers implements BeforeAllCallback, AfterAllCallback {

    private final int standbys;
    private PostgresCluster cluster;

    PostgresServers(int standbys) {
        this.standbys = standbys;
    }

    PostgresCluster cluster() {
        return cluster;
    }

    /** By the servers' own logs, since they were started. */
    void assertNoStandbyWasSentAWrite() {
        for (Server standby : cluster.standbys()) {
            assertThat(standby.statementsLogged())
                    .noneMatch(logged -> logged.text().matches("(?is)\\s*(INSERT|UPDATE|DELETE|CREATE|ALTER)\\b.*"));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        cluster = PostgresCluster.builder().standbys(standbys).start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster != null) {
            cluster.close();
        }
    }
}
