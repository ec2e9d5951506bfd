// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.jdbc.PoolTrouble;
import replicated.log.CountedFaults;
import replicated.log.Log;
import replicated.replica.Health;
import replicated.request.CounterMetric;
import replicated.route.Reason;
import replicated.servers.Await;
import replicated.source.DataSources;

/** The status must be there soon after main has begun, not a moment before, and must say what is true. */
@Timeout(60)
class StatusTest {

    private final FakeReplica replica = new FakeReplica("replica-1");
    private final FakeDatabase database = new FakeDatabase("app", replica);
    private final FakeAgent agent = FakeAgent.listening(database);
    private final Counters counters = new Counters();
    private Status status;

    @BeforeEach
    void noOtherTestsFaultsCount() {
        CountedFaults.forget();
    }

    @AfterEach
    void close() {
        if (status != null) {
            status.close();
        }
    }

    @Test
    void thePageIsReadyWithinASecond() {
        long begin = System.nanoTime();
        start();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void closesItsPort() {
        start();
        int port = status.port();
        status.close();

        Await.until(() -> {
            try {
                RawHttp.connect(port).close();
                return false;
            } catch (IOException closed) {
                return true;
            }
        });
    }

    @Test
    void waitsForTheApplicationsMain() {
        assertThat(ApplicationMain.begun(stack("replicated.Agent", "sun.instrument.InstrumentationImpl")))
                .isFalse();
        assertThat(ApplicationMain.begun(stack("java.util.jar.JarFile", "sun.launcher.LauncherHelper")))
                .isFalse();
        assertThat(ApplicationMain.begun(stack("org.jboss.logmanager.LogManager", "org.jboss.modules.Main")))
                .isFalse();
        assertThat(ApplicationMain.begun(new StackTraceElement[] {
                    new StackTraceElement("org.jboss.as.server.Main", "main", null, 1),
                    new StackTraceElement("org.jboss.modules.Module", "run", null, 1),
                    new StackTraceElement("org.jboss.modules.Main", "main", null, 1)
                }))
                .isTrue();
        assertThat(ApplicationMain.begun(new StackTraceElement[0])).isFalse();
        assertThat(ApplicationMain.begun(stack("java.lang.Thread", "org.example.Main")))
                .isTrue();
    }

    @Test
    void registersMBeansOnlyOnceTheApplicationHasTakenARequest() throws Exception {
        ObjectName name = new ObjectName("replicated:type=Agent");
        start();
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name))
                .isFalse();

        counters.ofRoute("POST /a").decided("app", "primary", Reason.WRITE_METHOD);
        Await.until(() -> ManagementFactory.getPlatformMBeanServer().isRegistered(name));
        status.close();
        Await.until(() -> !ManagementFactory.getPlatformMBeanServer().isRegistered(name));
    }

    @Test
    void statusJsonIsVersionedAndTellsWhatWasCounted() throws IOException {
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        counters.ofRoute("GET /a").decided("app", "primary", Reason.BEHIND_BOOKMARK);
        counters.count(CounterMetric.STALE_READS_PREVENTED, "app", "");
        counters.ofRoute("GET /a").decided("app", "primary", Reason.WINDOW);
        counters.heldByWindow("app", "GET /a", "POST /b");
        start();

        Map<?, ?> json = json();

        assertThat(json.get("version")).isEqualTo(1);
        assertThat(json.get("mode")).isEqualTo("route");
        assertThat(json.toString())
                .contains(
                        "reason=behind-bookmark, count=1",
                        "staleReadsPrevented=1",
                        "windows=[{datasource=app, cause=POST /b, count=1}]",
                        "lag=0.012",
                        "state=up");
    }

    @Test
    void attributesStalenessToTheReadsThatMetIt() {
        start();
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);

        Await.until(() -> counters.counted().staleness().stream()
                .anyMatch(one -> one.sample().count() == 1 && one.sample().sum() == 0.012));
    }

    @Test
    void nothingListensUnlessToldTo() {
        agent.config = Config.DEFAULT;
        status = Status.start(agent, counters, new ConcurrentLinkedQueue<>(), true);
        counters.ofRoute("POST /a").decided("app", "primary", Reason.WRITE_METHOD);

        Await.until(() -> {
            try {
                return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName("replicated:type=Agent"));
            } catch (javax.management.JMException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(status.port()).isEqualTo(-1);
    }

    @Test
    void theVerdictNamesTheWorst() {
        assertThat(HealthSummary.of(agent, 0.5).text()).doesNotContain("replica-1 of app does not serve");

        replica.health = new Health(Health.State.DOWN, null, null, "refused");
        assertThat(HealthSummary.of(agent, 0.5))
                .isEqualTo(new HealthSummary(
                        HealthSummary.Level.BAD,
                        "Something is down: no replica of app serves, all its reads go to the primary."));

        replica.health = new Health(Health.State.LOGIN_FAILED, null, null, "wrong password");
        assertThat(HealthSummary.of(agent, 0.5)).satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(HealthSummary.Level.WARN);
            assertThat(verdict.text()).contains("the agent cannot log in to replica-1 of app");
        });

        agent.mode(Mode.OFF);
        assertThat(HealthSummary.of(agent, 0.5).level()).isEqualTo(HealthSummary.Level.IDLE);
    }

    @Test
    void aPrimaryIsSaidNotToServeOnlyIfTheApplicationsPoolSaysSo() {
        database.primaryHealth = new Health(Health.State.DOWN, null, null, "connection refused");
        assertThat(HealthSummary.of(agent, 0.5)).satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(HealthSummary.Level.WARN);
            assertThat(verdict.text()).contains("the agent cannot reach the primary of app");
        });
        assertThat(new Metrics(agent, counters).text())
                .contains("replicated_primary_unreachable{datasource=\"app\"} 1")
                .doesNotContain("replicated_primary_up{");

        database.poolTrouble = PoolTrouble.after(null, new SQLException("refused"), System.currentTimeMillis());
        assertThat(HealthSummary.of(agent, 0.5))
                .isEqualTo(new HealthSummary(
                        HealthSummary.Level.BAD,
                        "Something is down: the primary of app does not serve, the application's pool says: refused."));
        assertThat(new Metrics(agent, counters).text()).contains("replicated_primary_up{datasource=\"app\"} 0");

        database.primaryHealth = new Health(Health.State.LOGIN_FAILED, null, null, "wrong password");
        database.poolTrouble = null;
        assertThat(HealthSummary.of(agent, 0.5).level()).isEqualTo(HealthSummary.Level.WARN);
    }

    /** One wrong password, of which two servers suffer: nothing is down. */
    @Test
    void aReplicaThatIsUnknownForWantOfALoginToThePrimaryIsNotDown() {
        database.primaryHealth = new Health(Health.State.LOGIN_FAILED, null, null, "wrong password");
        replica.health = new Health(Health.State.UNKNOWN, null, null, "nobody knows how far it is behind");

        assertThat(HealthSummary.of(agent, 0.5).level()).isEqualTo(HealthSummary.Level.WARN);
    }

    @Test
    void readsThatFoundThePoolOfAReplicaExhaustedAreTold() {
        assertThat(HealthSummary.of(agent, 0.5, 9, 100).level()).isEqualTo(HealthSummary.Level.OK);
        assertThat(HealthSummary.of(agent, 0.5, 57, 100)).satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(HealthSummary.Level.WARN);
            assertThat(verdict.text()).contains("57 reads", "replica-busy", "pool.maximum-pool-size");
        });
        assertThat(HealthSummary.of(agent, 0.5, 57, 100_000).level())
                .as("a moment of a busy application")
                .isEqualTo(HealthSummary.Level.OK);
    }

    @Test
    void anExhaustedPoolIsTold() {
        database.poolTrouble = PoolTrouble.after(
                null, new SQLException("Connection is not available, request timed out"), System.currentTimeMillis());

        assertThat(HealthSummary.of(agent, 0.5)).satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(HealthSummary.Level.WARN);
            assertThat(verdict.text()).contains("pool app gives no connections", "request timed out");
        });
        assertThat(new Metrics(agent, counters).text())
                .contains("replicated_primary_pool_failing{datasource=\"app\"} 1");
    }

    @Test
    void whatIsNotRoutedIsTold() throws IOException {
        agent.notRouted = List.of(new DataSources.Unrouted(
                "reports",
                "com.zaxxer.hikari.HikariDataSource",
                "jdbc:postgresql://primary/crm",
                "it leads elsewhere",
                "datasources: - match: {pool-name: reports}"));
        start();

        assertThat(json().get("notRouted"))
                .isEqualTo(List.of(Map.of(
                        "name",
                        "reports",
                        "class",
                        "com.zaxxer.hikari.HikariDataSource",
                        "url",
                        "jdbc:postgresql://primary/crm",
                        "why",
                        "it leads elsewhere",
                        "add",
                        "datasources: - match: {pool-name: reports}")));
        assertThat(json().get("datasources"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1);

        agent.databases = List.of();
        assertThat(HealthSummary.of(agent, 0.5))
                .satisfies(
                        verdict -> assertThat(verdict.text()).startsWith("Nothing is routed: reports is left alone"));
    }

    @Test
    void anEntryThatIsThePrimaryNowIsNoAlarmUnlessItIsTheOnlyOne() {
        Health primary = new Health(Health.State.PRIMARY, null, null, "it is the primary now");
        FakeReplica node = new FakeReplica("node-1");
        node.health = primary;
        FakeAgent both = new FakeAgent(new FakeDatabase("app", node, replica));
        assertThat(HealthSummary.of(both, 0.5).level()).isEqualTo(HealthSummary.Level.OK);
        assertThat(new Metrics(both, counters).text())
                .contains("replicated_replica_up{datasource=\"app\",replica=\"replica-1\"} 1")
                .doesNotContain("replicated_replica_up{datasource=\"app\",replica=\"node-1\"}");
        assertThat(HealthSummary.of(new FakeAgent(new FakeDatabase("app", node)), 0.5)
                        .level())
                .isEqualTo(HealthSummary.Level.BAD);
    }

    @Test
    void oneThatIsDrainedIsNoAlarmAndToldAsSuch() {
        replica.weight = 0;
        assertThat(HealthSummary.of(agent, 0.5))
                .isEqualTo(new HealthSummary(
                        HealthSummary.Level.WARN,
                        "It works, but: every replica of app is drained, all its reads go to the primary."));
        assertThat(Descriptions.state(replica)).isEqualTo("drained");
        replica.health = new Health(Health.State.DOWN, null, null, "refused");
        assertThat(Descriptions.state(replica)).isEqualTo("down");
    }

    @Test
    void eventsAndTheProcessAreTold() throws IOException {
        start();
        Log.warn("replica-1: DOWN, it does not answer");

        assertThat(((List<?>) json().get("events")).get(0))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("level", "warn")
                .containsEntry("text", "replica-1: DOWN, it does not answer")
                .containsKey("time");
        assertThat(json().get("jvm"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("java", System.getProperty("java.version"))
                .containsEntry("pid", Math.toIntExact(ProcessHandle.current().pid()));
    }

    @Test
    void anApplicationIsNamedWithoutItsArguments() {
        assertThat(JvmIdentity.shortName("/srv/shop/shop.jar --password=x")).isEqualTo("shop.jar");
        assertThat(JvmIdentity.shortName("com.acme.shop.Main --password=x")).isEqualTo("Main");
        assertThat(JvmIdentity.shortName("")).isEmpty();
    }

    @Test
    void isReadyUnlessAllReadsGoToThePrimaryForWantOfReplicas() throws IOException {
        start();
        assertThat(RawHttp.body(status.port(), "/healthz")).isEqualTo("ok\n");
        assertThat(RawHttp.get(status.port(), "/readyz")).startsWith("HTTP/1.1 200 OK");

        replica.health = new Health(Health.State.DOWN, null, null, "refused");

        assertThat(RawHttp.get(status.port(), "/readyz"))
                .startsWith("HTTP/1.1 503 Service Unavailable")
                .contains("no replica of app serves");
        assertThat(RawHttp.body(status.port(), "/healthz")).isEqualTo("ok\n");
    }

    private void start() {
        status = Status.start(agent, counters, new ConcurrentLinkedQueue<>(), true);
        Await.until(() -> status.port() > 0);
    }

    private Map<?, ?> json() throws IOException {
        return (Map<?, ?>)
                new Load(LoadSettings.builder().build()).loadFromString(RawHttp.body(status.port(), "/status.json"));
    }

    private static StackTraceElement[] stack(String... classes) {
        StackTraceElement[] stack = new StackTraceElement[classes.length];
        for (int at = 0; at < classes.length; at++) {
            stack[at] = new StackTraceElement(classes[at], "call", null, -1);
        }
        return stack;
    }
}
