// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Ports;
import replicated.servers.RabbitServer;

/**
 * Listeners of Kafka, whose broker runs in the application, and of the system's RabbitMQ: Spring's, of single messages
 * and of batches, in transactions, and those of the brokers' own clients. Each message is a unit of its own (P3), and
 * sees what its sender wrote (P2).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerListenersIT {

    private static final Pattern LOOK = Pattern.compile("(\\d+) (\\d+) (\\d+) (\\d+)");

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static RabbitServer rabbit;
    private static TestApp app;
    private static int orders;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("SHOP_KAFKA", "" + Ports.free(), "SHOP_KAFKA_CONTROLLER", "" + Ports.free()));
        if (RabbitServer.availability().isAvailable()) {
            rabbit = RabbitServer.start();
            environment.put("SHOP_RABBIT", "" + rabbit.port());
        }
        Path file =
                Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()) + """
                jobs:
                  - {job: shop.KafkaOrders$Listeners.onAnnotated, max-lag: 1h}
                  - {job: shop.KafkaOrders$Listeners.onRecord, use: replica, max-lag: 1h}
                  - {job: shop.KafkaOrders$Listeners.onBatch, use: replica, max-lag: 1h}
                  - {job: shop.KafkaOrders$Listeners.onWriting, use: replica, max-lag: 1h}
                  - {job: shop.KafkaOrders$InTransaction.*, use: replica, max-lag: 1h}
                  - {job: shop.KafkaOrders$Loop.handle, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Listeners.onMessage, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Listeners.onDirect, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Listeners.onBatch, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Listeners.onWriting, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$InTransaction.*, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Consumer.handleDelivery, use: replica, max-lag: 1h}
                  - {job: shop.RabbitOrders$Sender.handle, use: replica, max-lag: 1h}
                """);
        app = TestApp.start(
                folder,
                file,
                System.getProperty("replicated.test-app-spring-boot"),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                environment);
        app.awaitReplicas(() -> !get("/count").startsWith(primary() + " "));
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (rabbit != null) {
            rabbit.close();
        }
    }

    private static String primary() {
        return "" + SERVERS.cluster().primary().port();
    }

    private static String get(String path) throws Exception {
        return new Visitor(false).get(app.address(), path).body();
    }

    /** Sends a message about an item that its sender has just added, and returns what the listener found. */
    private static String order(String listener) throws Exception {
        assumeTrue(
                rabbit != null || !listener.startsWith("rabbit"),
                () -> RabbitServer.availability().reason());
        var response = new Visitor(false).post(app.address(), "/orders/" + listener, "order-" + orders++);
        assertThat(response.statusCode()).as(app.output()).isEqualTo(200);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            String found = get("/told/" + listener);
            if (!found.equals("nothing")) {
                return found;
            }
            assertThat(System.nanoTime()).as(listener + ": " + app.output()).isLessThan(deadline);
        }
    }

    /** Of each look: who answered how many items there are of that name, and who how many in all. */
    private static List<String> servers(String answer) {
        Matcher look = LOOK.matcher(answer);
        assertThat(look.matches()).as(answer).isTrue();
        assertThat(look.group(2)).as("what the sender has added").isEqualTo("1");
        return List.of(look.group(1), look.group(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka/record",
                "kafka/batch",
                "kafka/transaction",
                "kafka/annotated",
                "kafka/loop",
                "rabbit/message",
                "rabbit/direct",
                "rabbit/batch",
                "rabbit/transaction",
                "rabbit/consumer",
                "rabbit/callback"
            })
    @Order(1)
    void allThatAListenerReadsOfAMessageComesFromOneServerAndItSeesWhatItsSenderWrote(String listener)
            throws Exception {
        try (PausedReplay paused = SERVERS.cluster().pausedReplay()) {
            assertThat(servers(order(listener))).containsOnly(primary());
        }

        Set<String> used = new TreeSet<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!used.containsAll(replicas())) {
            Set<String> servers = new TreeSet<>(servers(order(listener)));
            // A replica that does not show yet what the message is about may do so a moment later.
            servers.remove(primary());
            assertThat(servers).hasSizeLessThanOrEqualTo(1);
            used.addAll(servers);
            assertThat(System.nanoTime())
                    .as("each message chooses anew: " + used + "\n" + app.output())
                    .isLessThan(deadline);
        }
        assertThat(app.output()).doesNotContain("fault at");
    }

    private static Set<String> replicas() {
        Set<String> ports = new TreeSet<>();
        SERVERS.cluster().standbys().forEach(standby -> ports.add("" + standby.port()));
        return ports;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka/writing", "rabbit/writing"})
    @Order(2)
    void aListenerThatWritesReadsOnFromThePrimaryAndItsNextMessageFromAReplicaAgain(String listener) throws Exception {
        // Most messages are faster than the replay of what they are about: how many it takes depends on the machine.
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int fromReplica = 0; fromReplica < 2; ) {
            List<String> servers = servers(order(listener));
            assertThat(servers.get(1)).isEqualTo(primary());
            fromReplica += servers.get(0).equals(primary()) ? 0 : 1;
            assertThat(System.nanoTime()).as(app.output()).isLessThan(deadline);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka/unnamed", "rabbit/unnamed"})
    @Order(2)
    void aListenerThatNoRuleNamesStaysOnThePrimary(String listener) throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(servers(order(listener))).containsOnly(primary());
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        SERVERS.assertNoStandbyWasSentAWrite();
    }
}
