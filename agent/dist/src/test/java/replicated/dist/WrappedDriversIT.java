// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/** An application whose driver stands before the database's own keeps every promise that it would have without it. */
class WrappedDriversIT {

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    @ParameterizedTest
    @CsvSource({"jdbc:p6spy:, p6spy-", "jdbc:aws-wrapper:, aws-advanced-jdbc-wrapper-"})
    void whoWroteSeesItAndAReplicaThatIsInTruthThePrimaryIsRefused(String prefix, String jar) throws Exception {
        Server primary = SERVERS.cluster().primary();
        Server standby = SERVERS.cluster().standby(0);
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"), """
                replicas:
                  - {url: '%s', name: standby}
                  - {url: '%s', name: in-truth-the-primary}
                """.formatted(wrapped(prefix, standby), wrapped(prefix, primary)));
        List<Path> classPath = new ArrayList<>(List.of(Path.of(System.getProperty("replicated.test-app"))));
        classPath.addAll(Jars.libraries(jar));
        try (ForkedApp app = ForkedApp.main("notes.Application")
                .agent(file)
                .jvm("-Dp6spy.config.logfile=" + folder.resolve("spy.log"))
                .classPath(classPath)
                .environment("PORT", "0")
                .environment("DB_URL", wrapped(prefix, primary))
                .environment("DB_USER", Cluster.USER)
                .environment("DB_PASSWORD", Cluster.PASSWORD)
                .start()) {
            URI address = URI.create(app.address());
            Visitor nobody = new Visitor(false);
            app.await(() -> servedBy(nobody, address, standby), "the standby serves");
            app.await(
                    () -> app.transcript().contains("'in-truth-the-primary' of notes: PRIMARY"),
                    "the primary is told as such");

            Visitor visitor = new Visitor(true);
            for (int i = 0; i < 20; i++) {
                visitor.post(address, "/api/notes", "wrapped-" + i);
                assertThat(visitor.get(address, "/api/search?word=wrapped-" + i).body())
                        .contains("wrapped-" + i);
            }
            try (PausedReplay paused = standby.pausedReplay()) {
                visitor.post(address, "/api/notes", "wrapped and paused");
                HttpResponse<String> seen = visitor.get(address, "/api/search?word=paused");
                assertThat(seen.body()).contains("wrapped and paused", "\"" + primary.port() + "\"");
            }
            assertThat(app.transcript()).doesNotContain("fault at");
        }
    }

    private static boolean servedBy(Visitor visitor, URI address, Server server) {
        try {
            return visitor.get(address, "/api/search?word=nothing").body().contains("\"" + server.port() + "\"");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String wrapped(String prefix, Server server) {
        return server.jdbcUrl().replaceFirst("^jdbc:", prefix);
    }
}
