// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.DirectSchedulerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the shop does outside of requests; only where {@code shop.work} is set. */
@Configuration
@ConditionalOnProperty("shop.work")
@EnableScheduling
class Work {

    /** Of what is done: the port of the server that answered and what it said, by name. */
    static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

    private static final int EVERY_MILLIS = 100;

    @Bean
    Inventory inventory(Shop shop) {
        return new Inventory(shop);
    }

    @Bean
    Clearance clearance(Shop shop) {
        return new Clearance(shop);
    }

    @Bean(destroyMethod = "shutdown")
    Scheduler quartz(Shop shop) throws SchedulerException {
        DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
        factory.createVolatileScheduler(1);
        Scheduler scheduler = factory.getScheduler();
        scheduler.getContext().put(StockTaking.SHOP, shop);
        scheduler.scheduleJob(
                JobBuilder.newJob(StockTaking.class).build(),
                TriggerBuilder.newTrigger()
                        .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                .withIntervalInMilliseconds(EVERY_MILLIS)
                                .repeatForever())
                        .build());
        scheduler.start();
        return scheduler;
    }

    /** Messages, and the loop that hands them to their listener. */
    @RestController
    @ConditionalOnProperty("shop.work")
    static class Messages {

        private final Shop shop;
        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

        Messages(Shop shop) {
            this.shop = shop;
            Thread loop = new Thread(this::loop, "messages");
            loop.setDaemon(true);
            loop.start();
        }

        private void loop() {
            OrderListener listener = new OrderListener(shop);
            try {
                while (true) {
                    listener.onMessage(queue.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Adds an item, and has the listener told of it. */
        @PostMapping("/orders")
        String order(@RequestParam("text") String name) {
            String added = shop.add(name);
            ANSWERS.remove("message");
            queue.add(name);
            return added;
        }

        /** What was done last under a name. */
        @GetMapping("/work/{name}")
        String work(@PathVariable("name") String name) {
            return ANSWERS.getOrDefault(name, "nothing");
        }
    }
}
