// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import replicated.config.Config;
import replicated.config.DataSourceEntries;

/**
 * The file that data sources are routed by. Immutable.
 *
 * @param config all of it
 * @param entries its {@code datasources}, to be asked
 */
record FileInForce(Config config, DataSourceEntries entries) {

    static FileInForce of(Config config) {
        return new FileInForce(config, new DataSourceEntries(config.dataSources()));
    }
}
