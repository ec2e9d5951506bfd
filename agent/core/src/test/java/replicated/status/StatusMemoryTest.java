// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;
import replicated.log.Events;
import replicated.log.Level;
import replicated.log.Log;
import replicated.log.LogFormat;
import replicated.log.LogSettings;
import replicated.request.CounterMetric;
import replicated.route.Reason;

/**
 * Whoever is told to add an agent asks what it takes: what is kept for the page has a bound, and this is how far it
 * goes.
 */
class StatusMemoryTest {

    static {
        // Else it cannot see into records.
        System.setProperty("jol.magicFieldOffset", "true");
        System.setProperty("jol.skipDynamicAttach", "true");
    }

    private static final long MOST = 4L << 20;

    private static final int ROUTES = BusiestRoutes.MAX;
    private static final List<String> SERVERS = List.of("primary", "replica-1", "replica-2", "replica-3", "replica-4");
    private static final List<Reason> REASONS =
            List.of(Reason.READ_METHOD, Reason.BEHIND_BOOKMARK, Reason.WROTE_EARLIER);

    /** Those beside which the page shows a statement. */
    private static final List<Reason> WITH_STATEMENT = List.of(
            Reason.WRITE_STATEMENT, Reason.UNSAFE_STATEMENT, Reason.FUNCTION, Reason.LEARNED_WRITER, Reason.RESCUED);

    private static final int SECONDS_OF_A_DAY = 86_400;

    private static final Map<String, Long> MOST_LAG = Map.of("app", 10_000_000_000L);

    private final Counters counters = new Counters();
    private final History history = new History(counters, 0);

    @Test
    void allThatIsKeptForThePageTakesFourMebibytesAtMost() {
        long millis = 0;
        fill(route(0));
        for (int second = 0; second < SECONDS_OF_A_DAY; second++) {
            millis += 1_000;
            history.sample(millis, lags(), MOST_LAG);
        }
        for (int route = 0; route < ROUTES; route++) {
            fill(route(route));
        }
        // Those that come later are busier, and take the places of all the first.
        for (int route = 0; route < 3 * ROUTES; route++) {
            for (int times = 0; times < 40 + route; times++) {
                counters.finished(route(ROUTES + route), false);
            }
            fill(route(ROUTES + route));
        }
        for (int scanned = 0; scanned < 50_000; scanned++) {
            counters.ofRoute("GET /scanned/" + scanned).decided("app", "primary", Reason.UNTRUSTED_ROUTE);
        }
        for (int minute = 0; minute < 75; minute++) {
            // All routes go on: no moment of the last hour can be shared with the one before.
            for (int route = 0; route < ROUTES; route++) {
                fill(route(3 * ROUTES + route));
            }
            millis += 60_000;
            history.sample(millis, lags(), MOST_LAG);
        }
        fillEvents();

        GraphLayout all = GraphLayout.parseInstance(counters, history, Events.latest());
        System.out.printf("kept for the status page: %.2f MiB%n", (double) all.totalSize() / (1 << 20));

        assertThat(all.totalSize()).as(all.toFootprint()).isLessThanOrEqualTo(MOST);
    }

    private static void fillEvents() {
        Log.configure(new LogSettings(Level.ERROR, "", LogFormat.TEXT));
        try {
            for (int event = 0; event < Events.MAX; event++) {
                Log.warn(event + " " + "x".repeat(600));
            }
        } finally {
            Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
        }
    }

    private void fill(String route) {
        for (String server : SERVERS) {
            for (Reason reason : REASONS) {
                counters.ofRoute(route).decided("app", server, reason);
            }
            for (int bucket = 0; bucket < Latencies.BOUNDS.length; bucket++) {
                counters.took("app", route, server, false, (long) (1e9 * Latencies.BOUNDS[bucket]));
            }
            counters.stale("app", server, 1_000_000, 1);
        }
        for (Reason reason : WITH_STATEMENT) {
            counters.statement(route, reason, (route + reason + "-").repeat(9).substring(0, 300));
        }
        for (int cause = 0; cause < 8; cause++) {
            counters.heldByWindow("app", route, "POST /cause/" + cause);
        }
        counters.moved("app", route);
        counters.finished(route, true);
        counters.count(CounterMetric.RESCUES, "app", "conflict");
    }

    private static String route(int number) {
        return "GET /a/path/of/some/length/as/many/have/" + number + "/*";
    }

    private static Map<History.Server, Long> lags() {
        Map<History.Server, Long> lags = new HashMap<>();
        SERVERS.forEach(server -> lags.put(new History.Server("app", server), 1_000_000L));
        return lags;
    }
}
