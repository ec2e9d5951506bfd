// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Whatever the operator got wrong: one clear message, and an application that runs as if there were no agent. */
class BadInputIT {

    private static final String H2 = "jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | is empty; expected",
                "replicas: [                     | replicated.yaml:",
                "mod: route                      | did you mean mode",
                "read-methods: 7                 | read-methods",
                "mode: sideways                  | expected one of route, observe, off",
                "replicas: [{url: postgres://h/d}] | jdbc:",
                "consistency: {max-lag: soon}    | expected a duration",
                "consistency: {max-lag: 10m}     | max-age",
                "replicas: [{url: '${NOWHERE}'}] | NOWHERE",
            })
    void aFileThatIsWrongIsRefusedWithItsReason(String yaml, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml + "\n");
        try (TestApp app = TestApp.start(folder, file, H2, "", "")) {
            assertThat(app.output())
                    .containsOnlyOnce("the configuration was refused")
                    .contains(message);
            assertWorks(app.address());
        }
    }

    @Test
    void aFileThatIsNamedAndMissingIsSaid() throws Exception {
        try (TestApp app = TestApp.start(folder, folder.resolve("nowhere.yaml"), H2, "", "")) {
            assertThat(app.output()).contains("nowhere.yaml: there is no such file");
            assertWorks(app.address());
        }
    }

    @Test
    void aTakenPortOfThePageIsOneLineAndTheApplicationRuns() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Path file = Files.writeString(folder.resolve("replicated.yaml"), "status: {listen: '" + listen + "'}\n");
            try (TestApp app = TestApp.start(folder, file, "jdbc:h2:mem:taken;DB_CLOSE_DELAY=-1", "", "")) {
                assertWorks(app.address());
                awaitLine(app, "no status page: cannot listen on " + listen);
                assertThat(app.output().lines().filter(line -> line.contains(listen)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsSaid() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("configuration"));
        try (TestApp app = TestApp.start(folder, directory, H2, "", "")) {
            assertThat(app.output()).contains("is a directory").contains("the configuration was refused");
            assertWorks(app.address());
        }
    }

    @Test
    void aFileThatIsNoTextIsSaid() throws Exception {
        Path file = Files.write(folder.resolve("replicated.yaml"), new byte[] {'m', 'o', 'd', 'e', ':', ' ', -1, -2});
        try (TestApp app = TestApp.start(folder, file, H2, "", "")) {
            assertThat(app.output())
                    .containsOnlyOnce("the configuration was refused")
                    .contains("replicated.yaml")
                    .contains("UTF-8");
            assertWorks(app.address());
        }
    }

    @Test
    void aReplicaUrlThatNoDriverTakesIsSaidAndThePrimaryServes() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                datasources:
                  - match: {pool-name: notes}
                    replicas: [{url: 'jdbc:nobody://host/notes'}]
                """);
        try (TestApp app = TestApp.start(folder, file, H2, "", "")) {
            assertWorks(app.address());
            awaitLine(app, "driver org.h2.Driver does not take the URL; write it for that driver");
            assertWorks(app.address());
            assertThat(app.output()).doesNotContain("fault at");
        }
    }

    @Test
    void replicasThatCannotServeAreSaidAndThePrimaryServes() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
            Server primary = cluster.primary();
            String standby = cluster.standby(0).jdbcUrl();
            Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                    replicas:
                      - {url: 'jdbc:postgresql://127.0.0.1:1/app', name: nobody-listens}
                      - {url: '%s', name: wrong-password, password: not-this-one}
                      - {url: '%s', name: the-primary-itself}
                    """.formatted(standby, primary.jdbcUrl()));
            try (TestApp app = TestApp.start(folder, file, primary.jdbcUrl(), primary)) {
                for (int i = 0; i < 5; i++) {
                    assertWorks(app.address());
                }
                awaitLine(app, "nobody-listens");
                awaitLine(app, "wrong-password");
                awaitLine(app, "the-primary-itself");
                assertServedBy(app.address(), primary);
                assertThat(app.output()).doesNotContain("not-this-one").doesNotContain("fault at");
            }
        }
    }

    @Test
    void aReplicaOfAnotherDatabaseMatchesNoDataSource() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
            Server primary = cluster.primary();
            String other = cluster.standby(0).jdbcUrl().replace("/app", "/postgres");
            Path file = Files.writeString(folder.resolve("replicated.yaml"), "replicas: [{url: '" + other + "'}]\n");
            try (TestApp app = TestApp.start(folder, file, primary.jdbcUrl(), primary)) {
                assertWorks(app.address());
                awaitLine(app, "is not routed");
                assertServedBy(app.address(), primary);
            }
        }
    }

    @Test
    void replicasThatMayBelongToTwoDataSourcesBelongToNone() throws Exception {
        Path file = PagesReplica.configuration(folder);
        try (ForkedApp app = Container.JETTY_12_EE10.app(folder).agent(file).start()) {
            PagesReplica.awaitServing(app);
            URI address = URI.create(app.address());
            Visitor visitor = new Visitor(false);

            assertThat(visitor.get(address, "/second").body()).startsWith("SECOND");

            assertThat(visitor.get(address, "/read").body()).startsWith(PagesReplica.PRIMARY);
            assertThat(visitor.post(address, "/write", "").statusCode()).isEqualTo(200);
            assertThat(app.err())
                    .filteredOn(line -> line.contains("the top-level replicas match several databases"))
                    .singleElement()
                    .asString()
                    .contains("app (jdbc:h2:mem:app", "second (jdbc:h2:mem:second", "datasources:", "pool-name: ");
        }
    }

    private static void assertWorks(URI address) throws Exception {
        Visitor visitor = new Visitor(true);
        assertThat(visitor.post(address, "/api/notes", "hello").statusCode()).isEqualTo(200);
        assertThat(visitor.get(address, "/api/notes").body()).contains("hello");
    }

    private static void assertServedBy(URI address, Server server) throws Exception {
        assertThat(new Visitor(false).get(address, "/api/notes").body())
                .contains("\"servedBy\": \"" + server.port() + "\"");
    }

    private static void awaitLine(TestApp app, String part) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!app.output().contains(part)) {
            assertThat(System.nanoTime())
                    .as("a line with '" + part + "' in:\n" + app.output())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
