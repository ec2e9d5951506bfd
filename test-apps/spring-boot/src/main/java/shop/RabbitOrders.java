// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.DirectRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Orders over RabbitMQ, a queue for each kind of listener; only where {@code shop.rabbit} names a port. */
@Configuration
@ConditionalOnProperty("shop.rabbit")
class RabbitOrders {

    @Bean
    Declarables queues() {
        return new Declarables(
                Stream.of("message", "direct", "batch", "transaction", "writing", "unnamed", "consumer", "callback")
                        .map(queue -> new Queue(queue, false))
                        .toList());
    }

    @Bean
    DirectRabbitListenerContainerFactory direct(ConnectionFactory connections) {
        DirectRabbitListenerContainerFactory factory = new DirectRabbitListenerContainerFactory();
        factory.setConnectionFactory(connections);
        return factory;
    }

    @Bean
    SimpleRabbitListenerContainerFactory batches(ConnectionFactory connections) {
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        factory.setConnectionFactory(connections);
        factory.setBatchListener(true);
        factory.setConsumerBatchEnabled(true);
        factory.setBatchSize(10);
        factory.setReceiveTimeout(100L);
        return factory;
    }

    @Bean
    Listeners rabbitListeners(Shop shop) {
        return new Listeners(shop);
    }

    @Bean
    InTransaction rabbitListenerInTransaction(Shop shop) {
        return new InTransaction(shop);
    }

    /** Spring's listeners. */
    public static class Listeners {

        private final Shop shop;

        Listeners(Shop shop) {
            this.shop = shop;
        }

        /** Of one message, on a thread of Spring's. */
        @RabbitListener(queues = "message")
        public void onMessage(String name) {
            Told.told(shop, "rabbit/message", List.of(name));
        }

        /** Of one message, on a thread of the client's. */
        @RabbitListener(queues = "direct", containerFactory = "direct")
        public void onDirect(String name) {
            Told.told(shop, "rabbit/direct", List.of(name));
        }

        /** Of several messages. */
        @RabbitListener(queues = "batch", containerFactory = "batches")
        public void onBatch(List<String> names) {
            Told.told(shop, "rabbit/batch", names);
        }

        /** Of one message, and writes. */
        @RabbitListener(queues = "writing")
        public void onWriting(String name) {
            Told.copied(shop, "rabbit/writing", name);
        }

        /** Of one message; no rule names it. */
        @RabbitListener(queues = "unnamed")
        public void onUnnamed(String name) {
            Told.told(shop, "rabbit/unnamed", List.of(name));
        }
    }

    /** A listener whose transaction begins in the subclass that Spring makes. */
    public static class InTransaction {

        private final Shop shop;

        InTransaction(Shop shop) {
            this.shop = shop;
        }

        /** Of one message. */
        @Transactional(readOnly = true)
        @RabbitListener(queues = "transaction")
        public void onMessage(String name) {
            Told.told(shop, "rabbit/transaction", List.of(name));
        }
    }

    /** A consumer of the client's own. */
    static class Consumer extends DefaultConsumer {

        private final Shop shop;

        Consumer(Channel channel, Shop shop) {
            super(channel);
            this.shop = shop;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            Told.told(shop, "rabbit/consumer", List.of(new String(body, StandardCharsets.UTF_8)));
        }
    }

    /** Sends messages. */
    @RestController
    @ConditionalOnProperty("shop.rabbit")
    static class Sender {

        private final Shop shop;
        private final RabbitTemplate messages;
        private final ConnectionFactory connections;
        private com.rabbitmq.client.Connection client;

        Sender(Shop shop, RabbitTemplate messages, ConnectionFactory connections) {
            this.shop = shop;
            this.messages = messages;
            this.connections = connections;
        }

        /** Adds an item, and sends its name. */
        @PostMapping("/orders/rabbit/{queue}")
        String order(@PathVariable("queue") String queue, @RequestParam("text") String name) throws Exception {
            String added = shop.add(name);
            Work.ANSWERS.remove("rabbit/" + queue);
            consume();
            messages.convertAndSend(queue, name);
            return added;
        }

        /** The first request opens the client's connection, and begins what goes on for ever. */
        private synchronized void consume() throws Exception {
            if (client != null) {
                return;
            }
            // Declares the queues.
            messages.execute(Channel::isOpen);
            com.rabbitmq.client.ConnectionFactory clients = new com.rabbitmq.client.ConnectionFactory();
            clients.setHost(connections.getHost());
            clients.setPort(connections.getPort());
            client = clients.newConnection();
            Channel channel = client.createChannel();
            channel.basicConsume("consumer", true, new Consumer(channel, shop));
            channel.basicConsume("callback", true, (tag, delivery) -> handle(delivery.getBody()), tag -> {});
        }

        private void handle(byte[] body) {
            Told.told(shop, "rabbit/callback", List.of(new String(body, StandardCharsets.UTF_8)));
        }
    }
}
