// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** The application on MySQL, as the agent's tests start it. */
class ApplicationOnMySqlTest extends ServerContract {
    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster startDatabase() {
        return MySqlCluster.builder()
                .standbys(0)
                // Lets the application make functions.
                .setting("log_bin_trust_function_creators", "ON")
                .start();
    }
}
