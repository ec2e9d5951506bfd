// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A broker within the JVM, and Spring's container for its listener; only where {@code shop.work} is set. */
@Configuration
@ConditionalOnProperty("shop.work")
class Messaging {

    private static final String ORDERS = "orders";

    @Bean(initMethod = "start", destroyMethod = "stop")
    EmbeddedActiveMQ broker() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("within", "vm://0");
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        return broker;
    }

    @Bean
    ConnectionFactory connections(EmbeddedActiveMQ broker) {
        return new ActiveMQConnectionFactory("vm://0");
    }

    @Bean
    JmsTemplate messages(ConnectionFactory connections) {
        return new JmsTemplate(connections);
    }

    @Bean
    DefaultMessageListenerContainer listening(ConnectionFactory connections, Shop shop) {
        DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
        container.setConnectionFactory(connections);
        container.setDestinationName(ORDERS);
        container.setMessageListener(new OrderMessages(shop));
        return container;
    }

    /** Sends messages. */
    @RestController
    @ConditionalOnProperty("shop.work")
    static class Orders {

        private final Shop shop;
        private final JmsTemplate messages;

        Orders(Shop shop, JmsTemplate messages) {
            this.shop = shop;
            this.messages = messages;
        }

        /** Adds an item, and sends its name. */
        @PostMapping("/orders/jms")
        String order(@RequestParam("text") String name) {
            String added = shop.add(name);
            Work.ANSWERS.remove("jms");
            messages.convertAndSend(ORDERS, name);
            return added;
        }
    }
}
