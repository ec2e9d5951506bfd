// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Two agents on one command line, in both orders: each does its job as if it were alone. */
class OpenTelemetryIT {

    private static final List<String> OPEN_TELEMETRY = List.of(
            "-javaagent:" + Jars.otherAgent("opentelemetry-javaagent"),
            "-Dotel.traces.exporter=console",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none",
            "-Dotel.bsp.schedule.delay=50");

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

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

    /**
     * The span of a statement names the server that ran it, and it and the request's tell where the connection went and
     * why.
     */
    @ParameterizedTest(name = "OpenTelemetry before ours: {0}")
    @ValueSource(booleans = {true, false})
    void spansNameTheServerThatAnsweredAndWhy(boolean before) throws Exception {
        PostgresCluster cluster = SERVERS.cluster();
        Path file = Files.writeString(folder.resolve("spans.yaml"), MainJobIT.configuration(cluster));
        List<String> options = new ArrayList<>(OPEN_TELEMETRY);
        options.add(before ? options.size() : 0, "-javaagent:" + Jars.agent() + "=" + file);
        try (TestApp app = TestApp.start(folder, null, cluster.primary(), Map.of(), options.toArray(String[]::new))) {
            URI address = app.address();
            app.awaitReplicas(() -> new Visitor(false)
                    .get(address, "/api/search?word=x")
                    .body()
                    .matches("(?s).*\"(" + cluster.standbys().get(0).port() + "|"
                            + cluster.standbys().get(1).port() + ")\".*"));

            for (Server standby : cluster.standbys()) {
                awaitLine(
                        app,
                        "tracer: io.opentelemetry.jdbc",
                        "db.operation=SELECT",
                        "server.port=" + standby.port(),
                        "replicated.target=" + standby.name(),
                        "replicated.reason=annotation-replica",
                        "replicated.replica.lag_ms=");
                awaitLine(app, "'GET /api/*'", "replicated.target=" + standby.name(), "replicated.replica.lag_ms=");
            }
            new Visitor(false).post(address, "/api/notes", "first");
            awaitLine(
                    app,
                    "tracer: io.opentelemetry.jdbc",
                    "db.operation=INSERT",
                    "server.port=" + cluster.primary().port(),
                    "replicated.target=primary",
                    "replicated.reason=write-method");

            assertThat(spans(app))
                    .noneMatch(line -> line.contains("db.operation=SELECT")
                            && line.contains("server.port=" + cluster.primary().port())
                            && line.contains("replicated.target=standby"));
            assertThat(app.output()).doesNotContain("fault at");
        }
    }

    private static List<String> spans(TestApp app) {
        return app.output()
                .lines()
                .filter(line -> line.contains("LoggingSpanExporter"))
                .toList();
    }

    /** Asks until one of the application's spans has all of this. */
    private static void awaitLine(TestApp app, String... parts) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (spans(app).stream().noneMatch(line -> Stream.of(parts).allMatch(line::contains))) {
            assertThat(System.nanoTime())
                    .as("a span with %s%n%s", List.of(parts), app.output())
                    .isLessThan(deadline);
            new Visitor(false).get(app.address(), "/api/search?word=x");
        }
    }

    /** Its spans go to stdout or stderr, and nothing leaves the machine. */
    private static ForkedApp.Builder withOpenTelemetry(ForkedApp.Builder builder) {
        return builder.jvm(OPEN_TELEMETRY.toArray(String[]::new));
    }

    private static void awaitSpan(ForkedApp app, String name) {
        app.await(() -> app.transcript().contains("'" + name), "a span '" + name + "'");
    }
}
