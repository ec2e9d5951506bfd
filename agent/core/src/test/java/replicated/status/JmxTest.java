// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.Mode;
import replicated.replica.Health;
import replicated.request.LearnedRoutes;
import replicated.route.Reason;

/**
 * The kill-switch at three in the morning is a JMX client on another machine: all is asked and set through a real
 * remote connection.
 */
class JmxTest {

    private final FakeReplica replica = new FakeReplica("replica-1");
    private final FakeDatabase database = new FakeDatabase("app", replica);
    private final Counters counters = new Counters();
    private final FakeAgent agent = new FakeAgent(database);
    private Jmx jmx;
    private JMXConnectorServer server;
    private JMXConnector connector;
    private MBeanServerConnection remote;

    /** The address is that of the server just made. */
    @SuppressWarnings("BanJNDI")
    @BeforeEach
    void connect() throws IOException {
        jmx = Jmx.register(agent, counters);
        server = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", null, 0), null, ManagementFactory.getPlatformMBeanServer());
        server.start();
        connector = JMXConnectorFactory.connect(server.getAddress());
        remote = connector.getMBeanServerConnection();
    }

    @AfterEach
    void disconnect() throws IOException {
        connector.close();
        server.stop();
        jmx.close();
    }

    @Test
    void modeIsReadAndWritten() throws Exception {
        assertThat(remote.getAttribute(agentName(), "Mode")).isEqualTo("route");

        remote.setAttribute(agentName(), new Attribute("Mode", "off"));
        assertThat(agent.config.mode()).isEqualTo(Mode.OFF);

        remote.setAttribute(agentName(), new Attribute("Mode", "Route"));
        assertThat(agent.config.mode()).isEqualTo(Mode.ROUTE);
    }

    @Test
    void anUnknownModeIsRefusedAndChangesNothing() throws Exception {
        assertThatThrownBy(() -> remote.setAttribute(agentName(), new Attribute("Mode", "on")))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasRootCauseMessage("Mode: expected route, observe or off");
        assertThat(agent.config.mode()).isEqualTo(Mode.ROUTE);
    }

    @Test
    void countsReads() throws Exception {
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        counters.ofRoute("GET /a").decided("app", "primary", Reason.NO_REPLICA);
        counters.ofRoute("POST /a").decided("app", "primary", Reason.WRITE_METHOD);

        assertThat(remote.getAttribute(agentName(), "Reads")).isEqualTo(2L);
        assertThat(remote.getAttribute(agentName(), "ReadsOnReplicas")).isEqualTo(1L);
    }

    @Test
    void replicasAreThere() throws Exception {
        ObjectName name = new ObjectName("replicated:type=Replica,name=replica-1");

        assertThat(remote.getAttribute(name, "Up")).isEqualTo(true);
        assertThat(remote.getAttribute(name, "LagSeconds")).isEqualTo(0.012);

        replica.health = new Health(Health.State.DOWN, null, null, "refused, password=secret");
        assertThat(remote.getAttribute(name, "State")).isEqualTo("down");
        assertThat((String) remote.getAttribute(name, "Why")).doesNotContain("secret");
        assertThat(remote.getAttribute(name, "LagSeconds")).isEqualTo(Double.NaN);
    }

    @Test
    void replicasComeAndGo() throws Exception {
        FakeReplica second = new FakeReplica("host:5432");
        database.replicas = List.of(replica, second);
        jmx.update();
        assertThat(replicaNames()).containsExactlyInAnyOrder("name=replica-1", "name=\"host:5432\"");

        database.replicas = List.of(second);
        jmx.update();
        assertThat(replicaNames()).containsExactly("name=\"host:5432\"");
    }

    @Test
    void aNewReplicaOfAnOldNameTakesItsPlace() throws Exception {
        FakeReplica successor = new FakeReplica("replica-1");
        successor.health = new Health(Health.State.LAGGING, null, null, "far behind");
        database.replicas = List.of(successor);
        jmx.update();

        assertThat(remote.getAttribute(new ObjectName("replicated:type=Replica,name=replica-1"), "State"))
                .isEqualTo("lagging");
    }

    @Test
    void equalNamesOfTwoDataSourcesAreToldApart() throws Exception {
        agent.databases = List.of(database, new FakeDatabase("audit", new FakeReplica("replica-1")));
        jmx.update();

        assertThat(replicaNames())
                .containsExactlyInAnyOrder("name=replica-1,datasource=app", "name=replica-1,datasource=audit");
    }

    @Test
    void learntRoutesAreShownAndForgotten() throws Exception {
        LearnedRoutes.Evidence evidence = new LearnedRoutes.Evidence(7, 1_700_000_000_000L);
        agent.learnedWriters.putAll(Map.of("GET /a", evidence, "GET /b/*", evidence, "GET /c", evidence));

        assertThat((String[]) remote.getAttribute(agentName(), "LearnedRoutes"))
                .contains("GET /b/*: 7 requests wrote, the last at 2023-11-14T22:13:20Z");
        assertThat(forget("GET /b/*")).isEqualTo(true);
        assertThat(forget("GET /b/*")).isEqualTo(false);
        assertThat(agent.learnedWriters).containsOnlyKeys("GET /a", "GET /c");

        assertThat(remote.invoke(agentName(), "forgetAllLearnedRoutes", null, null))
                .isEqualTo(2);
        assertThat(agent.learnedWriters).isEmpty();
    }

    private Object forget(String route) throws Exception {
        return remote.invoke(
                agentName(), "forgetLearnedRoute", new Object[] {route}, new String[] {String.class.getName()});
    }

    @Test
    void nothingElseCanBeSetOrCalled() throws Exception {
        var info = remote.getMBeanInfo(agentName());

        assertThat(info.getOperations())
                .extracting(MBeanFeatureInfo::getName)
                .containsExactlyInAnyOrder("forgetLearnedRoute", "forgetAllLearnedRoutes");
        assertThat(info.getAttributes())
                .filteredOn(MBeanAttributeInfo::isWritable)
                .extracting(MBeanFeatureInfo::getName)
                .containsExactly("Mode");
    }

    @Test
    void aSecondAgentInTheSameJvmDoesWithout() {
        assertThat(Jmx.register(agent, counters)).isNull();
    }

    private Set<String> replicaNames() throws IOException, JMException {
        return remote.queryNames(new ObjectName("replicated:type=Replica,*"), null).stream()
                .map(name -> name.getKeyPropertyListString().replace("type=Replica,", ""))
                .collect(Collectors.toSet());
    }

    private static ObjectName agentName() throws JMException {
        return new ObjectName("replicated:type=Agent");
    }
}
