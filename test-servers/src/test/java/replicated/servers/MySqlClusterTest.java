// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.time.Duration;

/** The contract on MySQL. */
class MySqlClusterTest extends ClusterContract {
    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster startWithTwoStandbys() {
        return MySqlCluster.builder().standbys(2).start();
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
