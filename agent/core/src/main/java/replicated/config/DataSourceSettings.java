// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one database: an entry of {@code datasources}, or the top level of the file. Immutable.
 *
 * @param match which data sources of the application are meant; null at the top level, where subprotocol and database
 *     name decide
 * @param replicas never null, empty where there are none
 * @param balance how a replica is chosen
 * @param zone where this node is; empty: no replica is preferred
 * @param slowStart how long a replica that comes takes to get its full share; zero: it has it at once
 * @param consistency the effective block: keys missing in the entry are those of the top level
 * @param line line of the file, from 1; 0 where the entry is not from a file
 */
public record DataSourceSettings(
        @Nullable Match match,
        List<ReplicaSettings> replicas,
        Balance balance,
        String zone,
        Duration slowStart,
        Consistency consistency,
        int line) {

    /**
     * Globs ({@code *}: any run of characters) that all have to match; a null one matches everything.
     *
     * @param url glob for the JDBC URL of the primary
     * @param poolName glob for the pool's own name
     * @param className glob for the full class name of the data source
     */
    public record Match(
            @Nullable String url,
            @Nullable String poolName,
            @Nullable String className) {

        static Match of(Block block) {
            return new Match(
                    block.find(Keys.DATASOURCES_MATCH_URL),
                    block.find(Keys.DATASOURCES_MATCH_POOL_NAME),
                    block.find(Keys.DATASOURCES_MATCH_CLASS));
        }
    }
}
