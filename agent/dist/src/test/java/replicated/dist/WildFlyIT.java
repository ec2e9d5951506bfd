// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** A WAR in WildFly as it is downloaded, over WildFly's own data sources: with JTA, without, and XA. */
class WildFlyIT extends ContainerTransactions {

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private static StandaloneWildFly wildFly;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster()) + "status: {response-header: true, jmx: true}\n");
        wildFly = StandaloneWildFly.start(
                Path.of(System.getProperty("replicated.wildfly")),
                folder.resolve("base"),
                "-javaagent:" + Jars.agent() + "=" + file,
                dataSources(SERVERS.cluster().primary().jdbcUrl()));
    }

    @AfterAll
    static void stop() {
        if (wildFly != null) {
            wildFly.close();
        }
    }

    private static String dataSources(String url) {
        String login = "<security><user-name>%s</user-name><password>%s</password></security>"
                .formatted(Cluster.USER, Cluster.PASSWORD);
        return """
                <datasources xmlns="http://www.jboss.org/ironjacamar/schema">
                  <datasource jndi-name="java:jboss/datasources/Local" pool-name="Local" jta="false">
                    <connection-url>%1$s</connection-url>
                    <driver>driver.jar</driver>
                    <pool><max-pool-size>7</max-pool-size></pool>
                    %2$s
                  </datasource>
                  <datasource jndi-name="java:jboss/datasources/Managed" pool-name="Managed">
                    <connection-url>%1$s</connection-url>
                    <driver>driver.jar</driver>
                    %2$s
                  </datasource>
                  <xa-datasource jndi-name="java:jboss/datasources/Distributed" pool-name="Distributed">
                    <xa-datasource-property name="Url">%1$s</xa-datasource-property>
                    <xa-datasource-class>org.postgresql.xa.PGXADataSource</xa-datasource-class>
                    <driver>driver.jar</driver>
                    %2$s
                  </xa-datasource>
                </datasources>
                """.formatted(url.replace("&", "&amp;"), login);
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        assertThat(wildFly.output().split("WFLYSRV0025", 2)[0])
                .doesNotContain("WFLYLOG0078", "LogManager was not properly installed", "fault at", " ERROR ");
    }

    @Override
    PostgresCluster cluster() {
        return SERVERS.cluster();
    }

    @Override
    StandaloneContainer container() {
        return wildFly;
    }

    @Override
    List<String> all() {
        return List.of("Local", "Managed", "Distributed");
    }

    @Override
    List<String> managed() {
        return List.of("Managed", "Distributed");
    }
}
