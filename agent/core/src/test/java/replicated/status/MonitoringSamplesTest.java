// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import replicated.config.Samples;

/**
 * An alert on a metric that does not exist never fires: samples ask only for what there is, and fire when they should.
 */
class MonitoringSamplesTest {

    private static final Path DIRECTORY = Samples.directory().resolve("monitoring");
    private static final Pattern METRIC = Pattern.compile("replicated_[a-z_]+");
    private static final Pattern FAMILY = Pattern.compile("# TYPE (\\S+) (\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-alerts.yaml", "prometheus-alerts-test.yaml", "grafana-dashboard.json"})
    void asksOnlyForMetricsThatThereAre(String sample) throws IOException {
        Set<String> asked = METRIC.matcher(Files.readString(DIRECTORY.resolve(sample)))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).isNotEmpty().isSubsetOf(metrics());
    }

    @Test
    void theDashboardIsJson() throws IOException {
        Object dashboard = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(DIRECTORY.resolve("grafana-dashboard.json")));

        assertThat(dashboard)
                .isInstanceOfSatisfying(
                        Map.class, map -> assertThat(map.get("title")).isEqualTo("replicated"));
    }

    /** An alert that was never seen to fire is no alert. */
    @Test
    void eachAlertIsSeenToFire() throws IOException {
        Set<String> alerts = names("prometheus-alerts.yaml", "- alert: (\\w+)");

        assertThat(alerts).isNotEmpty();
        assertThat(names("prometheus-alerts-test.yaml", "alertname: (\\w+)\\s+exp_alerts:\\s+- "))
                .isEqualTo(alerts);
    }

    private static Set<String> names(String sample, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(DIRECTORY.resolve(sample)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")),
                "promtool is missing: install Debian's package prometheus");
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "test", "rules", "prometheus-alerts-test.yaml")
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }

    private static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        Matcher family = FAMILY.matcher(new Metrics(new FakeAgent(), new Counters()).text());
        while (family.find()) {
            names.add(family.group(1));
            if (family.group(2).equals("histogram")) {
                names.add(family.group(1) + "_bucket");
            }
        }
        return names;
    }
}
