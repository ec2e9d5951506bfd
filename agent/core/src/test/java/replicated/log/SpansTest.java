// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * An application that has OpenTelemetry's SDK and no agent of it: its own spans are told. Beside the agent see
 * OpenTelemetryIT.
 */
class SpansTest {

    /** What has ended. */
    private static final class Ended implements SpanProcessor {

        private final List<ReadableSpan> spans = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    @Test
    void theCurrentSpanOfTheApplicationsOwnSdkIsToldOfTheLatestConnection() {
        Ended ended = new Ended();
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(ended).build()) {
            Spans.loading("io/opentelemetry/api/trace/Span", getClass().getClassLoader());
            assertThat(Spans.areWanted()).isTrue();

            Span span = provider.get("test").spanBuilder("GET /owners").startSpan();
            try (Scope current = span.makeCurrent()) {
                Spans.tell(new Spans.Note("replica-1", "read-method", 12));
                Spans.tell(new Spans.Note("primary", null, 0));
            }
            span.end();
            Spans.tell(new Spans.Note("nobody", "read-method", 1));

            assertThat(ended.spans).singleElement().satisfies(told -> {
                assertThat(told.getAttribute(AttributeKey.stringKey("replicated.target")))
                        .isEqualTo("primary");
                assertThat(told.getAttribute(AttributeKey.stringKey("replicated.reason")))
                        .isEqualTo("unknown");
                assertThat(told.getAttribute(AttributeKey.longKey("replicated.replica.lag_ms")))
                        .isZero();
            });
        }
    }

    @Test
    void aLoaderWithoutTheApiIsNoFault() {
        Spans.loading("io/opentelemetry/api/trace/Span", ClassLoader.getPlatformClassLoader());
        Map<String, Long> before = Faults.counts();

        Spans.tell(new Spans.Note("replica-1", "read-method", 12));

        assertThat(Faults.counts()).isEqualTo(before);
    }
}
