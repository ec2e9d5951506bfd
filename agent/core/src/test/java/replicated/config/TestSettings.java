// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Settings for tests of all packages: the defaults, but for what a test is about. The only place in tests that a
 * further component of one of these records changes.
 */
public final class TestSettings {

    private static final Consistency DEFAULTS = Config.DEFAULT.top().consistency();

    private TestSettings() {}

    /**
     * A replica of weight 1, with the login of the application's own pool.
     *
     * @param url JDBC URL
     * @param name in logs and status
     * @return an entry of {@code replicas}
     */
    public static ReplicaSettings replica(String url, String name) {
        return replica(url, name, 1, "", Expand.NONE, Map.of());
    }

    /**
     * A replica with the login of the application's own pool.
     *
     * @param url JDBC URL
     * @param name in logs and status
     * @param weight share of reads
     * @param zone where it is
     * @param expand what the host stands for
     * @param pool properties, unchecked
     * @return an entry of {@code replicas}
     */
    public static ReplicaSettings replica(
            String url, String name, int weight, String zone, Expand expand, Map<String, String> pool) {
        return new ReplicaSettings(url, name, weight, zone, expand, null, null, Secret.NONE, null, Map.of(), pool);
    }

    /**
     * A replica with a login of its own.
     *
     * @param url JDBC URL
     * @param name in logs and status
     * @param username or null
     * @param password or {@link Secret#NONE}
     * @param passwordFile or null
     * @param driverProperties for the driver
     * @return an entry of {@code replicas}
     */
    public static ReplicaSettings login(
            String url,
            String name,
            String username,
            Secret password,
            String passwordFile,
            Map<String, String> driverProperties) {
        return new ReplicaSettings(
                url, name, 1, "", Expand.NONE, null, username, password, passwordFile, driverProperties, Map.of());
    }

    /**
     * The replicas of the one database, which get their full share at once.
     *
     * @param replicas of the list
     * @param consistency of the database
     * @return as at the top of a file
     */
    public static DataSourceSettings replicas(List<ReplicaSettings> replicas, Consistency consistency) {
        return replicas(replicas, "", Duration.ZERO, consistency);
    }

    /**
     * The replicas of the one database.
     *
     * @param replicas of the list
     * @param zone of this node
     * @param slowStart how long a replica that comes takes to get its full share
     * @param consistency of the database
     * @return as at the top of a file
     */
    public static DataSourceSettings replicas(
            List<ReplicaSettings> replicas, String zone, Duration slowStart, Consistency consistency) {
        return new DataSourceSettings(null, replicas, Balance.ROUND_ROBIN, zone, slowStart, consistency, 0);
    }

    /**
     * How clients are protected.
     *
     * @param readYourWrites by what
     * @param writesOf whose writes
     * @return all else by default
     */
    public static Consistency consistency(ReadYourWrites readYourWrites, WritesOf writesOf) {
        return new Consistency(
                readYourWrites,
                writesOf,
                DEFAULTS.window(),
                DEFAULTS.maxWait(),
                DEFAULTS.maxLag(),
                DEFAULTS.pollInterval());
    }

    /**
     * How replicas are watched.
     *
     * @param maxLag beyond which a replica serves nobody
     * @param pollInterval from one sample to the next
     * @return all else by default
     */
    public static Consistency watched(Duration maxLag, Duration pollInterval) {
        return new Consistency(
                DEFAULTS.readYourWrites(),
                DEFAULTS.writesOf(),
                DEFAULTS.window(),
                DEFAULTS.maxWait(),
                maxLag,
                pollInterval);
    }

    /**
     * What connections go by.
     *
     * @param observe whether decisions are only computed
     * @param writesOnReadRequests what happens to a write where reads were expected
     * @param readOnlyTransactions whether {@code setReadOnly(true)} is an intent
     * @param replicaTimeout the most a request may lose to a replica
     * @param maxConcurrent of reads that fall back on the primary; 0: no bound
     * @return all else by default
     */
    public static RoutingSettings routing(
            boolean observe,
            WritesOnReadRequests writesOnReadRequests,
            boolean readOnlyTransactions,
            Duration replicaTimeout,
            int maxConcurrent) {
        return new RoutingSettings(
                observe ? Mode.OBSERVE : Mode.ROUTE,
                writesOnReadRequests,
                readOnlyTransactions,
                Caches.PRIMARY,
                replicaTimeout,
                new FallbackSettings(maxConcurrent));
    }
}
