// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/** What {@link TomEEIT} shows of one TomEE at length, in short of others, and on MariaDB and MySQL. */
class TomEEDistributionsIT {

    private static final List<String> ALL = List.of("Local", "Managed", "Distributed");

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    @TempDir
    private Path folder;

    private StandaloneTomEE tomEE;
    private Cluster cluster;

    /**
     * EclipseLink shares what it loads with all requests, and so loads from the primary; OpenJPA does so only where it
     * is told to.
     */
    @ParameterizedTest
    @CsvSource({
        "tomee-plus, jakarta, org.apache.openjpa, standby-1",
        "tomee-plume, jakarta, org.eclipse.persistence, primary",
        "tomee-8, javax, org.apache.openjpa, standby-1"
    })
    void clientsReadOnTheStandbyAndSeeWhatTheyWrote(String home, String api, String provider, String loadsFrom)
            throws Exception {
        cluster = SERVERS.cluster();
        run(
                new StandaloneTomEE.Distribution(Path.of(System.getProperty("replicated." + home)), api),
                "org.postgresql.Driver",
                "org.postgresql.xa.PGXADataSource",
                provider,
                loadsFrom);
    }

    @ParameterizedTest
    @CsvSource({
        "MARIADB, mariadb-java-client, org.mariadb.jdbc.Driver, org.mariadb.jdbc.MariaDbDataSource",
        "MYSQL, mysql-connector-j, com.mysql.cj.jdbc.Driver, com.mysql.cj.jdbc.MysqlXADataSource"
    })
    void onOtherDatabasesToo(OneStandby product, String jar, String driver, String vendorsClass) throws Exception {
        try (Cluster started = product.start()) {
            cluster = started;
            run(
                    new StandaloneTomEE.Distribution(
                            Path.of(System.getProperty("replicated.tomee")), "jakarta", jar, "-Dapp.port=@@port"),
                    driver,
                    vendorsClass,
                    "org.apache.openjpa",
                    "standby-1");
        }
    }

    private void run(
            StandaloneTomEE.Distribution distribution, String driver, String xa, String provider, String loadsFrom)
            throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(cluster) + "status: {response-header: true}\n");
        String url = cluster.primary().jdbcUrl().replace("&", "&amp;");
        tomEE = StandaloneTomEE.start(
                distribution,
                folder.resolve("base"),
                "-javaagent:" + Jars.agent() + "=" + file,
                ALL,
                resources(driver, url, xa),
                "");
        try {
            for (String dataSource : ALL) {
                readsAndWrites(dataSource);
            }
            loads(provider, loadsFrom);
            assertThat(tomEE.output()).doesNotContain("fault at");
        } finally {
            tomEE.close();
        }
    }

    private static String resources(String driver, String url, String xa) {
        String login = "UserName = " + Cluster.USER + "\nPassword = " + Cluster.PASSWORD + "\n";
        String pool = "JdbcDriver = " + driver + "\nJdbcUrl = " + url + "\n" + login;
        String vendors = "Url = " + url + "\nUser = " + Cluster.USER + "\nPassword = " + Cluster.PASSWORD + "\n";
        return resource("Local", "javax.sql.DataSource", "", pool + "JtaManaged = false\n")
                + resource("Managed", "javax.sql.DataSource", "", pool)
                + resource("vendors", "javax.sql.XADataSource", " class-name=\"" + xa + "\"", vendors)
                + resource("Distributed", "javax.sql.DataSource", "", "XaDataSource = vendors\n" + login);
    }

    private static String resource(String name, String type, String more, String properties) {
        return "<Resource id=\"" + name + "\" type=\"" + type + "\"" + more + ">\n" + properties + "</Resource>\n";
    }

    private void readsAndWrites(String dataSource) throws Exception {
        boolean managed = !dataSource.equals("Local");
        awaitServedByStandby(dataSource + "/read");
        if (managed) {
            awaitServedByStandby(dataSource + "/ejb-read");
            awaitServedByStandby(dataSource + "/transactional-read");
        }
        List<String> writes = managed
                ? List.of("write", "transactional-read-write-and-read", "ejb-read-write-and-read")
                : List.of("write");
        Visitor visitor = new Visitor(true);
        try (PausedReplay paused = cluster.standby(0).pausedReplay()) {
            for (String write : writes) {
                seesItsWrite(visitor, dataSource, write, true);
                seesItsWrite(visitor, dataSource, write, false);
            }
            if (dataSource.equals("Managed")) {
                seesItsWrite(visitor, dataSource, "jpa-write-and-read", true);
                seesItsWrite(visitor, dataSource, "jpa-write-and-read", false);
            }
        }
    }

    private void seesItsWrite(Visitor visitor, String dataSource, String write, boolean post) throws Exception {
        String path = dataSource + "/" + write;
        long before = ContainerDataSources.count(get(visitor, dataSource + "/read"));
        if (post) {
            assertThat(visitor.post(tomEE.application(), path, "").statusCode())
                    .as(path)
                    .isEqualTo(200);
        } else {
            get(visitor, path);
        }
        assertThat(ContainerDataSources.count(get(visitor, dataSource + "/read")))
                .as("after %s", path)
                .isEqualTo(before + 1);
    }

    private void loads(String provider, String from) throws Exception {
        awaitServedByStandby("Managed/jpa-read");
        get(new Visitor(false), "Managed/jpa-find");
        HttpResponse<String> trusted = get(new Visitor(false), "Managed/jpa-find");
        assertThat(trusted.body()).startsWith(provider);
        assertThat(trusted.headers().firstValue("Server-Timing"))
                .hasValueSatisfying(target -> assertThat(target).contains(from));
    }

    private void awaitServedByStandby(String path) {
        tomEE.await(
                () -> {
                    try {
                        return get(new Visitor(false), path)
                                .body()
                                .startsWith(cluster.standby(0).port() + " ");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "the standby serves " + path);
        cluster.awaitCaughtUp();
    }

    private HttpResponse<String> get(Visitor visitor, String path) throws Exception {
        HttpResponse<String> response = visitor.get(tomEE.application(), path);
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        return response;
    }
}
