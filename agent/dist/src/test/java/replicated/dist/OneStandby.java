// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.Product;

/**
 * A primary with one standby, of each product, that lets applications make functions and prepare transactions in two
 * phases.
 */
enum OneStandby {
    POSTGRESQL("max_prepared_transactions", "10"),
    MARIADB("log_bin_trust_function_creators", "ON"),
    MYSQL("log_bin_trust_function_creators", "ON");

    private final String setting;
    private final String value;

    OneStandby(String setting, String value) {
        this.setting = setting;
        this.value = value;
    }

    /** Starts it, or leaves the test out where the product cannot run. */
    Cluster start() {
        Product product = Product.valueOf(name());
        Availability servers = product.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        return product.builder().standbys(1).setting(setting, value).start();
    }
}
