// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The optional jar in an application with Actuator: it tells how the replicas are, and none of them makes the
 * application ill.
 */
class ActuatorHealthIT {

    private static final String READ = "/read";
    private static final String HEALTH = "/actuator/health";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "Spring Boot {0}")
    @ValueSource(strings = {"2", "3", "4"})
    void healthTellsOfEachReplica(String version) throws Exception {
        Path file = PagesReplica.configuration(folder);
        try (ForkedApp app = watched(version).agent(file).start()) {
            get(app, READ);
            app.await(() -> get(app, HEALTH).contains("\"state\":\"up\""), "a replica that is up");

            assertThat(get(app, HEALTH))
                    .startsWith("{\"")
                    .contains("\"replicas\":{", "\"replica-1\":{", "\"datasource\":\"watched\"")
                    .doesNotContain("\"DOWN\"");
        }
    }

    @ParameterizedTest(name = "Spring Boot {0}")
    @ValueSource(strings = {"3", "4"})
    void replicaThatIsDownDoesNotMakeTheApplicationSo(String version) throws Exception {
        Path file = PagesReplica.configuration(folder);
        try (ForkedApp app = watched(version)
                .agent(Files.writeString(
                        file, "replicas: [{name: replica-1, url: \"jdbc:h2:tcp://127.0.0.1:1/mem:replica\"}]\n"))
                .start()) {
            get(app, READ);
            app.await(() -> get(app, HEALTH).contains("\"state\":\"down\""), "a replica that is down");

            assertThat(new Visitor(false).get(URI.create(app.address()), HEALTH).statusCode())
                    .isEqualTo(200);
            assertThat(get(app, HEALTH)).doesNotContain("\"DOWN\"");
        }
    }

    @ParameterizedTest(name = "Spring Boot {0}")
    @ValueSource(strings = {"2", "3", "4"})
    void withoutTheAgentItKnowsNothing(String version) throws Exception {
        try (ForkedApp app = watched(version).start()) {
            assertThat(get(app, HEALTH)).contains("\"UNKNOWN\"").doesNotContain("\"DOWN\"");
            assertThat(new Visitor(false).get(URI.create(app.address()), HEALTH).statusCode())
                    .isEqualTo(200);
        }
    }

    private static ForkedApp.Builder watched(String version) {
        return ForkedApp.main("watched.WatchedApplication")
                .classPath(Jars.actuator(version))
                .classPath(Path.of(System.getProperty("replicated.actuator")));
    }

    private static String get(ForkedApp app, String path) {
        try {
            return new Visitor(false).get(URI.create(app.address()), path).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
