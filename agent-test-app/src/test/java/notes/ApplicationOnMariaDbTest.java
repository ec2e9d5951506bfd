// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** The application on MariaDB, as the agent's tests start it. */
class ApplicationOnMariaDbTest extends ServerContract {
    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster startDatabase() {
        return MariaDbCluster.builder()
                .standbys(0)
                // Lets the application make functions.
                .setting("log_bin_trust_function_creators", "ON")
                .start();
    }
}
