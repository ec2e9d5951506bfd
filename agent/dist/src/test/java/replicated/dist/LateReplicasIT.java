// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Server;

/** Standbys that stood still before the application was started looked as if they lagged by a nanosecond. */
class LateReplicasIT {

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    @Test
    void standbysThatStoodStillBeforeTheStartServeNobodyUntilTheyGoOn() throws Exception {
        Server primary = SERVERS.cluster().primary();
        // The tables, so that the application under test writes nothing.
        TestApp.start(folder, null, primary.jdbcUrl(), primary).close();
        SERVERS.cluster().awaitCaughtUp();
        SERVERS.cluster().standbys().forEach(Server::pauseReplay);
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO note (text) VALUES ('while replay was paused')");
        }
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()));
        try (TestApp app = TestApp.start(folder, file, primary.jdbcUrl(), primary)) {
            Visitor visitor = new Visitor(false);
            app.awaitReplicas(() -> {
                search(visitor, app);
                return app.output().split("behind all this node remembers", -1).length > 2;
            });
            for (int i = 0; i < 200; i++) {
                assertThat(search(visitor, app)).contains("while replay was paused");
            }
            SERVERS.cluster().standbys().forEach(Server::resumeReplay);
            app.awaitReplicas(() -> !search(visitor, app).contains("\"" + primary.port() + "\""));
            assertThat(app.output()).doesNotContain("fault at");
        }
    }

    private static String search(Visitor visitor, TestApp app) throws Exception {
        HttpResponse<String> response = visitor.get(app.address(), "/api/search?word=while");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
