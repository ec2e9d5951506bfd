// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.time.Duration;

/** The contract on MariaDB. */
class MariaDbClusterTest extends ClusterContract {
    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster startWithTwoStandbys() {
        return MariaDbCluster.builder().standbys(2).start();
    }

    @Override
    String portQuery() {
        return "SELECT @@port";
    }

    @Override
    Duration shortDelay() {
        return Duration.ofSeconds(2);
    }
}
