// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import replicated.request.Decisions;
import replicated.route.Decision;
import replicated.route.Reason;

/** Everything an operator is told rests on these numbers being exact, whatever the load and whatever the paths. */
class CountersTest {

    private final Counters counters = new Counters();

    @Test
    void countsConnectionsByRouteDataSourceTargetAndReason() {
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        counters.ofRoute("POST /a").decided("app", "primary", Reason.WRITE_METHOD);
        counters.ofRoute("POST /a").decided("other", "primary", Reason.WRITE_METHOD);

        CountersSnapshot counted = counters.counted();

        assertThat(counted.routes()).extracting(CountersSnapshot.Route::name).containsExactly("GET /a", "POST /a");
        assertThat(counted.decided())
                .containsExactly(
                        new CountersSnapshot.Decided("app", "primary", Reason.WRITE_METHOD, 1),
                        new CountersSnapshot.Decided("app", "replica-1", Reason.READ_METHOD, 2),
                        new CountersSnapshot.Decided("other", "primary", Reason.WRITE_METHOD, 1));
    }

    @Test
    void sumsUpOverRoutes() {
        counters.ofRoute("GET /a").decided("app", "primary", Reason.WROTE_EARLIER);
        counters.ofRoute("GET /b").decided("app", "primary", Reason.WROTE_EARLIER);

        assertThat(counters.counted().decided())
                .containsExactly(new CountersSnapshot.Decided("app", "primary", Reason.WROTE_EARLIER, 2));
    }

    @Test
    void countsRoutesBeyondTheBoundTogether() {
        for (int path = 0; path < BusiestRoutes.MAX + 50; path++) {
            counters.ofRoute("GET /" + path).decided("app", "replica-1", Reason.READ_METHOD);
        }

        List<CountersSnapshot.Route> routes = counters.counted().routes();

        assertThat(routes).hasSize(BusiestRoutes.MAX + 1);
        CountersSnapshot.Route last = routes.get(BusiestRoutes.MAX);
        assertThat(last.name()).isEqualTo("other");
        assertThat(last.decided()).extracting(CountersSnapshot.Decided::count).containsExactly(50L);
    }

    /** A scanner tries thousands of paths once each, before the application's own routes are used. */
    @Test
    void pathsThatAScannerMadeUpDoNotKeepRealRoutesOutForEver() {
        for (int path = 0; path < 5_000; path++) {
            request("GET /scan/" + path);
        }
        for (int path = 0; path < 100_000; path++) {
            request("GET /scan/again/" + path);
            if (path % 100 == 0) {
                request("GET /owners/*");
            }
        }

        assertThat(counters.counted().routes())
                .hasSizeLessThanOrEqualTo(BusiestRoutes.MAX + 2)
                .extracting(CountersSnapshot.Route::name)
                .contains("GET /owners/*");
    }

    @Test
    void aScannerPushesNoBusyRouteOut() {
        for (int round = 0; round < 50; round++) {
            for (int path = 0; path < BusiestRoutes.MAX; path++) {
                request("GET /real/" + path);
            }
        }
        for (int path = 0; path < 200_000; path++) {
            request("GET /scan/" + path);
            if (path % 10 == 0) {
                request("GET /real/" + path / 10 % BusiestRoutes.MAX);
            }
        }

        assertThat(counters.counted().routes().stream()
                        .filter(route -> route.name().startsWith("GET /real/")))
                .hasSize(BusiestRoutes.MAX);
    }

    @Test
    void nothingIsLostOfARouteThatLosesItsPlace() {
        for (int path = 0; path < BusiestRoutes.MAX; path++) {
            request("GET /old/" + path);
        }
        Decisions.OfRoute underWay = counters.ofRoute("GET /old/0");
        for (int path = 0; path < 100; path++) {
            for (int round = 0; round < 200; round++) {
                request("GET /new/" + path);
            }
        }
        for (int path = 0; path < 200; path++) {
            underWay.decided("app", "primary", Reason.WROTE_EARLIER);
        }

        CountersSnapshot counted = counters.counted();
        assertThat(counted.routes().stream().filter(route -> route.name().startsWith("GET /new/")))
                .hasSizeGreaterThan(90);
        assertThat(counted.decided().stream()
                        .mapToLong(CountersSnapshot.Decided::count)
                        .sum())
                .isEqualTo(BusiestRoutes.MAX + 100 * 200 + 200);
        assertThat(counted.listed()).extracting(CountersSnapshot.Route::name).doesNotContain(CountersSnapshot.REPLACED);
    }

    private void request(String route) {
        counters.ofRoute(route).decided("app", "primary", Reason.READ_METHOD);
        counters.finished(route, false);
    }

    @Test
    void countsAnOverlongRouteAsOther() {
        counters.moved("app", "GET /" + "x".repeat(1000));
        counters.finished("GET /" + "x".repeat(1000), true);

        assertThat(counters.counted().routes())
                .extracting(CountersSnapshot.Route::name)
                .containsExactly("other");
    }

    @Test
    void boundsTheNamesOfDataSources() {
        for (int pool = 0; pool < 1000; pool++) {
            counters.ofRoute("POST /a").decided("pool-" + pool, "primary", Reason.WRITE_METHOD);
        }

        List<CountersSnapshot.Decided> decided = counters.counted().decided();

        assertThat(decided).hasSizeLessThan(300);
        assertThat(decided.stream().mapToLong(CountersSnapshot.Decided::count).sum())
                .isEqualTo(1000);
    }

    @Test
    void keepsWhatModeObserveSawApartFromWhatWentThere() {
        counters.observed("app", "GET /a", Decision.replica(Reason.READ_METHOD));
        counters.observed("app", "GET /a", Decision.primary(Reason.WRITE_STATEMENT));
        counters.observedMove("app", "GET /a");
        counters.finished("GET /a", true);

        CountersSnapshot.Route route = counters.counted().routes().get(0);

        assertThat(route.decided()).isEmpty();
        assertThat(route.observed())
                .containsExactly(
                        new CountersSnapshot.Decided("app", "primary", Reason.WRITE_STATEMENT, 1),
                        new CountersSnapshot.Decided("app", "replica", Reason.READ_METHOD, 1));
        assertThat(route.observedMoves()).containsEntry("app", 1L);
        assertThat(route.requestsThatWrote()).isEqualTo(1);
    }

    @Test
    void losesNothingUnderConcurrency() throws Exception {
        int threads = 8;
        int each = 20_000;
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new java.util.ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    for (int at = 0; at < each; at++) {
                        String route = "GET /" + at % (BusiestRoutes.MAX * 2);
                        counters.ofRoute(route).decided("app", "replica-" + at % 3, Reason.READ_METHOD);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(counters.counted().decided().stream()
                        .mapToLong(CountersSnapshot.Decided::count)
                        .sum())
                .isEqualTo((long) threads * each);
    }

    @Test
    void tellsHowStaleNearlyAllReadsWere() {
        counters.stale("app", "replica-1", 4_000_000, 99);
        counters.stale("app", "replica-1", 90_000_000, 1);
        counters.stale("app", "replica-2", 120_000_000_000L, 1);

        Histogram.Sample first = counters.counted().staleness("app", "replica-1");
        assertThat(first.atMost(0.99)).isEqualTo(0.005);
        assertThat(first.atMost(0.5)).isStrictlyBetween(0.0025, 0.005);
        assertThat(first.atMost(1)).as("the longest there was").isEqualTo(0.09);
        assertThat(counters.counted().staleness("app", "replica-2").atMost(0.99))
                .as("beyond the last bound")
                .isBetween(60.0, 120.0);
        assertThat(counters.counted().staleness("app", "replica-3")).isNull();
    }

    /**
     * A replica that has just gone beyond max-lag served its reads before that: 99 % at most 30 s, where 10 s is the
     * most there can be.
     */
    @Test
    void noReadIsSaidToBeOlderThanMaxLagAllows() {
        History history = new History(counters);
        History.Server server = new History.Server("app", "replica-1");
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        history.sample(1_000, Map.of(server, 13_000_000_000L), Map.of("app", 10_000_000_000L));

        Histogram.Sample sample = counters.counted().staleness("app", "replica-1");
        assertThat(sample.atMost(0.99)).isLessThanOrEqualTo(10.0);
        assertThat(sample.max()).isEqualTo(10.0);
    }

    @Test
    void tellsHowLongStatementsTookOnEachServerAndOnEachRoute() {
        for (int statement = 0; statement < 98; statement++) {
            counters.took("app", "GET /a", "replica-1", false, 1_500_000);
        }
        counters.took("app", "GET /a", "replica-1", false, 80_000_000);
        counters.took("app", "GET /a", "replica-1", false, 30_000_000_000L);
        counters.took("app", "GET /a", "primary", true, 300_000);

        CountersSnapshot counted = counters.counted();
        LatencySample replica = counted.latency("app", "replica-1");
        assertThat(replica.count()).isEqualTo(100);
        assertThat(replica.atMost(0.5)).isBetween(0.001, 0.002);
        assertThat(replica.atMost(0.99)).isBetween(0.05, 0.1);
        assertThat(replica.atMost(1)).as("beyond the last bound").isEqualTo(30.0);
        assertThat(counted.latency("app", "primary").atMost(0.99)).isBetween(0.0002, 0.0003);
        assertThat(counted.latency("app", "replica-2").atMost(0.5)).isNull();
        CountersSnapshot.Route route = counted.routes().get(0);
        assertThat(route.onReplicas()).isEqualTo(replica);
        assertThat(route.onPrimary().count()).isEqualTo(1);
        assertThat(counted.outsideShare())
                .singleElement()
                .satisfies(one -> assertThat(one.sample().count()).isEqualTo(1));
    }

    @Test
    void putsAWaitIntoEveryBucketThatIsLongEnough() {
        counters.waited("app", 4_000_000);

        Histogram.Sample waits = counters.counted().waits();

        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.sum()).isEqualTo(0.004);
        assertThat(waits.cumulative().subList(0, 4)).containsExactly(0L, 0L, 1L, 1L);
    }
}
