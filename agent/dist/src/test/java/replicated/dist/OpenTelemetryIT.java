package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two agents on one command line, in both orders: each does its job as if it were alone. */
class OpenTelemetryIT {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "on {0}, OpenTelemetry before ours: {1}")
    @CsvSource({"JETTY_12_EE10, true", "TOMCAT_10, false"})
    void requestsAreRoutedAndTraced(Container container, boolean before) throws Exception {
        Path file = PagesReplica.configuration(folder, "log: {level: warn}");
        ForkedApp.Builder builder = container.app(folder);
        if (before) {
            withOpenTelemetry(builder).agent(file);
        } else {
            withOpenTelemetry(builder.agent(file));
        }
        try (ForkedApp app = builder.start()) {
            PagesReplica.awaitServing(app);
            URI address = URI.create(app.address());
            Visitor visitor = new Visitor(true);

            assertThat(visitor.post(address, "/write", "").headers().allValues("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("replicated_bookmark=");
            assertThat(visitor.get(address, "/read").body()).startsWith(PagesReplica.PRIMARY + "1");
            assertThat(new Visitor(true).get(address, "/write").headers().allValues("Set-Cookie"))
                    .hasSize(1);
            assertThat(PagesReplica.servedByReplica(app.address())).isTrue();

            assertThat(app.err()).noneMatch(line -> line.contains(" replicated "));
            awaitSpan(app, "GET /");
            awaitSpan(app, "INSERT");
            awaitSpan(app, "SELECT");
        }
    }

    /** Its spans go to stdout or stderr, and nothing leaves the machine. */
    private static ForkedApp.Builder withOpenTelemetry(ForkedApp.Builder builder) {
        return builder.jvm(
                "-javaagent:" + Jars.otherAgent("opentelemetry-javaagent"),
                "-Dotel.traces.exporter=console",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-Dotel.bsp.schedule.delay=50");
    }

    private static void awaitSpan(ForkedApp app, String name) {
        app.await(() -> app.transcript().contains("'" + name), "a span '" + name + "'");
    }
}
