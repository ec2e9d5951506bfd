// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.request.CounterMetric;
import replicated.route.Decision;
import replicated.route.Reason;

/**
 * Dashboards and alerts are built on these names: they are a contract, and Prometheus' own tool has to find no fault
 * with them.
 */
class MetricsTest {

    private final FakeReplica replica = new FakeReplica("replica-1");
    private final Counters counters = new Counters();
    private final FakeAgent agent = new FakeAgent(new FakeDatabase("app", replica));
    private final Metrics metrics = new Metrics(agent, counters);

    @Test
    void namesAreThoseOfTheContract() {
        counters.ofRoute("GET /owners/*").decided("app", "replica-1", Reason.READ_METHOD);
        counters.moved("app", "GET /owners/*");
        counters.count(CounterMetric.RESCUES, "app", "conflict");
        counters.waited("app", 3_000_000);
        counters.took("app", "GET /owners/*", "replica-1", false, 1_500_000);

        assertThat(metrics.text().lines())
                .contains(
                        "replicated_connections_total{datasource=\"app\",target=\"replica-1\",reason=\"read-method\"} 1",
                        "replicated_moves_total{datasource=\"app\",route=\"GET /owners/*\"} 1",
                        "replicated_rescues_total{datasource=\"app\",cause=\"conflict\"} 1",
                        "replicated_replica_lag_seconds{datasource=\"app\",replica=\"replica-1\"} 0.012",
                        "replicated_replica_up{datasource=\"app\",replica=\"replica-1\"} 1",
                        "replicated_pool_connections_max{datasource=\"app\",replica=\"replica-1\"} 10",
                        "replicated_pool_waiting{datasource=\"app\",replica=\"replica-1\"} 4",
                        "replicated_pool_timeouts_total{datasource=\"app\",replica=\"replica-1\"} 5",
                        "replicated_replica_errors_total{datasource=\"app\",replica=\"replica-1\",class=\"40\"} 6",
                        "replicated_pool_connections_in_use{datasource=\"app\",replica=\"replica-1\"} 3",
                        "replicated_bookmark_waits_seconds_bucket{le=\"0.0025\"} 0",
                        "replicated_bookmark_waits_seconds_bucket{le=\"0.005\"} 1",
                        "replicated_bookmark_waits_seconds_bucket{le=\"+Inf\"} 1",
                        "replicated_bookmark_waits_seconds_count 1",
                        "replicated_statement_seconds_bucket{datasource=\"app\",target=\"replica-1\",le=\"0.001\"} 0",
                        "replicated_statement_seconds_bucket{datasource=\"app\",target=\"replica-1\",le=\"0.002\"} 1",
                        "replicated_statement_seconds_count{datasource=\"app\",target=\"replica-1\"} 1",
                        "replicated_mode{mode=\"route\"} 1",
                        "replicated_mode{mode=\"off\"} 0");
    }

    @Test
    void jobsAreNoRequests() {
        counters.ofRoute("GET /owners/*").decided("app", "replica-1", Reason.READ_METHOD);
        counters.finished("GET /owners/*", false);
        counters.ofRoute("job com.acme.Nightly.run").decided("app", "replica-1", Reason.RULE_REPLICA);
        counters.jobFinished("job com.acme.Nightly.run", true);

        assertThat(metrics.text().lines().filter(line -> line.matches("replicated_[a-z_]*(requests|jobs)_total.*")))
                .containsExactly(
                        "replicated_requests_total{route=\"GET /owners/*\"} 1",
                        "replicated_writing_requests_total{route=\"GET /owners/*\"} 0",
                        "replicated_jobs_total{route=\"job com.acme.Nightly.run\"} 1",
                        "replicated_writing_jobs_total{route=\"job com.acme.Nightly.run\"} 1");
    }

    @Test
    void tellsFaultsByPlace() {
        Faults.caught("metrics-test-place", new IllegalStateException("on purpose"));

        assertThat(metrics.text()).contains("replicated_faults_total{place=\"metrics-test-place\"} 1\n");
    }

    @Test
    void tellsThatAReplicaIsDownAndItsLagUnknown() {
        replica.health = new Health(Health.State.DOWN, null, null, "connection refused");

        assertThat(metrics.text())
                .contains("replicated_replica_up{datasource=\"app\",replica=\"replica-1\"} 0\n")
                .doesNotContain("replicated_replica_lag_seconds{");
    }

    @Test
    void tellsStalenessByReadsServed() {
        counters.stale("app", "replica-1", 12_000_000, 5);

        assertThat(metrics.text())
                .contains("replicated_read_staleness_seconds_count{datasource=\"app\",replica=\"replica-1\"} 5\n");
    }

    @Test
    void noLabelBreaksTheFormat() {
        counters.moved("a\"b", "GET /\\\n\"x\"");

        assertThat(metrics.text())
                .contains("replicated_moves_total{datasource=\"a\\\"b\",route=\"GET /\\\\\\n\\\"x\\\"\"} 1\n");
    }

    @Test
    void prometheusFindsNoFault() throws Exception {
        File promtool = new File("/usr/bin/promtool");
        assumeTrue(promtool.canExecute(), "promtool is missing: install Debian's package prometheus");
        counters.ofRoute("GET /a \" \\ \n ü").decided("app", "replica-1", Reason.READ_METHOD);
        counters.observed("app", "GET /a", Decision.primary(Reason.WRITE_STATEMENT));
        counters.moved("app", "GET /a \" \\ \n ü");
        counters.count(CounterMetric.RESCUES, "app", "conflict");
        counters.count(CounterMetric.BOOKMARK_CAPTURES, "app", CounterMetric.KNOWN);
        counters.waited("app", 3_000_000);
        counters.stale("app", "replica-1", 12_000_000, 5);
        Faults.caught("metrics-test", new IllegalStateException("on purpose"));

        assertThat(checked(metrics.text())).isEmpty();
    }

    private static String checked(String text) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? output : output + "exit " + promtool.exitValue() + ", of\n" + text;
    }
}
