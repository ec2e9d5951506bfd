// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialects;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.sql.catalogue.LiveCatalogue;

/** Opens databases, each under a name of its own. Used under the lock of {@link SourceRouting}. */
final class OpenDatabases {

    /**
     * More databases with replicas than an application has, a pool for each tenant included: each has some threads and
     * connections of its own, and an application that makes a data source per call gets no more.
     */
    static final int MAX = 512;

    /** Why one is not routed that would be one more. */
    static final String TOO_MANY =
            "the application has " + MAX + " data sources with replicas already, and no more are routed; if it"
                    + " makes a data source per call, let it keep one; if it has so many tenants, spread them over several JVMs or give"
                    + " several a pool in common";

    private final DataSources.Opening opening;
    private final UncommittedWrites uncommitted;
    private final Set<String> namesInUse = new HashSet<>();

    /** For each name that more than one wanted, the last number given: below it none was free. */
    private final Map<String, Integer> lastNumbers = new HashMap<>();

    OpenDatabases(DataSources.Opening opening, UncommittedWrites uncommitted) {
        this.opening = opening;
        this.uncommitted = uncommitted;
    }

    /**
     * Opens the replicas of a data source.
     *
     * @param source the application's
     * @param reading what was read from it, with nothing missing
     * @param settings its replicas
     * @param inForce the rest of the file
     * @return to be closed, and {@link #forget} to be called
     * @throws IllegalArgumentException if it cannot be, with the remedy
     */
    SourceDatabase open(DataSource source, SourceDescription reading, DataSourceSettings settings, Config inForce) {
        if (!hasRoom()) {
            throw new IllegalArgumentException(TOO_MANY);
        }
        if (reading.passwordHidden()) {
            requireOwnPasswords(reading, settings);
        }
        PrimaryAccess access = Objects.requireNonNull(reading.access());
        String name = freeName(access.poolName());
        ReplicaSet replicas =
                opening.open(name, access, settings, inForce.routing().replicaTimeout());
        namesInUse.add(name);
        LiveCatalogue catalogue = new LiveCatalogue(name, Dialects.ofUrl(access.url()), replicas, inForce.objects());
        catalogue.start();
        return new SourceDatabase(
                name, key(access.url()), source, access, replicas, catalogue, reading.transactions(), uncommitted);
    }

    /** Whether one more can be opened. */
    boolean hasRoom() {
        return namesInUse.size() < MAX;
    }

    void forget(SourceDatabase database) {
        namesInUse.remove(database.name());
        lastNumbers.clear();
    }

    private static void requireOwnPasswords(SourceDescription reading, DataSourceSettings settings) {
        for (ReplicaSettings replica : settings.replicas()) {
            if (!replica.password().present() && replica.passwordFile() == null) {
                throw new IllegalArgumentException("its password cannot be read from " + reading.className()
                        + "; give the replica " + replica.name()
                        + " a username and a password or password-file of its own");
            }
        }
    }

    private String freeName(String wanted) {
        String name = wanted;
        for (int number = lastNumbers.getOrDefault(wanted, 2); namesInUse.contains(name); number++) {
            name = wanted + "-" + number;
            lastNumbers.put(wanted, number);
        }
        return name;
    }

    /**
     * The driver is left out, since a new instance of the same driver is found each time, and so are credentials, which
     * are asked for anew.
     */
    static boolean sameLogin(PrimaryAccess before, PrimaryAccess now) {
        return before.url().equals(now.url()) && before.driverProperties().equals(now.driverProperties());
    }

    /**
     * The same on every node and for every pool to one database, whatever alias of the host each uses. Two databases of
     * one name on different hosts share a key: their positions cannot be compared, which sends too much to the primary
     * and never too little.
     */
    static String key(String url) {
        String text = JdbcUrl.subprotocol(url) + "/" + JdbcUrl.database(url);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256, which every Java platform must have", e);
        }
    }
}
