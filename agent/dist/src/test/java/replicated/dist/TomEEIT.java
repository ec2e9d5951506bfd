// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/**
 * A WAR in TomEE as it is downloaded, over TomEE's own data sources: with JTA, without, and XA; over Tomcat's pool and
 * over DBCP.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TomEEIT extends ContainerTransactions {

    /** What {@code tomee.sh cipher -c Static3DES} makes of the cluster's password. */
    private static final String CIPHERED = "p85U6uca9bPQKTIsGSk4vw==";

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private static StandaloneTomEE tomEE;
    private static int page;

    @BeforeAll
    static void start() throws Exception {
        page = StandaloneContainer.freePort();
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster())
                        + "status: {response-header: true, jmx: true, listen: '127.0.0.1:" + page + "'}\n");
        tomEE = StandaloneTomEE.start(
                new StandaloneTomEE.Distribution(Path.of(System.getProperty("replicated.tomee")), "jakarta"),
                folder.resolve("base"),
                "-javaagent:" + Jars.agent() + "=" + file,
                names(),
                resources(),
                pool("Bundled", ""));
    }

    @AfterAll
    static void stop() {
        if (tomEE != null) {
            tomEE.close();
        }
    }

    private static List<String> names() {
        return List.of(
                "Local", "Managed", "Distributed", "Bundled", "Logged", "Ciphered", "DbcpLocal", "Dbcp", "DbcpBelow");
    }

    private static String resources() {
        return pool("Local", "JtaManaged = false\nInitialSize = 1\nMaxActive = 7")
                + pool("Managed", "")
                + """
                <Resource id="vendors" type="javax.sql.XADataSource" class-name="org.postgresql.xa.PGXADataSource">
                  Url = %s
                  User = %s
                  Password = %s
                </Resource>
                <Resource id="Distributed" type="javax.sql.DataSource">
                  XaDataSource = vendors
                  UserName = %2$s
                  Password = %3$s
                </Resource>
                """.formatted(url(), Cluster.USER, Cluster.PASSWORD)
                + pool("Logged", "LogSql = true")
                + pool("Ciphered", "Password = " + CIPHERED + "\nPasswordCipher = Static3DES\nDataSourceCreator = dbcp")
                + pool("DbcpLocal", "JtaManaged = false\nDataSourceCreator = dbcp")
                + pool("Dbcp", "DataSourceCreator = dbcp")
                + pool("DbcpBelow", "DataSourceCreator = dbcp-alternative");
    }

    /** @param more properties, one a line; a later one counts */
    private static String pool(String name, String more) {
        return """
                <Resource id="%s" type="javax.sql.DataSource">
                  JdbcDriver = org.postgresql.Driver
                  JdbcUrl = %s
                  UserName = %s
                  Password = %s
                  %s
                </Resource>
                """.formatted(name, url(), Cluster.USER, Cluster.PASSWORD, more);
    }

    private static String url() {
        return SERVERS.cluster().primary().jdbcUrl().replace("&", "&amp;");
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        assertThat(tomEE.output().split("Server startup in", 2)[0]).doesNotContain("fault at", "SEVERE");
    }

    @Test
    void thePageHasEachPoolOnceAndNothingThatIsNotServed() throws Exception {
        for (String dataSource : all()) {
            get(new Visitor(false), dataSource + "/read");
            get(new Visitor(false), dataSource + "/read");
        }

        String status = new Visitor(false)
                .get(URI.create("http://127.0.0.1:" + page + "/"), "status.json")
                .body();
        // Before the one that logs there is a proxy, which leads to what is routed.
        assertThat(status)
                .contains("\"faults\":[]")
                .containsPattern("\"notRouted\":\\[(\\{\"name\":\"[^\"]*Proxy((?!\"name\")[^\\]])*)?\\]");
    }

    /**
     * The last, since TomEE closes what DBCP alone has made when the first application that used it stops, with the
     * agent and without.
     */
    @Test
    @Order(Integer.MAX_VALUE)
    void anApplicationThatIsDeployedAnewIsServedAnewAndLeavesNothingBehind() {
        List<String> lasting =
                all().stream().filter(name -> !closedWithTheApplication(name)).toList();
        for (int i = 0; i < 10; i++) {
            lasting.forEach(
                    dataSource -> awaitServedBy(dataSource, SERVERS.cluster().standby(0)));
            tomEE.redeploy();
        }
        lasting.forEach(
                dataSource -> awaitServedBy(dataSource, SERVERS.cluster().standby(0)));

        // Without the agent too, TomEE keeps one that it has stopped where JPA was used.
        tomEE.await(
                () -> tomEE.instances("org.apache.tomee.catalina.TomEEWebappClassLoader") <= 2,
                "only the class loaders are left that TomEE keeps itself");
        assertThat(tomEE.output()).doesNotContain("fault at");
    }

    @Override
    PostgresCluster cluster() {
        return SERVERS.cluster();
    }

    @Override
    StandaloneContainer container() {
        return tomEE;
    }

    private static boolean closedWithTheApplication(String dataSource) {
        return List.of("Dbcp", "DbcpLocal", "Ciphered").contains(dataSource);
    }

    @Override
    boolean enlistsWhatIsOpen(String dataSource) {
        return List.of("Dbcp", "Ciphered").contains(dataSource);
    }

    @Override
    List<String> all() {
        return names();
    }

    @Override
    List<String> managed() {
        return names().stream().filter(name -> !name.endsWith("Local")).toList();
    }
}
