// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Whoever looks at three in the morning has the page, and perhaps not the log. Fails if {@code Log} does not tell
 * {@code Events}.
 */
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
    void theyAreCountedByKind() {
        long before = Events.counts().get("mode");
        Log.event(Level.INFO, EventKind.MODE, "mode route -> off by the file");

        assertThat(Events.counts()).containsEntry("mode", before + 1).containsKeys("up", "config-refused", "other");
        assertThat(Events.latest().get(0).kind()).isEqualTo(EventKind.MODE);
    }

    @Test
    void whatIsOnlyNotedIsNoLineAndNoFlood() {
        for (int route = 0; route < 500; route++) {
            Log.note(EventKind.ROUTE_TRUSTED, "events-test", "route trusted: GET /" + route);
        }

        assertThat(log.lines()).isEmpty();
        assertThat(Events.latest())
                .filteredOn(event ->
                        event.kind() == EventKind.ROUTE_TRUSTED && event.text().contains("GET /0"))
                .hasSize(1);
    }

    /** A collector reads lines: each has to be an object by itself, whatever a message holds. */
    @Test
    void aLineIsAJsonObjectWhereThatIsAskedFor() {
        Log.configure(new LogSettings(Level.INFO, "", LogFormat.JSON));
        try {
            Log.event(
                    Level.WARN,
                    EventKind.DOWN,
                    "replica 'a\"b\\c': DOWN,\n\tümlaut \u2028 jdbc:x://h/d?password=hunter2");
        } finally {
            Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
        }

        assertThat(log.lines()).singleElement().satisfies(line -> {
            assertThat(line).doesNotContain("\n", "hunter2").matches("[ -~]+");
            assertThat(new Load(LoadSettings.builder().build()).loadFromString(line))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("logger", "replicated")
                    .containsEntry("level", "warn")
                    .containsEntry("kind", "down")
                    .containsKey("time")
                    .extractingByKey("message")
                    .asString()
                    .startsWith("replica 'a\"b\\c': DOWN,\n")
                    .contains("ümlaut \u2028");
        });
    }

    @Test
    void aQuietLogKeepsThemToo() {
        Log.configure(new LogSettings(Level.ERROR, "", LogFormat.TEXT));
        try {
            Log.info("mode: off");
        } finally {
            Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
        }

        assertThat(Events.latest().get(0).text()).isEqualTo("mode: off");
        assertThat(log.lines()).isEmpty();
    }
}
