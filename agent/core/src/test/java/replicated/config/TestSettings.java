// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings for tests of all packages: what the parser makes of a file that says nothing, but for what a test is about.
 * A further component of one of these records changes no test.
 */
public final class TestSettings {

    /** Of a file that gives nothing but the URL. */
    private static final ReplicaSettings REPLICA = ofUrl("jdbc:postgresql://one/app");

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
        return with(
                REPLICA,
                Map.of("url", url, "name", name, "weight", weight, "zone", zone, "expand", expand, "pool", pool));
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
        Map<String, Object> given = new HashMap<>();
        given.put("username", username);
        given.put("password", password);
        given.put("passwordFile", passwordFile);
        given.put("driverProperties", driverProperties);
        return with(replica(url, name), given);
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
        return with(
                Config.DEFAULT.top(),
                Map.of("replicas", replicas, "zone", zone, "slowStart", slowStart, "consistency", consistency));
    }

    /**
     * How clients are protected.
     *
     * @param readYourWrites by what
     * @param writesOf whose writes
     * @return all else by default
     */
    public static Consistency consistency(ReadYourWrites readYourWrites, WritesOf writesOf) {
        return with(Config.DEFAULT.top().consistency(), Map.of("readYourWrites", readYourWrites, "writesOf", writesOf));
    }

    /**
     * How replicas are watched.
     *
     * @param maxLag beyond which a replica serves nobody
     * @param pollInterval from one sample to the next
     * @return all else by default
     */
    public static Consistency watched(Duration maxLag, Duration pollInterval) {
        return with(Config.DEFAULT.top().consistency(), Map.of("maxLag", maxLag, "pollInterval", pollInterval));
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
        return with(
                Config.DEFAULT.routing(),
                Map.of(
                        "mode",
                        observe ? Mode.OBSERVE : Mode.ROUTE,
                        "writesOnReadRequests",
                        writesOnReadRequests,
                        "readOnlyTransactions",
                        readOnlyTransactions,
                        "replicaTimeout",
                        replicaTimeout,
                        "fallback",
                        with(Config.DEFAULT.routing().fallback(), Map.of("maxConcurrent", maxConcurrent))));
    }

    private static ReplicaSettings ofUrl(String url) {
        try {
            return ParsedText.parse("replicas: [{url: '" + url + "'}]")
                    .top()
                    .replicas()
                    .get(0);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(url, e);
        }
    }

    /** The same record but for these components, which nothing checks. */
    private static <R extends Record> R with(R record, Map<String, ?> components) {
        Map<String, Object> given = new HashMap<>(components);
        RecordComponent[] all = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[all.length];
        Object[] values = new Object[all.length];
        try {
            for (int i = 0; i < all.length; i++) {
                String name = all[i].getName();
                types[i] = all[i].getType();
                values[i] = given.containsKey(name)
                        ? given.remove(name)
                        : all[i].getAccessor().invoke(record);
            }
            if (!given.isEmpty()) {
                throw new IllegalArgumentException(record.getClass() + " has no " + given.keySet());
            }
            @SuppressWarnings("unchecked")
            R made = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return made;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
