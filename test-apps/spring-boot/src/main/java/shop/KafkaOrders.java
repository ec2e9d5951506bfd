// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Orders over Kafka, a topic for each kind of listener; only where {@code shop.kafka} names a port. */
@Configuration
@ConditionalOnProperty("shop.kafka")
class KafkaOrders {

    @Bean(initMethod = "start", destroyMethod = "stop")
    KafkaBroker kafkaBroker(@Value("${shop.kafka}") int port, @Value("${shop.kafka-controller}") int controller)
            throws IOException {
        return new KafkaBroker(port, controller);
    }

    @Bean
    KafkaAdmin.NewTopics topics() {
        return new KafkaAdmin.NewTopics(
                Stream.of("record", "batch", "transaction", "annotated", "writing", "unnamed", "loop")
                        .map(topic -> new NewTopic(topic, 1, (short) 1))
                        .toArray(NewTopic[]::new));
    }

    @Bean
    Listeners kafkaListeners(Shop shop) {
        return new Listeners(shop);
    }

    @Bean
    InTransaction kafkaListenerInTransaction(Shop shop) {
        return new InTransaction(shop);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Loop kafkaLoop(Shop shop, @Value("${spring.kafka.bootstrap-servers}") String servers) {
        return new Loop(shop, servers);
    }

    /** Spring's listeners. */
    public static class Listeners {

        private final Shop shop;

        Listeners(Shop shop) {
            this.shop = shop;
        }

        /** Of one record. */
        @KafkaListener(topics = "record", groupId = "record")
        public void onRecord(String name) {
            Told.told(shop, "kafka/record", List.of(name));
        }

        /** Of all records of a poll. */
        @KafkaListener(topics = "batch", groupId = "batch", batch = "true")
        public void onBatch(List<String> names) {
            Told.told(shop, "kafka/batch", names);
        }

        /** Of one record; no rule names it. */
        @UseReplica
        @KafkaListener(topics = "annotated", groupId = "annotated")
        public void onAnnotated(String name) {
            Told.told(shop, "kafka/annotated", List.of(name));
        }

        /** Of one record, and writes. */
        @KafkaListener(topics = "writing", groupId = "writing")
        public void onWriting(String name) {
            Told.copied(shop, "kafka/writing", name);
        }

        /** Of one record; nothing names it. */
        @KafkaListener(topics = "unnamed", groupId = "unnamed")
        public void onUnnamed(String name) {
            Told.told(shop, "kafka/unnamed", List.of(name));
        }
    }

    /** A listener whose transaction begins in the subclass that Spring makes. */
    public static class InTransaction {

        private final Shop shop;

        InTransaction(Shop shop) {
            this.shop = shop;
        }

        /** Of one record. */
        @Transactional(readOnly = true)
        @KafkaListener(topics = "transaction", groupId = "transaction")
        public void onRecord(String name) {
            Told.told(shop, "kafka/transaction", List.of(name));
        }
    }

    /** A consumer in a loop of the application's own. */
    static class Loop {

        private final Shop shop;
        private final KafkaConsumer<String, String> consumer;
        private final Thread thread = new Thread(this::loop, "orders");

        Loop(Shop shop, String servers) {
            this.shop = shop;
            this.consumer = new KafkaConsumer<>(
                    Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                            ConsumerConfig.GROUP_ID_CONFIG, "loop",
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                    new StringDeserializer(),
                    new StringDeserializer());
        }

        void start() {
            thread.start();
        }

        void stop() throws InterruptedException {
            consumer.wakeup();
            thread.join();
        }

        private void loop() {
            try (consumer) {
                consumer.subscribe(List.of("loop"));
                while (true) {
                    consumer.poll(Duration.ofSeconds(1)).forEach(this::handle);
                }
            } catch (WakeupException e) {
                // It was told to stop.
            }
        }

        private void handle(ConsumerRecord<String, String> order) {
            Told.told(shop, "kafka/loop", List.of(order.value()));
        }
    }

    /** Sends records. */
    @RestController
    @ConditionalOnProperty("shop.kafka")
    static class Sender {

        private final Shop shop;
        private final KafkaTemplate<String, String> records;

        Sender(Shop shop, KafkaTemplate<String, String> records) {
            this.shop = shop;
            this.records = records;
        }

        /** Adds an item, and sends its name. */
        @PostMapping("/orders/kafka/{topic}")
        String order(@PathVariable("topic") String topic, @RequestParam("text") String name) throws Exception {
            String added = shop.add(name);
            Work.ANSWERS.remove("kafka/" + topic);
            records.send(topic, name).get();
            return added;
        }
    }
}
