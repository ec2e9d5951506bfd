// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import replicated.config.DataSourceSettings;

/** Opens replica sets. Stateless. */
public final class ReplicaSets {

    private static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(5);

    private ReplicaSets() {}

    /**
     * Opens the replicas of one database. Returns at once: connections are made on threads of its own, and until a
     * replica has been seen well it serves nobody.
     *
     * @param databaseName name in logs and thread names
     * @param access how the application's pool reaches the primary
     * @param settings the replicas
     * @param replicaTimeout the most a request may lose to a replica
     * @return to be closed when the application closes its data source
     * @throws IllegalArgumentException if the settings cannot be used, with place, fault and remedy
     */
    public static ReplicaSet open(
            String databaseName, PrimaryAccess access, DataSourceSettings settings, Duration replicaTimeout) {
        return open(databaseName, access, settings, replicaTimeout, Resolver.ofThisMachine(), LOOKUP_INTERVAL);
    }

    /** As above, with names looked up as the caller has it. */
    static ReplicaSet open(
            String databaseName,
            PrimaryAccess access,
            DataSourceSettings settings,
            Duration replicaTimeout,
            Resolver resolver,
            Duration lookupInterval) {
        LiveReplicaSet set =
                new LiveReplicaSet(databaseName, access, settings, replicaTimeout, resolver, lookupInterval);
        set.start();
        return set;
    }
}
