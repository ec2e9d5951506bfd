package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever looks at three in the morning has the page, and perhaps not the log. Fails if {@code Log} does not tell {@code Events}. */
class EventsTest {

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whatIsLoggedIsKeptTheLatestFirst() {
        Log.info("replica-1: UP");
        Log.warn("replica-1: DOWN, jdbc:postgresql://h/db?password=hunter2");
        Log.debug("decision app GET /a -> primary no-replica");

        assertThat(Events.latest().subList(0, 2))
                .extracting(Events.Event::level)
                .containsExactly(Level.WARN, Level.INFO);
        assertThat(Events.latest().get(0).text()).startsWith("replica-1: DOWN").doesNotContain("hunter2");
    }

    @Test
    void theyAreBoundInNumberAndLength() {
        for (int i = 0; i < 2 * Events.MAX; i++) {
            Log.info("x".repeat(10_000) + "\n  at a.line.of.a.Stack");
        }

        assertThat(Events.latest())
                .hasSize(Events.MAX)
                .allMatch(event -> event.text().length() < 1_000);
        assertThat(Events.latest().get(0).text()).doesNotContain("Stack");
    }

    @Test
    void aQuietLogKeepsThemToo() {
        Log.configure(new LogSettings(Level.ERROR, ""));
        try {
            Log.info("mode: off");
        } finally {
            Log.configure(new LogSettings(Level.INFO, ""));
        }

        assertThat(Events.latest().get(0).text()).isEqualTo("mode: off");
        assertThat(log.lines()).isEmpty();
    }
}
