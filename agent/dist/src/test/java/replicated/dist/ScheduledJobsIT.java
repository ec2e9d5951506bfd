// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/**
 * Jobs as frameworks run them: Spring's {@code @Scheduled} in a transaction, Quartz, a step of Spring Batch, a listener
 * of JMS, and one in a loop of the application's own.
 */
class ScheduledJobsIT {

    /** Its broker asks {@code Subject.getSubject} as it starts. */
    private static final String NO_BROKER = "Artemis 2.43 does not start on JDK 24 and later";

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static TestApp app;

    @BeforeAll
    static void start() throws Exception {
        Path file =
                Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()) + """
                jobs:
                  - {job: shop.Inventory.run, use: replica, max-lag: 1h}
                  - {job: shop.StockTaking.*, use: replica, max-lag: 1h}
                  - {job: shop.OrderListener.onMessage, use: replica, max-lag: 1h}
                  - {job: shop.OrderMessages.onMessage, use: replica, max-lag: 1h}
                  - {job: org.springframework.batch.core.step.AbstractStep.execute, use: replica, max-lag: 1h}
                """);
        app = TestApp.start(
                folder,
                file,
                System.getProperty("replicated.test-app-spring-boot"),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                Map.of("SHOP_WORK", "true"));
        app.awaitReplicas(() -> isByReplica(work("scheduled")));
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    private static String work(String name) {
        try {
            return new Visitor(false).get(app.address(), "/work/" + name).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isByReplica(String answer) {
        return !answer.equals("nothing") && !isByPrimary(answer);
    }

    private static boolean isByPrimary(String answer) {
        return answer.startsWith(SERVERS.cluster().primary().port() + " ");
    }

    private static void await(String name, Predicate<String> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.test(work(name))) {
            assertThat(System.nanoTime())
                    .as(name + ": " + work(name) + "\n" + app.output())
                    .isLessThan(deadline);
        }
    }

    /** The transaction begins in the proxy, before the class that the rule names is reached. */
    @Test
    void aScheduledMethodInATransactionReadsFromReplicas() {
        await("scheduled", ScheduledJobsIT::isByReplica);
    }

    @Test
    void aJobOfQuartzReadsFromReplicas() {
        await("quartz", ScheduledJobsIT::isByReplica);
    }

    /** Its transaction begins in the framework, whose method the rule names. */
    @Test
    void aStepOfSpringBatchReadsFromReplicas() {
        await("batch", ScheduledJobsIT::isByReplica);
    }

    /**
     * All that replicas answer of one message comes from one of them (P3); what they do not show yet the primary does.
     */
    @Test
    void aListenerOfJmsReadsFromOneReplicaWhatItsMessageIsAbout() throws Exception {
        assumeTrue(AppJvm.version() < 24, NO_BROKER);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int order = 0; ; order++) {
            new Visitor(false).post(app.address(), "/orders/jms", "usual-" + order);
            await("jms", answer -> !answer.equals("nothing"));
            String[] answer = work("jms").split(" ", -1);
            assertThat(answer[1]).as("what the request has added").isEqualTo("1");
            List<String> byReplicas = Stream.of(answer[0], answer[2])
                    .filter(port -> isByReplica(port + " "))
                    .toList();
            assertThat(Set.copyOf(byReplicas)).as("one view").hasSizeLessThanOrEqualTo(1);
            if (byReplicas.size() == 2) {
                return;
            }
            assertThat(System.nanoTime()).as("both from a replica").isLessThan(deadline);
        }
    }

    @Test
    void aScheduledMethodThatNoRuleNamesStaysOnThePrimary() {
        await("unnamed", answer -> !answer.equals("nothing"));
        for (int i = 0; i < 20; i++) {
            assertThat(isByPrimary(work("unnamed"))).isTrue();
        }
    }

    @Test
    void aListenerSeesWhatTheRequestHasWrittenThatSentTheMessage() throws Exception {
        assertSeen("message", "/orders", "urgent", SERVERS.cluster().primary().port() + " 1");
    }

    @Test
    void aListenerOfJmsSeesWhatTheRequestHasWrittenThatSentTheMessage() throws Exception {
        assumeTrue(AppJvm.version() < 24, NO_BROKER);
        int primary = SERVERS.cluster().primary().port();
        assertSeen("jms", "/orders/jms", "pressing", primary + " 1 " + primary + " .*");
    }

    private static void assertSeen(String listener, String path, String order, String answer) throws Exception {
        try (PausedReplay paused = SERVERS.cluster().pausedReplay()) {
            new Visitor(false).post(app.address(), path, order);
            await(listener, each -> !each.equals("nothing"));
            assertThat(work(listener)).matches(answer);
        }
        SERVERS.cluster().awaitCaughtUp();
        await("scheduled", ScheduledJobsIT::isByReplica);
        assertThat(app.output()).doesNotContain("fault at");
    }
}
