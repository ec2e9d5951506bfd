// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/**
 * A WAR in Open Liberty as it is downloaded, over Liberty's own data sources, each of which the application looks up
 * with each request.
 */
class LibertyIT extends ContainerTransactions {

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private static StandaloneLiberty liberty;
    private static int page;

    @BeforeAll
    static void start() throws Exception {
        page = StandaloneContainer.freePort();
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster())
                        + "status: {response-header: true, jmx: true, listen: '127.0.0.1:" + page + "'}\n");
        liberty = StandaloneLiberty.start(
                Path.of(System.getProperty("replicated.liberty")),
                folder.resolve("user"),
                "-javaagent:" + Jars.agent() + "=" + file,
                dataSources(SERVERS.cluster().primary().jdbcUrl().replace("&", "&amp;")));
    }

    @AfterAll
    static void stop() {
        if (liberty != null) {
            liberty.close();
        }
    }

    private static String dataSources(String url) {
        String driver = "<jdbcDriver libraryRef=\"postgresql\"/>";
        String all = "URL=\"%s\" user=\"%s\" password=\"%s\"".formatted(url, Cluster.USER, Cluster.PASSWORD);
        return """
                <dataSource jndiName="jdbc/Local" transactional="false">
                  %1$s <connectionManager maxPoolSize="7"/> <properties.postgresql %2$s/>
                </dataSource>
                <dataSource jndiName="jdbc/Managed">
                  %1$s <properties.postgresql %2$s/>
                </dataSource>
                <dataSource jndiName="jdbc/Distributed" type="javax.sql.XADataSource">
                  %1$s <properties.postgresql serverName="127.0.0.1" portNumber="%6$d" databaseName="app" user="%4$s" password="%7$s"/>
                </dataSource>
                <dataSource jndiName="jdbc/Prepared">
                  %1$s <properties.postgresql %2$s/> <onConnect>SELECT 1</onConnect> <onConnect>SELECT 2</onConnect>
                </dataSource>
                <dataSource jndiName="jdbc/Bare" type="java.sql.Driver">
                  %1$s <properties %2$s/>
                </dataSource>
                <authData id="shop" user="%4$s" password="%5$s"/>
                <dataSource jndiName="jdbc/Authenticated" containerAuthDataRef="shop">
                  %1$s <connectionManager enableContainerAuthForDirectLookups="true"/> <properties.postgresql URL="%3$s"/>
                </dataSource>
                """.formatted(
                        driver,
                        all,
                        url,
                        Cluster.USER,
                        Cluster.PASSWORD,
                        SERVERS.cluster().primary().port(),
                        encoded(Cluster.PASSWORD));
    }

    /** As {@code securityUtility encode} writes it. */
    private static String encoded(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] ^ '_');
        }
        return "{xor}" + Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        assertThat(liberty.output()).doesNotContain("fault at", "ERROR", "JMRuntimeException");
    }

    @Test
    void thePageHasEachPoolOnceAndSaysWhatIsNotServed() throws Exception {
        for (String dataSource : all()) {
            get(new Visitor(false), dataSource + "/read");
            get(new Visitor(false), dataSource + "/read");
        }
        get(new Visitor(false), "Prepared/read");

        String status = status();
        for (String dataSource : all()) {
            assertThat(pools(dataSource)).as(dataSource).isEqualTo(1);
        }
        assertThat(status)
                .contains("\"faults\":[]")
                .containsPattern("\"notRouted\":\\[\\{[^]]*jdbc/Prepared[^]]*it has several onConnect statements");
    }

    @Test
    void beansAreRegisteredOnceTheServerOfLibertyIsThere() {
        liberty.await(
                () -> {
                    try {
                        return count(get(new Visitor(false), "Local/beans")) > all().size();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "MBeans are registered");
    }

    @Test
    void aDataSourceThatLibertyMakesAnewIsServedAnew() throws Exception {
        awaitServedBy("Distributed", SERVERS.cluster().standby(0));
        int before = liberty.output().length();

        liberty.changeServer("databaseName=\"app\"", "databaseName=\"app\" currentSchema=\"public\"");
        liberty.await(
                () -> liberty.output().substring(before).contains("CWWKT0016I"),
                "Liberty starts the application again, whose data source has changed");
        awaitServedBy("Distributed", SERVERS.cluster().standby(0));
        liberty.await(() -> pools("Distributed") == 1, "the pool that is no more is let go of");
    }

    private static int pools(String dataSource) {
        try {
            return status().split("\\Q\"name\":\"jdbc/" + dataSource + "\\E(-\\d)?\",\"dialect\"", -1).length - 1;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String status() throws Exception {
        return new Visitor(false)
                .get(URI.create("http://127.0.0.1:" + page + "/"), "status.json")
                .body();
    }

    @Override
    PostgresCluster cluster() {
        return SERVERS.cluster();
    }

    @Override
    StandaloneContainer container() {
        return liberty;
    }

    @Override
    List<String> all() {
        return List.of("Local", "Managed", "Distributed", "Bare", "Authenticated");
    }

    @Override
    List<String> managed() {
        return List.of("Managed", "Distributed", "Bare", "Authenticated");
    }
}
