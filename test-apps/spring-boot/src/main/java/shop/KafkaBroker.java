// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A broker of Kafka within the JVM, which is its own controller. Its files are in a temporary folder. */
class KafkaBroker {

    private final KafkaRaftServer server;

    /**
     * Makes one, not started yet.
     *
     * @param port where it listens on the loopback address
     * @param controller another port
     */
    KafkaBroker(int port, int controller) throws IOException {
        Path folder = Files.createTempDirectory("kafka-");
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.setProperty("log.dirs", folder.resolve("data").toString());
        settings.setProperty("offsets.topic.num.partitions", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // Its buffer has half of what the JVM has.
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        settings.setProperty("log.cleaner.threads", "1");
        Path file = folder.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()}, System.out);
        server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    }

    /** Starts it. */
    void start() {
        server.startup();
    }

    /** Stops it. */
    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }
}
