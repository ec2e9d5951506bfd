// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/** Is told of what requests have added, by a broker. */
public class OrderMessages implements MessageListener {

    private final Shop shop;

    OrderMessages(Shop shop) {
        this.shop = shop;
    }

    /** Looks for what the message names, twice: the answers have to come from one server. */
    @Override
    public void onMessage(Message message) {
        try {
            String name = ((TextMessage) message).getText();
            Work.ANSWERS.put("jms", shop.named(name) + " " + shop.count());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
