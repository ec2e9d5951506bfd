// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import replicated.chaos.Scene.Timing;
import replicated.dist.Visitor;
import replicated.servers.Cluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/** What can happen to replicas and their networks without a request noticing. */
final class ChaosScenes {

    /** So far behind nobody is served any more; the stage has to be set with it. */
    static final Duration MAX_LAG = Duration.ofSeconds(2);

    static final int SLOW_READ_MILLIS = 2_000;

    private final Stage stage;
    private final Product product;
    private final Tally tally;
    private final Random random;

    ChaosScenes(Stage stage, Product product, Tally tally, Random random) {
        this.stage = stage;
        this.product = product;
        this.tally = tally;
        this.random = random;
    }

    List<Scene> all() {
        List<Scene> scenes = new ArrayList<>(List.of(
                new Scene("killed (SIGKILL)", () -> strike(Server::kill, Server::start)),
                new Scene("restarted", () -> strike(Server::stop, Server::start)),
                new Scene("frozen (SIGSTOP)", () -> strike(Server::pause, Server::resume)),
                new Scene("connections refused", () -> strike(net(TcpProxy::refuse), net(TcpProxy::heal))),
                new Scene("network black-holed", () -> strike(net(TcpProxy::blackHole), net(TcpProxy::heal))),
                new Scene("network cut", this::cut),
                new Scene("slow network", this::slowNetwork),
                new Scene("password changed", this::password),
                new Scene("max_connections reached", this::tooManyConnections),
                new Scene("both lag past max-lag", this::bothLag),
                new Scene("both killed", this::bothKilled),
                new Scene("replica pools exhausted", this::exhaustedPools),
                new Scene("name with another address", this::otherAddress),
                new Scene("replica out of the file", this::reconfigured),
                new Scene("promotion", this::promotion),
                new Scene("application restarted", this::restartedApplication)));
        if (stage.clock != null) {
            scenes.add(new Scene("clock jumps", this::clockJumps));
        }
        if (product == Product.POSTGRESQL) {
            scenes.add(new Scene("disk full", () -> strike(Server::fillDisk, ChaosScenes::makeRoom)));
            scenes.add(new Scene("recovery conflicts", this::recoveryConflicts));
        }
        return scenes;
    }

    private interface Act {
        void on(Server server) throws Exception;
    }

    private Act net(Consumer<TcpProxy> act) {
        return server -> act.accept(stage.network(server));
    }

    /** Strikes one standby, and heals it when no agent sends anything there any more. */
    private Timing strike(Act fault, Act remedy) throws Exception {
        Server victim = any();
        long struck = System.nanoTime();
        fault.on(victim);
        stage.awaitOut(victim);
        // What was under way may have been answered until now.
        long out = Math.max(System.nanoTime(), tally.lastBegun(victim.port()));
        CheckerScenes.pass(500);
        remedy.on(victim);
        return new Timing(Duration.ofNanos(out - struck), back(List.of(victim)));
    }

    /** A server may give up when it cannot write: then somebody has to start it anew. */
    private static void makeRoom(Server victim) {
        victim.freeDisk();
        victim.restart();
    }

    /** Until a request has been answered by each that began when the remedy had worked. */
    private Duration back(List<Server> victims) {
        long healed = System.nanoTime();
        for (Server victim : victims) {
            Stage.until(victim + " serves again", () -> tally.lastBegun(victim.port()) >= healed);
        }
        return Duration.ofNanos(System.nanoTime() - healed);
    }

    /** Open connections are reset, new ones work. */
    private Timing cut() throws Exception {
        Server victim = any();
        for (int i = 0; i < 3; i++) {
            stage.network(victim).cut();
            CheckerScenes.pass(300);
        }
        return new Timing(null, back(List.of(victim)));
    }

    private Timing slowNetwork() throws Exception {
        TcpProxy network = stage.network(any());
        network.latency(Duration.ofMillis(20));
        network.throttle(200_000);
        CheckerScenes.pass(2_000);
        network.heal();
        return Timing.NONE;
    }

    /** The server knows another password than the agents until they are told. */
    private Timing password() throws Exception {
        List<Server> victims = stage.standbys();
        long struck = System.nanoTime();
        String next = stage.changePassword();
        // Sessions that are logged in would not notice.
        victims.forEach(victim -> stage.network(victim).cut());
        victims.forEach(stage::awaitOut);
        Duration out = Duration.ofNanos(System.nanoTime() - struck);
        stage.tellPassword(next);
        return new Timing(out, back(victims));
    }

    /**
     * Whether the agents' watchers or the others get the last connections is chance: the replica may go on serving with
     * a few.
     */
    private Timing tooManyConnections() throws Exception {
        Server victim = any();
        List<Connection> hogs = new ArrayList<>();
        try {
            hogUntilRefused(victim, hogs);
            stage.network(victim).cut();
            hogUntilRefused(victim, hogs);
            CheckerScenes.pass(1_000);
            close(hogs);
            return new Timing(null, back(List.of(victim)));
        } finally {
            close(hogs);
        }
    }

    /** The agents' sessions that were cut make room for some more: a server notices only by and by. */
    private static void hogUntilRefused(Server victim, List<Connection> hogs) throws InterruptedException {
        int refusals = 0;
        while (refusals < 10) {
            try {
                hogs.add(DriverManager.getConnection(victim.jdbcUrl(), Cluster.USER, Cluster.PASSWORD));
            } catch (SQLException full) {
                refusals++;
                CheckerScenes.pass(10);
            }
        }
    }

    private static void close(List<Connection> hogs) throws SQLException {
        for (Connection hog : hogs) {
            hog.close();
        }
        hogs.clear();
    }

    private Timing bothLag() throws Exception {
        List<Server> victims = stage.standbys();
        long struck = System.nanoTime();
        victims.forEach(victim -> victim.setApplyDelay(MAX_LAG.multipliedBy(2)));
        victims.forEach(stage::awaitOut);
        Duration out = Duration.ofNanos(System.nanoTime() - struck);
        CheckerScenes.pass(500);
        victims.forEach(victim -> victim.setApplyDelay(Duration.ZERO));
        return new Timing(out, back(victims));
    }

    private Timing bothKilled() throws Exception {
        List<Server> victims = stage.standbys();
        long struck = System.nanoTime();
        victims.forEach(Server::kill);
        victims.forEach(stage::awaitOut);
        Duration out = Duration.ofNanos(System.nanoTime() - struck);
        CheckerScenes.pass(1_000);
        victims.forEach(Server::start);
        return new Timing(out, back(victims));
    }

    /** As many long reads as both pools have connections: everybody else goes to the primary. */
    private Timing exhaustedPools() throws Exception {
        slowReads(2 * Node.POOL_SIZE, SLOW_READ_MILLIS, () -> {});
        return Timing.NONE;
    }

    /**
     * Rows that long reads may still have to see are vacuumed, and the standbys wait for nobody. Whether a read is hit
     * is chance, so there are several tries.
     */
    private Timing recoveryConflicts() throws Exception {
        List<Server> victims = stage.standbys();
        long before = conflicts(victims);
        victims.forEach(victim -> victim.configure("max_standby_streaming_delay", "0"));
        for (int i = 0; i < 5 && conflicts(victims) == before; i++) {
            slowReads(Node.POOL_SIZE, SLOW_READ_MILLIS / 2, this::vacuumRepeatedly);
        }
        victims.forEach(victim -> victim.configure("max_standby_streaming_delay", "30s"));
        if (conflicts(victims) == before) {
            throw new AssertionError("no long read was in conflict with replay");
        }
        return Timing.NONE;
    }

    private void vacuumRepeatedly() throws Exception {
        for (int i = 0; i < 5; i++) {
            stage.onPrimaryDatabase("UPDATE note SET visits = visits WHERE id <= 5");
            stage.onPrimaryDatabase("VACUUM note");
            CheckerScenes.pass(200);
        }
    }

    private static long conflicts(List<Server> standbys) throws SQLException {
        long sum = 0;
        for (Server standby : standbys) {
            try (Connection connection = standby.connectAsAdministrator();
                    Statement statement = connection.createStatement();
                    ResultSet count =
                            statement.executeQuery("SELECT SUM(confl_snapshot) FROM pg_stat_database_conflicts")) {
                count.next();
                sum += count.getLong(1);
            }
        }
        return sum;
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    /** So many at each JVM, none of which may fail. */
    private void slowReads(int atEach, int millis, Meanwhile meanwhile) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<HttpResponse<String>>> reads = new ArrayList<>();
            for (URI application : stage.applications()) {
                for (int i = 0; i < atEach; i++) {
                    reads.add(CompletableFuture.supplyAsync(() -> slowRead(application, millis), threads));
                }
            }
            CheckerScenes.pass(200);
            meanwhile.happens();
            for (CompletableFuture<HttpResponse<String>> read : reads) {
                HttpResponse<String> answer = read.join();
                if (answer.statusCode() != 200) {
                    tally.failures.add("a long read: " + new Answer(answer));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private static HttpResponse<String> slowRead(URI application, int millis) {
        try {
            return new Visitor(false).get(application, "/api/slow?ms=" + millis);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The old address answers nobody any more; the same server is at the new one. */
    private Timing otherAddress() throws Exception {
        Server victim = any();
        TcpProxy old = stage.network(victim);
        try (TcpProxy moved = old.at("127.0.0.2")) {
            stage.addresses(Map.of(victim, "127.0.0.2"));
            long struck = System.nanoTime();
            old.refuse();
            Duration back = back(List.of(victim));
            CheckerScenes.pass(300);
            stage.addresses(Map.of());
            old.heal();
            moved.refuse();
            return new Timing(
                    Duration.ofNanos(System.nanoTime() - struck).minus(back), max(back, back(List.of(victim))));
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Taken out of the file, and put back. */
    private Timing reconfigured() throws Exception {
        Server victim = any();
        long struck = System.nanoTime();
        List<Server> others = new ArrayList<>(stage.cluster.servers());
        others.remove(victim);
        stage.configure(others);
        stage.awaitOut(victim);
        Duration out = Duration.ofNanos(System.nanoTime() - struck);
        CheckerScenes.pass(300);
        stage.configure(stage.cluster.servers());
        return new Timing(out, back(List.of(victim)));
    }

    private Timing promotion() throws Exception {
        stage.promote(any());
        return new Timing(null, back(stage.standbys()));
    }

    private Timing restartedApplication() throws Exception {
        stage.restart(stage.nodes.get(1), Duration.ofMillis(300));
        return Timing.NONE;
    }

    /** Of one JVM, by an hour ahead and an hour back. */
    private Timing clockJumps() throws Exception {
        for (Duration by : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO)) {
            stage.clock.off(by);
            Stage.until("the clock is off by " + by, () -> {
                Duration off =
                        Duration.between(Instant.now(), stage.nodes.get(1).timeOfDay());
                return off.minus(by).abs().toMinutes() == 0;
            });
            CheckerScenes.pass(1_500);
        }
        return Timing.NONE;
    }

    private Server any() {
        return stage.standbys().get(random.nextInt(2));
    }
}
