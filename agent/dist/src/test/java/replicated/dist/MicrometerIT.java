// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's figures among those that an application shows already: no line of its code is about them. */
class MicrometerIT {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(replicated_\\w+)[{ ]");
    private static final Pattern READS =
            Pattern.compile("(?m)^replicated_requests_total\\{application=\"watched\",route=\"GET /read\",?} (\\S+)$");

    /** As the agent's own page has them, which is never old. */
    private static final Pattern READS_NOW =
            Pattern.compile("(?m)^replicated_requests_total\\{route=\"GET /read\"} (\\S+)$");

    private static final Pattern ROUTED = Pattern.compile("(?m)^replicated_connections_total\\{application=\"watched\","
            + "datasource=\"watched\",reason=\"read-method\",target=\"replica-1\",?} [1-9]");
    private static final Pattern UP = Pattern.compile(
            "(?m)^replicated_replica_up\\{application=\"watched\",datasource=\"watched\",replica=\"replica-1\",?} 1");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "Spring Boot {0}")
    @ValueSource(strings = {"2", "3", "4"})
    void actuatorShowsEveryFamilyWithTheApplicationsOwnTags(String version) throws Exception {
        try (ForkedApp app = watched(version).start()) {
            PagesReplica.awaitServing(app);
            awaitText(app, READS);
            app.await(() -> reads(app) == readsNow(app), "what was read until now is counted");
            double before = reads(app);
            for (int i = 0; i < 5; i++) {
                get(app.address(), "/read");
            }

            assertThat(awaitMore(app, before)).isEqualTo(before + 5);
            awaitText(app, ROUTED);
            awaitText(app, UP);
            app.await(() -> names(prometheus(app)).equals(names(metrics(app))), "the same names as in /metrics");
            assertThat(app.transcript()).doesNotContain("fault at").doesNotContain("MeterFilter is being configured");
        }
    }

    @Test
    void theMetersGoWhenTheFileSaysSo() throws Exception {
        try (ForkedApp app = watched("3").start()) {
            PagesReplica.awaitServing(app);
            awaitText(app, READS);

            PagesReplica.configuration(folder, "status: {listen: \"127.0.0.1:0\", micrometer: false}");

            app.await(() -> !prometheus(app).contains("replicated_"), "no meters");
        }
    }

    @Test
    void aRegistryWithoutSpringHasThemToo() throws Exception {
        Path file = PagesReplica.configuration(folder);
        try (ForkedApp app = ForkedApp.main("watched.PlainRegistry")
                .classPath(Jars.actuator("3"))
                .agent(file)
                .start()) {
            assertThat(app.exitCode()).as(app.transcript()).isZero();
            assertThat(app.out()).contains("route 1.0");
        }
    }

    private ForkedApp.Builder watched(String version) throws Exception {
        Path file = PagesReplica.configuration(folder, "status: {listen: \"127.0.0.1:0\"}");
        return ForkedApp.main("watched.WatchedApplication")
                .classPath(Jars.actuator(version))
                .agent(file);
    }

    private static String metrics(ForkedApp app) {
        Matcher listening = Pattern.compile("status page on (\\S+)").matcher(app.transcript());
        assertThat(listening.find()).as(app.transcript()).isTrue();
        return get(listening.group(1), "/metrics");
    }

    private static String prometheus(ForkedApp app) {
        return get(app.address(), "/actuator/prometheus");
    }

    private static String get(String address, String path) {
        try {
            return new Visitor(false).get(URI.create(address), path).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitText(ForkedApp app, Pattern pattern) {
        app.await(() -> pattern.matcher(prometheus(app)).find(), pattern.pattern());
    }

    /** The figures are a second old at most. */
    private static double awaitMore(ForkedApp app, double before) {
        app.await(() -> reads(app) >= before + 5, "five more reads");
        return reads(app);
    }

    private static double reads(ForkedApp app) {
        return value(READS, prometheus(app));
    }

    private static double readsNow(ForkedApp app) {
        return value(READS_NOW, metrics(app));
    }

    private static double value(Pattern sample, String text) {
        Matcher found = sample.matcher(text);
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
    }

    /** Of all samples; Micrometer can take no buckets. */
    private static Set<String> names(String text) {
        return SAMPLE.matcher(text)
                .results()
                .map(sample -> sample.group(1))
                .filter(name -> !name.endsWith("_bucket"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
