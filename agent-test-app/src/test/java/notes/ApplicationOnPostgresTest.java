// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** The application on PostgreSQL, as the agent's tests start it. */
class ApplicationOnPostgresTest extends ServerContract {
    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    Cluster startDatabase() {
        return PostgresCluster.builder()
                .standbys(0)
                // For transactions in two phases.
                .setting("max_prepared_transactions", "10")
                .start();
    }
}
