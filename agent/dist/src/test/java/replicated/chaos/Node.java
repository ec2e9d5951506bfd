// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.dist.ForkedApp;
import replicated.dist.Visitor;
import replicated.servers.Cluster;
import replicated.servers.Ports;

/**
 * One JVM of the application with the packed agent, on ports that it keeps through restarts. Used by one thread at a
 * time.
 */
final class Node implements AutoCloseable {

    /** Connections of the application's own pool, and so of each replica's. */
    static final int POOL_SIZE = 10;

    private final Path configuration;
    private final String[] jvm;
    private final Map<String, String> environment = new HashMap<>();
    private final URI address;
    private final URI status;
    private ForkedApp application;

    /**
     * Does not start it yet.
     *
     * @param configuration of the agent; null for none
     * @param url of the application's database
     * @param jvm options
     * @param more of the environment
     */
    Node(Path configuration, String url, Map<String, String> more, String... jvm) {
        this.configuration = configuration;
        this.jvm = jvm;
        this.address = URI.create("http://127.0.0.1:" + Ports.free() + "/");
        this.status = URI.create("http://127.0.0.1:" + Ports.free() + "/");
        environment.put("PORT", Integer.toString(address.getPort()));
        environment.put("STATUS_PORT", Integer.toString(status.getPort()));
        environment.put("DB_URL", url);
        environment.put("DB_USER", Cluster.USER);
        environment.put("DB_PASSWORD", Cluster.PASSWORD);
        environment.put("DB_POOL_SIZE", Integer.toString(POOL_SIZE));
        environment.putAll(more);
    }

    /** Returns when it listens. */
    void start() {
        ForkedApp.Builder builder = ForkedApp.jar(Path.of(System.getProperty("replicated.test-app")))
                .jvm("-Xmx256m", "-XX:+UseSerialGC")
                .jvm(jvm);
        if (configuration != null) {
            builder.agent(configuration);
        }
        environment.forEach(builder::environment);
        try {
            application = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        application.address();
    }

    void kill() {
        application.close();
    }

    URI address() {
        return address;
    }

    long pid() {
        return application.pid();
    }

    /** What it has printed. */
    String transcript() {
        return application.transcript();
    }

    /** Where its agent has sent connections, and why. */
    String decisions() {
        return page("/metrics")
                .lines()
                .filter(line -> line.startsWith("replicated_connections_total{"))
                .map(line -> line.replaceAll(".*target=\"(.*)\",reason=\"(.*)\"\\} ", "$1 $2 "))
                .toList()
                .toString();
    }

    /** The time of day as its agent sees it, 0 where it does not tell. */
    Instant timeOfDay() {
        Matcher now = Pattern.compile("\"now\": ?(\\d+)").matcher(page("/status.json"));
        return Instant.ofEpochMilli(now.find() ? Long.parseLong(now.group(1)) : 0);
    }

    /** What its agent has to say of errors of its own. */
    String faults() {
        return page("/metrics")
                        .lines()
                        .filter(line -> line.startsWith("replicated_faults_total"))
                        .toList()
                + "\n"
                + application.err().stream()
                        .filter(line -> line.contains("fault"))
                        .limit(5)
                        .toList();
    }

    /** Whether its agent sends reads to a replica. */
    boolean serves(String replica) {
        return metric("replicated_replica_up", replica) == 1;
    }

    /** How far behind its agent sees a replica, in seconds; -1 where it does not tell. */
    double lag(String replica) {
        return metric("replicated_replica_lag_seconds", replica);
    }

    /** Whether neither the application's pool nor one of the replicas' has lent out a connection. */
    boolean lendsNoConnection() {
        String own = page(address, "/api/doors/pool");
        // Without doors it does not tell of its own.
        return (own.contains("\"value\": 0}") || own.contains("404"))
                && page(status, "/metrics")
                        .lines()
                        .filter(line -> line.startsWith("replicated_pool_connections_in_use{"))
                        .allMatch(line -> line.endsWith(" 0"));
    }

    private double metric(String family, String replica) {
        Matcher sample = Pattern.compile("(?m)^" + family + "\\{.*replica=\"" + replica + "\".*\\} (\\S+)$")
                .matcher(page("/metrics"));
        return sample.find() ? Double.parseDouble(sample.group(1)) : -1;
    }

    /** Empty where it does not answer. */
    private String page(String path) {
        return page(status, path);
    }

    private static String page(URI server, String path) {
        try {
            return new Visitor(false).get(server, path).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }
}
