// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import replicated.route.Reason;

/**
 * At three in the morning the counts of yesterday say nothing: those of the last minutes have to be right, and bounded.
 */
class RecentCountsTest {

    private final Counters counters = new Counters();
    private final History history = new History(counters, 0);

    @Test
    void countsOfTheLastMinutesLeaveOutWhatWasBefore() {
        read(100);
        pass(0, 10);
        read(7);
        pass(10, 12);

        assertThat(count(12, RecentCounts.MINUTES)).isEqualTo(7);
        assertThat(count(12, RecentCounts.HOUR)).isEqualTo(107);
        assertThat(history.recent()
                        .last(12 * 60_000, counters.counted(), RecentCounts.HOUR)
                        .seconds())
                .as("since the start")
                .isEqualTo(12 * 60);
    }

    @Test
    void statementsOfYesterdayDoNotHideThatThoseOfTheLastMinutesAreSlow() {
        for (int statement = 0; statement < 1000; statement++) {
            counters.took("app", "GET /a", "replica-1", false, 300_000);
        }
        counters.finished("GET /a", false);
        pass(0, 10);
        counters.took("app", "GET /a", "replica-1", false, 700_000_000);
        counters.finished("GET /a", false);

        RecentCounts.Span minutes = history.recent().last(10 * 60_000, counters.counted(), RecentCounts.MINUTES);
        assertThat(minutes.latency("app", "replica-1").atMost(0.5)).isBetween(0.5, 0.7);
        assertThat(minutes.routes().get("GET /a").onReplicas().count()).isEqualTo(1);
        assertThat(counters.counted().latency("app", "replica-1").atMost(0.5)).isLessThan(0.001);
    }

    @Test
    void aSpanIsNoShorterThanAskedForAndNotMuchLonger() {
        for (int minute = 0; minute < 200; minute++) {
            read(1);
            pass(minute, minute + 1);
            if (minute > 70) {
                long now = (minute + 1) * 60_000L;
                assertThat(history.recent()
                                .last(now, counters.counted(), RecentCounts.MINUTES)
                                .seconds())
                        .isBetween(300L, 361L);
                assertThat(history.recent()
                                .last(now, counters.counted(), RecentCounts.HOUR)
                                .seconds())
                        .isBetween(3600L, 4201L);
            }
        }
    }

    @Test
    void aRouteThatNobodyAskedForLatelyIsLeftOut() {
        counters.finished("GET /old", false);
        pass(0, 20);
        counters.finished("GET /new", true);

        assertThat(history.recent()
                        .last(20 * 60_000, counters.counted(), RecentCounts.MINUTES)
                        .routes())
                .containsOnlyKeys("GET /new");
    }

    @Test
    void theLastDayIsKeptInMomentsOfFiveMinutes() {
        for (int second = 0; second < 3 * History.SECONDS_OF_DAY_MOMENT; second++) {
            read(2);
            history.sample(
                    second * 1000L,
                    Map.of(new History.Server("app", "replica-1"), second == 400 ? 7_000_000_000L : 1_000_000_000L),
                    Map.of());
        }

        assertThat(history.dayColumns().toString())
                .contains("reads=[2.0, 2.0, 2.0]", "lag=[1.0, 7.0, 1.0]", "times=[299000, 599000, 899000]");
    }

    private void read(int times) {
        for (int read = 0; read < times; read++) {
            counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        }
    }

    private void pass(int fromMinute, int toMinute) {
        for (int second = fromMinute * 60; second <= toMinute * 60; second++) {
            history.sample(second * 1000L, Map.of(), Map.of());
        }
    }

    private long count(int minute, int minutes) {
        return history.recent().last(minute * 60_000L, counters.counted(), minutes).decided().stream()
                .mapToLong(CountersSnapshot.Decided::count)
                .sum();
    }
}
