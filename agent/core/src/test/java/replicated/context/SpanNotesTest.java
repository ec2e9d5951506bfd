// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import replicated.log.Spans;

/** OpenTelemetry's API is on many class paths: each statement of an application that has it must not cost an object. */
class SpanNotesTest {

    private final RoutingContext thread = RoutingContext.current();

    @Test
    void whatIsSaidOfStatementsInTurnIsOneObject() {
        Spans.Note first = noted("replica-1", "read-method", 12);

        assertThat(noted("replica-1", "read-method", 12)).isSameAs(first);
        assertThat(noted("replica-1", "read-method", 13)).isEqualTo(new Spans.Note("replica-1", "read-method", 13));
        assertThat(noted("primary", null, 0)).isEqualTo(new Spans.Note("primary", null, 0));
        assertThat(thread.takeNote()).as("told once").isNull();
    }

    private Spans.Note noted(String target, String reason, long lag) {
        thread.note(target, reason, lag);
        return thread.takeNote();
    }
}
