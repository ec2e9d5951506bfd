// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PostgresCluster;

/**
 * A primary with one standby, of each product, that lets applications make functions and prepare transactions in two
 * phases.
 */
enum OneStandby {
    POSTGRESQL {
        @Override
        Availability availability() {
            return PostgresCluster.availability();
        }

        @Override
        Cluster started() {
            return PostgresCluster.builder()
                    .standbys(1)
                    .setting("max_prepared_transactions", "10")
                    .start();
        }
    },
    MARIADB {
        @Override
        Availability availability() {
            return MariaDbCluster.availability();
        }

        @Override
        Cluster started() {
            return MariaDbCluster.builder()
                    .standbys(1)
                    .setting(FUNCTIONS_ALLOWED, "ON")
                    .start();
        }
    },
    MYSQL {
        @Override
        Availability availability() {
            return MySqlCluster.availability();
        }

        @Override
        Cluster started() {
            return MySqlCluster.builder()
                    .standbys(1)
                    .setting(FUNCTIONS_ALLOWED, "ON")
                    .start();
        }
    };

    private static final String FUNCTIONS_ALLOWED = "log_bin_trust_function_creators";

    abstract Availability availability();

    abstract Cluster started();

    /** Starts it, or leaves the test out where the product cannot run. */
    Cluster start() {
        assumeTrue(availability().isAvailable(), () -> availability().reason());
        return started();
    }
}
