// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.GaleraCluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PgBouncer;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/**
 * The packed jar on the command line: what somebody tries before the first start has to tell the truth about real
 * servers.
 */
class CliIT {

    private static final String SECRET_IN_URL = "hidden-in-the-url";

    @TempDir
    Path folder;

    @Test
    void versionAndReferenceAreThoseOfTheJar() throws Exception {
        assertThat(run(0, "version")).containsPattern("^replicated \\d+\\.\\d+\\.\\d+\\S*\\s*$");
        assertThat(run(0, "config")).contains("mode: route", "max-lag: 10s", "listen: \"\"");
        assertThat(run(2, "chek")).contains("there is no command 'chek'", "usage:");
    }

    @Test
    void attachStartsTheAgentInARunningJvmOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), "mode: observe\n");
        try (TestApp app = TestApp.start(folder, null, "jdbc:h2:mem:attached;DB_CLOSE_DELAY=-1", "", "")) {
            assertThat(run(0, "attach", Long.toString(app.pid()), file.toString()))
                    .contains("the agent is in process " + app.pid());
            assertThat(run(1, "attach", Long.toString(app.pid()), file.toString()))
                    .contains("has the agent already");
            assertThat(new Visitor(false).get(app.address(), "/api/notes").statusCode())
                    .isEqualTo(200);
            assertThat(app.output()).contains("mode observe");
        }
    }

    @Test
    void checkKnowsPostgres() throws Exception {
        assumeAvailable(PostgresCluster.availability());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
            String found = check(0, cluster, cluster.standby(0).jdbcUrl(), "postgresql-");

            assertThat(found)
                    .contains("valid, mode route", "PostgreSQL 17", "role       primary", "role       replica")
                    .contains("read-only  no", "read-only  yes", "database   app")
                    .containsPattern("position   \\S*[0-9A-F]+")
                    .containsPattern("lag        at most \\d+ ms")
                    .contains("missing privilege, worth having: GRANT pg_read_all_stats TO app");

            administrate(cluster.primary(), "GRANT pg_monitor TO app");
            cluster.awaitCaughtUp();
            assertThat(check(0, cluster, cluster.standby(0).jdbcUrl(), "postgresql-"))
                    .contains("privileges all that are worth having")
                    .doesNotContain("missing privilege");

            assertThat(check(1, cluster, cluster.primary().jdbcUrl(), "postgresql-"))
                    .contains("this is the primary now", "WRONG: none of the replicas is one beside the primary");
            List<String> all =
                    List.of(cluster.primary().jdbcUrl(), cluster.standby(0).jdbcUrl());
            assertThat(check(0, cluster, all, "postgresql-"))
                    .contains("this is the primary now", "lag        at most")
                    .doesNotContain("WRONG");
            cluster.standby(0).stop();
            assertThat(check(1, cluster, cluster.standby(0).jdbcUrl(), "postgresql-"))
                    .contains("WRONG: ", "refused");
        }
    }

    @Test
    void checkKnowsPoolersAndRefusesAnAliasOfSeveralServers() throws Exception {
        assumeAvailable(PostgresCluster.availability());
        assumeAvailable(PgBouncer.availability());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start();
                TcpProxy one = TcpProxy.to(cluster.standby(0));
                TcpProxy two = one.at("127.0.0.2")) {
            two.retarget(cluster.standby(1));
            try (PgBouncer single = PgBouncer.start("transaction", cluster.standby(0));
                    PgBouncer several = PgBouncer.start("transaction", 20, "127.0.0.1,127.0.0.2", one.port())) {
                assertThat(check(0, cluster, single.jdbcUrl(), "postgresql-"))
                        .contains("pooler     yes", "nothing is set on them", "lag        at most");
                assertThat(check(1, cluster, several.jdbcUrl(), "postgresql-"))
                        .contains("WRONG: its pooler's alias leads to several servers");
            }
        }
    }

    @Test
    void checkKnowsMariaDb() throws Exception {
        assumeAvailable(MariaDbCluster.availability());
        try (MariaDbCluster cluster = MariaDbCluster.builder().standbys(1).start()) {
            binlogServers(cluster, "mariadb-java-client-", "MariaDB", "REPLICA MONITOR", "STOP REPLICA SQL_THREAD");
        }
    }

    @Test
    void checkKnowsTheNodesOfGalera() throws Exception {
        assumeAvailable(GaleraCluster.availability());
        try (GaleraCluster cluster = GaleraCluster.builder().standbys(1).start()) {
            String driver = "mariadb-java-client-";
            assertThat(check(0, cluster, cluster.standby(0).jdbcUrl(), driver))
                    .contains("role       peer", "read-only  no", "replicates by Galera", "lag        at most")
                    .contains("a node of a cluster whose nodes all take writes")
                    .doesNotContain("missing privilege", "replicates from nowhere");
            assertThat(check(1, cluster, cluster.primary().jdbcUrl(), driver)).contains("this is the primary now");
            try (GaleraCluster other = GaleraCluster.builder().standbys(0).start()) {
                assertThat(check(1, cluster, other.primary().jdbcUrl(), driver))
                        .contains("WRONG: this is no replica of that primary");
            }
        }
    }

    @Test
    void checkKnowsMySql() throws Exception {
        assumeAvailable(MySqlCluster.availability());
        try (MySqlCluster cluster = MySqlCluster.builder().standbys(1).start()) {
            binlogServers(cluster, "mysql-connector-j-", "MySQL", "REPLICATION CLIENT", "STOP SLAVE SQL_THREAD");
        }
    }

    private void binlogServers(Cluster cluster, String driver, String product, String privilege, String stop)
            throws Exception {
        String url = cluster.standby(0).jdbcUrl();
        String found = check(0, cluster, url, driver);
        assertThat(found)
                .contains("valid, mode route", product, "role       primary", "role       replica")
                .contains("read-only  no", "read-only  yes", "database   app")
                .containsPattern("position   \\S+")
                .containsPattern("lag        at most \\d+ ms");
        boolean knowsTheStatement = !found.contains("8.0.12");
        if (knowsTheStatement) {
            assertThat(found).contains("missing privilege, worth having for this check only: GRANT " + privilege);
        }

        administrate(cluster.primary(), "GRANT " + privilege + " ON *.* TO app@'%'");
        cluster.awaitCaughtUp();
        found = check(0, cluster, url, driver);
        assertThat(found).doesNotContain("missing privilege");
        if (knowsTheStatement) {
            assertThat(found).contains("replicates receiving: Yes, applying: Yes");
            administrate(cluster.standby(0), stop);
            assertThat(check(1, cluster, url, driver)).contains("WRONG: replication does not run");
        }

        assertThat(check(1, cluster, cluster.primary().jdbcUrl(), driver))
                .doesNotContain("replicates from nowhere")
                .contains("this is the primary now", "WRONG: none of the replicas is one beside the primary");
    }

    /** With secrets in every place that takes one, none of which may be in the answer. */
    private String check(int expected, Cluster cluster, String replica, String driver) throws Exception {
        return check(expected, cluster, List.of(replica), driver);
    }

    private String check(int expected, Cluster cluster, List<String> replicas, String driver) throws Exception {
        StringBuilder entries = new StringBuilder();
        for (String url : replicas) {
            entries.append("""
                      - {url: '%s', username: %s, password: '%s', driver-properties: {sslpassword: %s}}
                    """.formatted(url, Cluster.USER, Cluster.PASSWORD, SECRET_IN_URL));
        }
        Path password = Files.writeString(folder.resolve("password"), Cluster.PASSWORD + "\n");
        Path file = Files.writeString(folder.resolve("check.yaml"), """
                consistency: {secret: a-key-of-at-least-thirty-two-characters}
                replicas:
                """ + entries);
        String found = run(
                expected,
                "check",
                file.toString(),
                "--driver",
                Jars.libraries(driver).get(0).toString(),
                "--primary",
                cluster.primary().jdbcUrl(),
                "--username",
                Cluster.USER,
                "--password-file",
                password.toString());
        assertThat(found).doesNotContain(Cluster.PASSWORD, SECRET_IN_URL, "a-key-of-at-least");
        return found;
    }

    private static void administrate(Server server, String sql) throws SQLException {
        try (Connection connection = server.connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assumeAvailable(Availability servers) {
        assumeTrue(servers.isAvailable(), servers::reason);
    }

    private static String run(int expected, String... arguments) throws Exception {
        try (ForkedApp command =
                ForkedApp.jar(Jars.agent()).arguments(arguments).start()) {
            int exit = command.exitCode();
            assertThat(exit).as(command.transcript()).isEqualTo(expected);
            return String.join("\n", command.out()) + String.join("\n", command.err());
        }
    }
}
