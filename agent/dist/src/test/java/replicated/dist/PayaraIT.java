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

/**
 * A WAR in Payara Micro as it is downloaded, over Payara's own data sources, each of which the application looks up
 * with each request.
 */
class PayaraIT extends ContainerTransactions {

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private static StandalonePayara payara;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster()) + "status: {response-header: true, jmx: true}\n");
        String url = SERVERS.cluster().primary().jdbcUrl();
        payara = StandalonePayara.start(
                Path.of(System.getProperty("replicated.payara-micro")),
                folder.resolve("payara"),
                "-javaagent:" + Jars.agent() + "=" + file,
                pools(url));
    }

    @AfterAll
    static void stop() {
        if (payara != null) {
            payara.close();
        }
    }

    /**
     * Commands that make a pool of each kind, and a resource over it.
     *
     * @param url of the primary
     */
    static String pools(String url) {
        return pool(
                        "Local",
                        "javax.sql.DataSource",
                        "org.postgresql.ds.PGSimpleDataSource",
                        url,
                        "--nontransactionalconnections=true")
                + pool("Managed", "javax.sql.DataSource", "org.postgresql.ds.PGSimpleDataSource", url, "")
                + pool("Distributed", "javax.sql.XADataSource", "org.postgresql.xa.PGXADataSource", url, "")
                + pool("Bare", "java.sql.Driver", "org.postgresql.Driver", url, "");
    }

    private static String pool(String name, String type, String className, String url, String more) {
        String option = type.endsWith("Driver") ? "--driverclassname" : "--datasourceclassname";
        return """
                create-jdbc-connection-pool --restype=%2$s %3$s=%4$s --steadypoolsize=1 %5$s --property user=%6$s:password=%7$s:url=%8$s %1$s
                create-jdbc-resource --connectionpoolid=%1$s jdbc/%1$s
                """.formatted(
                        name, type, option, className, more, Cluster.USER, Cluster.PASSWORD, url.replace(":", "\\:"));
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        assertThat(payara.output()).doesNotContain("fault at", "SEVERE");
    }

    @Override
    PostgresCluster cluster() {
        return SERVERS.cluster();
    }

    @Override
    StandaloneContainer container() {
        return payara;
    }

    @Override
    List<String> all() {
        return List.of("Local", "Managed", "Distributed", "Bare");
    }

    @Override
    List<String> managed() {
        return List.of("Managed", "Distributed", "Bare");
    }
}
