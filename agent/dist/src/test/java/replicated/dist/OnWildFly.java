// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;

/** A WAR in WildFly as it is downloaded, over WildFly's own data sources: with JTA, without, and XA. */
abstract class OnWildFly extends ContainerTransactions {

    @TempDir
    static Path folder;

    private final OneStandby product;
    private final String driver;
    private final String vendorsClass;
    private final String options;
    private Cluster cluster;
    private StandaloneWildFly wildFly;

    /**
     * For one product.
     *
     * @param driver what the name of its jar begins with
     * @param vendorsClass the driver's {@code XADataSource}
     * @param options for the JVM
     */
    OnWildFly(OneStandby product, String driver, String vendorsClass, String options) {
        this.product = product;
        this.driver = driver;
        this.vendorsClass = vendorsClass;
        this.options = options;
    }

    @BeforeAll
    void start() throws Exception {
        cluster = product.start();
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(cluster) + "status: {response-header: true, jmx: true}\n");
        wildFly = StandaloneWildFly.start(
                Path.of(System.getProperty("replicated.wildfly")),
                folder.resolve("base"),
                "-javaagent:" + Jars.agent() + "=" + file + " " + options,
                dataSources(cluster.primary().jdbcUrl(), vendorsClass),
                driver);
    }

    @AfterAll
    void stop() {
        if (wildFly != null) {
            wildFly.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /**
     * Three of them.
     *
     * @param vendorsClass the driver's {@code XADataSource}
     */
    static String dataSources(String url, String vendorsClass) {
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
                    <xa-datasource-class>%3$s</xa-datasource-class>
                    <driver>driver.jar</driver>
                    %2$s
                  </xa-datasource>
                </datasources>
                """.formatted(url.replace("&", "&amp;"), login, vendorsClass);
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        assertThat(wildFly.output().split("WFLYSRV0025", 2)[0])
                .doesNotContain("WFLYLOG0078", "LogManager was not properly installed", "fault at", " ERROR ");
    }

    @Override
    Cluster cluster() {
        return cluster;
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
