// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.Expand;
import replicated.config.ReplicaSettings;
import replicated.config.TestSettings;
import replicated.replica.Health.State;

/** What a replica gets grows with the time since it came, and goes by zone and weight. */
class ReplicaShareTest {

    private static final long SECOND = 1_000_000_000L;

    /** Clocks that count from an odd moment show what depends on it. */
    private static final long START = -3 * SECOND;

    @Test
    void growsEvenlyFromTheMomentItIsUp() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), false);
        share.seen(State.UNKNOWN, State.UP, START);
        assertThat(share.share()).isEqualTo(1);
        share.seen(State.UP, State.UP, START + SECOND);
        assertThat(share.share()).isEqualTo(100);
        share.seen(State.UP, State.UP, START + 5 * SECOND);
        assertThat(share.share()).isEqualTo(500);
        share.seen(State.UP, State.UP, START + 10 * SECOND);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
        share.seen(State.UP, State.UP, START + 100 * SECOND);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
    }

    @Test
    void beginsAgainForOneThatWasDownOrLagged() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), false);
        share.seen(State.UNKNOWN, State.LAGGING, START);
        share.seen(State.LAGGING, State.LAGGING, START + 5 * SECOND);
        assertThat(share.share()).isEqualTo(500);
        share.seen(State.LAGGING, State.UP, START + 6 * SECOND);
        assertThat(share.share()).isEqualTo(1);
        share.seen(State.UP, State.UP, START + 60 * SECOND);
        share.seen(State.UP, State.LAGGING, START + 61 * SECOND);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
        share.seen(State.DOWN, State.UP, START + 62 * SECOND);
        assertThat(share.share()).isEqualTo(1);
    }

    /**
     * A replica that is found half a second after the other would else have nothing to do for the first seconds of each
     * start.
     */
    @Test
    void isFullAtOnceForOneThatIsThereFromTheStartAndGrowsWhenThatComesBack() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), true);
        share.seen(State.UNKNOWN, State.UP, START);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
        share.seen(State.DOWN, State.UP, START + 60 * SECOND);
        assertThat(share.share()).isEqualTo(1);
    }

    /** A node of a cluster that starts again is up, not synced and up. */
    @Test
    void growsForOneThatWasThereFromTheStartAndIsUnknownInBetween() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), true);
        share.seen(State.UNKNOWN, State.UNKNOWN, START);
        share.seen(State.UNKNOWN, State.UP, START);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
        share.seen(State.UP, State.UNKNOWN, START + SECOND);
        share.seen(State.UNKNOWN, State.UP, START + 2 * SECOND);
        assertThat(share.share()).isEqualTo(1);
    }

    @Test
    void growsForOneThatWasDownWhenItsSetBegan() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), true);
        share.seen(State.UNKNOWN, State.DOWN, START);
        share.seen(State.DOWN, State.UP, START + SECOND);
        assertThat(share.share()).isEqualTo(1);
    }

    @Test
    void isFullAtOnceWhereNoSlowStartIsWanted() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 0), false);
        share.seen(State.UNKNOWN, State.UP, START);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
    }

    @Test
    void takesOverAnotherLengthInTheMiddle() {
        ReplicaShare share = new ReplicaShare(replica(1, ""), all("", 10), false);
        share.seen(State.UNKNOWN, State.UP, START);
        share.update(replica(1, ""), all("", 100), START + 5 * SECOND);
        assertThat(share.share()).isEqualTo(50);
        share.update(replica(1, ""), all("", 0), START + 6 * SECOND);
        assertThat(share.share()).isEqualTo(Replica.FULL_SHARE);
    }

    @Test
    void beginsAgainForOneThatIsDrainedNoLonger() {
        ReplicaShare share = new ReplicaShare(replica(0, ""), all("", 10), false);
        share.seen(State.UNKNOWN, State.UP, START);
        share.seen(State.UP, State.UP, START + 60 * SECOND);
        assertThat(share.weight()).isZero();
        share.update(replica(2, ""), all("", 10), START + 70 * SECOND);
        assertThat(share.weight()).isEqualTo(2);
        assertThat(share.share()).isEqualTo(1);
        share.update(replica(3, ""), all("", 10), START + 75 * SECOND);
        assertThat(share.share()).isEqualTo(500);
    }

    @Test
    void isNearInTheZoneOfTheNodeAndEverywhereWhereNoneIsPreferred() {
        assertThat(new ReplicaShare(replica(1, "north"), all("north", 0), false).near())
                .isTrue();
        assertThat(new ReplicaShare(replica(1, "south"), all("north", 0), false).near())
                .isFalse();
        assertThat(new ReplicaShare(replica(1, ""), all("north", 0), false).near())
                .isFalse();
        ReplicaShare share = new ReplicaShare(replica(1, "south"), all("", 0), false);
        assertThat(share.near()).isTrue();
        share.update(replica(1, "south"), all("north", 0), START);
        assertThat(share.near()).isFalse();
    }

    private static ReplicaSettings replica(int weight, String zone) {
        return TestSettings.replica("", "one", weight, zone, Expand.NONE, Map.of());
    }

    private static DataSourceSettings all(String zone, int slowStartSeconds) {
        return TestSettings.replicas(
                List.of(),
                zone,
                Duration.ofSeconds(slowStartSeconds),
                Config.DEFAULT.top().consistency());
    }
}
