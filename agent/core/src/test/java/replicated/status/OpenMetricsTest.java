// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.log.Spans;

/** OpenMetrics 1.0 for those who ask for it, with spans as exemplars; everybody else gets what they have always got. */
class OpenMetricsTest {

    private static final Spans.Sampled SPAN = new Spans.Sampled("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");

    private final Counters counters = new Counters();
    private final Metrics metrics = new Metrics(new FakeAgent(), counters);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | PROMETHEUS",
                "*/* | PROMETHEUS",
                "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.5 | PROMETHEUS",
                "application/openmetrics-text;q=0 | PROMETHEUS",
                "application/openmetrics-text;q=much | PROMETHEUS",
                "application/openmetrics-text | OPEN_METRICS",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1 | OPEN_METRICS"
            })
    void theClientChooses(String accept, Exposition.Format format) {
        assertThat(Exposition.Format.wanted(accept)).isEqualTo(format);
    }

    @Test
    void countersAreNamedWithoutTheirSuffixAndTheTextHasAnEnd() {
        counters.finished("GET /a", false);
        String text = metrics.text(Exposition.Format.OPEN_METRICS);

        assertThat(text.lines())
                .contains(
                        "# TYPE replicated_requests counter",
                        "replicated_requests_total{route=\"GET /a\"} 1",
                        "# UNIT replicated_replica_lag_seconds seconds");
        assertThat(text).endsWith("# EOF\n");
    }

    @Test
    void aBucketHasTheLatestSpanOfItsEvents() {
        Exemplars exemplars = Exemplars.ofLatencies();
        exemplars.add(SPAN, 1_500_000);
        Exposition out = new Exposition(Exposition.Format.OPEN_METRICS);
        out.histogram("x_seconds", new double[] {0.001, 0.002}, List.of(0L, 1L, 1L), 0.0015, Exemplars.NONE);
        Latencies latencies = new Latencies();
        latencies.add(1_500_000);
        LatencySample sample = latencies.sample();
        out.histogram("y_seconds", Latencies.BOUNDS, sample.cumulative(), sample.sum(), exemplars, "target", "primary");

        assertThat(out.text().lines().filter(line -> line.contains(" # ")))
                .singleElement()
                .asString()
                .matches("y_seconds_bucket\\{target=\"primary\",le=\"0.002\"} 1 # \\{trace_id=\"" + SPAN.traceId()
                        + "\",span_id=\"" + SPAN.spanId() + "\"} 0.0015 \\d{10}\\.\\d{3}");
    }

    @Test
    void spanThatIsCurrentIsNamedIfItIsSampled() {
        Spans.loading("io/opentelemetry/api/trace/Span", OpenMetricsTest.class.getClassLoader());
        try (SdkTracerProvider none = SdkTracerProvider.builder()
                        .setSampler(Sampler.alwaysOff())
                        .build();
                SdkTracerProvider all = SdkTracerProvider.builder().build()) {
            Span unsampled = none.get("test").spanBuilder("request").startSpan();
            Span sampled = all.get("test").spanBuilder("request").startSpan();
            try (Scope current = unsampled.makeCurrent()) {
                counters.waited("app", 3_000_000);
            }
            assertThat(metrics.text(Exposition.Format.OPEN_METRICS)).doesNotContain("trace_id");

            try (Scope current = sampled.makeCurrent()) {
                counters.waited("app", 3_000_000);
            }
            assertThat(metrics.text(Exposition.Format.OPEN_METRICS))
                    .containsOnlyOnce("trace_id")
                    .contains(sampled.getSpanContext().getTraceId());
        }
    }

    @Test
    void prometheusOlderFormatHasNoExemplars() {
        Exemplars exemplars = Exemplars.ofLatencies();
        exemplars.add(SPAN, 1_500_000);
        Exposition out = new Exposition(Exposition.Format.PROMETHEUS);
        out.histogram("y_seconds", Latencies.BOUNDS, new Latencies().sample().cumulative(), 0, exemplars);

        assertThat(out.text()).doesNotContain("trace_id").doesNotContain("EOF");
    }
}
