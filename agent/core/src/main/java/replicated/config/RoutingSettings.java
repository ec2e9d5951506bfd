// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;

/**
 * What connections go by. Immutable; a reload makes a new one.
 *
 * @param mode what the agent does
 * @param writesOnReadRequests what happens to a write in a scope that was expected to read
 * @param readOnlyTransactions whether {@code setReadOnly(true)} is a READ intent too
 * @param caches where a load that fills a shared cache reads
 * @param replicaTimeout the most a request may lose to a replica, at least a millisecond
 * @param fallback bound for reads on the primary
 */
public record RoutingSettings(
        Mode mode,
        WritesOnReadRequests writesOnReadRequests,
        boolean readOnlyTransactions,
        Caches caches,
        Duration replicaTimeout,
        FallbackSettings fallback) {

    static RoutingSettings of(Block root) {
        return new RoutingSettings(
                root.get(Keys.MODE),
                root.get(Keys.WRITES_ON_READ_REQUESTS),
                root.get(Keys.READ_ONLY_TRANSACTIONS),
                root.get(Keys.CACHES),
                root.get(Keys.REPLICA_TIMEOUT),
                FallbackSettings.of(root.get(Keys.FALLBACK)));
    }

    /**
     * The same in another mode.
     *
     * @param other the mode
     * @return a copy
     */
    public RoutingSettings withMode(Mode other) {
        return new RoutingSettings(other, writesOnReadRequests, readOnlyTransactions, caches, replicaTimeout, fallback);
    }

    /**
     * Whether every connection goes to the primary, whatever was decided.
     *
     * @return {@code true} in mode {@code observe}
     */
    public boolean observe() {
        return mode == Mode.OBSERVE;
    }
}
