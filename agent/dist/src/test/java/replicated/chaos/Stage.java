// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import replicated.dist.Visitor;
import replicated.servers.Cluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/**
 * Three servers, each behind a network of its own and a name; the address that leads to whichever is the primary; a
 * reader endpoint that leads to the standbys in turn; and two JVMs of the application that know all of them as
 * replicas. The methods are for the thread that sets the scenes; clients use {@link #applications}.
 */
final class Stage implements AutoCloseable {

    static final String READER = "reader";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration WARMING = Duration.ofSeconds(2);

    final Cluster cluster;
    final Excuses excuses = new Excuses();
    final List<Node> nodes = new ArrayList<>();

    /** Of the second JVM; null where it cannot be put wrong. */
    final WrongClock clock;

    private final Product product;
    private final Path folder;
    private final Path hosts;
    private final Path password;
    private final Map<Server, TcpProxy> networks = new LinkedHashMap<>();
    private final TcpProxy primaryAddress;
    private final TcpProxy readerEndpoint;
    private final List<URI> applications = new CopyOnWriteArrayList<>();
    private final Setting setting;

    private Server primary;
    private List<Server> standbys;
    private int passwords;

    /**
     * What differs between stages.
     *
     * @param yaml lines of the agent's file, beside replicas and status
     * @param readerEndpoint whether the endpoint is one of the replicas
     * @param environment of the application; {@code {node}} in a value stands for 0 or 1
     * @param onePool whether only the application's own pool has replicas, and all else that leads to the database has
     *     none
     * @param jvm further options of the application's JVM
     */
    record Setting(
            String yaml, boolean readerEndpoint, Map<String, String> environment, boolean onePool, List<String> jvm) {
        Setting(String yaml, boolean readerEndpoint, Map<String, String> environment) {
            this(yaml, readerEndpoint, environment, false, List.of());
        }

        Setting withJvm(String option) {
            return new Setting(yaml, readerEndpoint, environment, onePool, List.of(option));
        }

        /**
         * With what the doors need. Work outside of requests is done by one of the two alone: what it does may be taken
         * for the work of any request under way.
         */
        Setting(String yaml, Set<Door> doors) {
            this(
                    yaml + "read-only-transactions: true\n",
                    true,
                    Map.of(
                            "DOORS",
                            Boolean.toString(!doors.isEmpty()),
                            "JOBS",
                            doors.contains(Door.JOB) || doors.contains(Door.JOB_SECOND_POOL) ? "{node}" : "0"),
                    !doors.isEmpty(),
                    List.of());
        }
    }

    Stage(Product product, Path folder, Setting setting) throws Exception {
        this.product = product;
        this.folder = folder;
        this.setting = setting;
        this.hosts = folder.resolve("hosts");
        this.password = folder.resolve("password");
        this.clock = WrongClock.in(folder);
        this.cluster = product.start();
        primary = cluster.primary();
        standbys = cluster.standbys();
        cluster.servers().forEach(server -> networks.put(server, TcpProxy.to(server)));
        primaryAddress = TcpProxy.to(primary);
        readerEndpoint = TcpProxy.to(standbys.toArray(Server[]::new));
        for (String sql : product.readerIs(READER, "first")) {
            onPrimary(sql);
        }
        Files.writeString(password, "first");
        addresses(Map.of());
        configure(cluster.servers());
        for (int i = 0; i < 2; i++) {
            String number = Integer.toString(i);
            Map<String, String> environment = new HashMap<>(setting.environment());
            environment.replaceAll((name, value) -> value.replace("{node}", number));
            if (i == 1 && clock != null) {
                environment.putAll(clock.environment());
            }
            List<String> jvm = new ArrayList<>(setting.jvm());
            jvm.add("-Djdk.net.hosts.file=" + hosts);
            jvm.add("-Dsun.net.inetaddr.ttl=1");
            nodes.add(new Node(
                    configuration(),
                    cluster.primary().jdbcUrlAt("127.0.0.1", primaryAddress.port()),
                    environment,
                    jvm.toArray(String[]::new)));
        }
        try {
            for (Node node : nodes) {
                node.start();
                applications.add(node.address());
            }
            applicationsWrite();
            awaitServed(standbys);
        } catch (RuntimeException | AssertionError e) {
            nodes.forEach(node -> System.out.println(node.transcript()));
            close();
            throw e;
        }
    }

    List<URI> applications() {
        return applications;
    }

    Server primary() {
        return primary;
    }

    List<Server> standbys() {
        return standbys;
    }

    TcpProxy network(Server server) {
        return networks.get(server);
    }

    Path configuration() {
        return folder.resolve("replicated.yaml");
    }

    /** The name that the agent knows a server by. */
    String name(Server server) {
        return "abc".charAt(cluster.servers().indexOf(server)) + "";
    }

    /** Tells the agent of these servers, live. */
    void configure(List<Server> replicas) {
        StringBuilder yaml = new StringBuilder(setting.yaml());
        yaml.append("status: {listen: '127.0.0.1:${STATUS_PORT}', response-header: true}\n");
        yaml.append(setting.onePool() ? "datasources:\n- match: {pool-name: notes}\n  replicas:\n" : "replicas:\n");
        for (Server server : replicas) {
            yaml.append(replica(name(server), server, networks.get(server)));
        }
        if (setting.readerEndpoint()) {
            yaml.append(replica(READER, primary, readerEndpoint));
        }
        write(configuration(), yaml.toString());
    }

    private String replica(String name, Server like, TcpProxy way) {
        return "  - {url: '" + like.jdbcUrlAt(name + ".test", way.port()) + "', name: " + name + ", username: " + READER
                + ", password-file: '" + password + "'}\n";
    }

    /** Tells the JVMs which address each name has, 127.0.0.1 where nothing is said. */
    void addresses(Map<Server, String> elsewhere) throws IOException {
        StringBuilder lines = new StringBuilder(
                "127.0.0.1 localhost reader.test " + InetAddress.getLocalHost().getHostName() + "\n");
        for (Server server : cluster.servers()) {
            lines.append(elsewhere.getOrDefault(server, "127.0.0.1") + " " + name(server) + ".test\n");
        }
        write(hosts, lines.toString());
    }

    /** Gives the replicas' user another password on the servers; the agents are not told. */
    String changePassword() throws SQLException {
        String next = "password-" + ++passwords;
        onPrimary(product.passwordBecomes(READER, next));
        for (Server standby : standbys) {
            standby.awaitReplay(primary);
        }
        return next;
    }

    /** Tells the agents of the password. */
    void tellPassword(String text) {
        write(password, text);
    }

    void onPrimary(String sql) throws SQLException {
        try (Connection connection = primary.connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As the application's user, in its database. */
    void onPrimaryDatabase(String sql) throws SQLException {
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Makes a standby the primary and the primary a standby. Nobody writes meanwhile, and what is committed is
     * replayed first, so that nothing is lost: what a failover loses is the database's affair.
     */
    void promote(Server next) throws Exception {
        Server old = primary;
        Server other = standbys.get(1 - standbys.indexOf(next));
        try (Excuses.Window gone = excuses.open(Excuses.Cause.PRIMARY_GONE)) {
            primaryAddress.refuse();
            next.awaitReplay(old);
            other.awaitReplay(old);
            old.stop();
            next.promote();
            primary = next;
            other.follow(next);
            primaryAddress.retarget(next);
            primaryAddress.heal();
            until("the application writes again", this::applicationsWrite);
        }
        old.follow(next);
        standbys = List.of(other, old);
        readerEndpoint.retarget(other, old);
    }

    /** Returns when no connection is lent out any more, of the application's pool and of the replicas'. */
    void awaitAllConnectionsBack() {
        for (Node node : nodes) {
            until("all connections of " + node.address() + " are back", node::lendsNoConnection);
        }
    }

    private boolean applicationsWrite() {
        return applications.stream().allMatch(application -> {
            try {
                return new Visitor(false).post(application, "/api/notes", "0.0").statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    /** Kills a JVM of the application, and starts it anew after a moment in which clients meet a dead one. */
    void restart(Node node, Duration down) throws InterruptedException {
        try (Excuses.Window gone = excuses.open(Excuses.Cause.APPLICATION_DOWN)) {
            node.kill();
            Thread.sleep(down.toMillis());
            applications.remove(node.address());
            node.start();
            applications.add(node.address());
            // A JVM that has just started is slow, with and without an agent.
            Thread.sleep(WARMING.toMillis());
        }
    }

    /** Returns when every agent sends reads to these servers. */
    void awaitServed(List<Server> servers) {
        for (Server server : servers) {
            until(server + " serves", () -> nodes.stream().allMatch(node -> node.serves(name(server))));
        }
    }

    /**
     * Returns when each application reads this from replicas: their routes are trusted by then. Who reads from the
     * primary first, and from a replica next, goes back in time.
     */
    void awaitReadFromReplicas(String path) {
        Visitor visitor = new Visitor(false);
        for (URI application : applications) {
            until(application + path + " is read from a replica", () -> {
                try {
                    return !new Answer(visitor.get(application, path)).fromPrimary();
                } catch (IOException e) {
                    return false;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    /** Returns when no agent sends reads to a server any more. */
    void awaitOut(Server server) {
        until(server + " is out", () -> nodes.stream().noneMatch(node -> node.serves(name(server))));
    }

    /** Waits for what nobody can tell of. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** In one step, so that nobody reads half a file. */
    private static void write(Path file, String text) {
        try {
            Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        networks.values().forEach(TcpProxy::close);
        primaryAddress.close();
        readerEndpoint.close();
        cluster.close();
    }
}
