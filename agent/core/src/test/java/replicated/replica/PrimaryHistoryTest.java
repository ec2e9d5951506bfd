// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static replicated.replica.NumberPosition.at;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Lag decides who may read where; it is computed from positions and this JVM's own clock alone. */
class PrimaryHistoryTest {

    private final PrimaryHistory history = new PrimaryHistory();

    @Test
    void cannotTellBeforeThePrimaryWasSeen() {
        assertThat(history.lag(at(1))).isEqualTo(PrimaryHistory.NOT_YET);
        assertThat(history.latest()).isNull();
    }

    @Test
    void isZeroForWhoShowsTheLatest() {
        history.add(at(5), seconds(1));
        assertThat(history.lag(at(5))).isZero();
        assertThat(history.lag(at(6))).isZero();
    }

    @Test
    void isTheTimeSinceThePrimaryWasLastWhereTheReplicaIs() {
        history.add(at(10), seconds(1));
        history.add(at(20), seconds(2));
        history.add(at(30), seconds(4));
        history.add(at(40), seconds(8));
        assertThat(history.lag(at(30))).isEqualTo(seconds(4));
        assertThat(history.lag(at(25))).isEqualTo(seconds(6));
        assertThat(history.lag(at(10))).isEqualTo(seconds(7));
    }

    @Test
    void doesNotGrowWhileThePrimaryIsIdle() {
        history.add(at(10), seconds(1));
        history.add(at(20), seconds(2));
        history.add(at(20), seconds(3600));
        assertThat(history.lag(at(20))).isZero();
    }

    @Test
    void countsFromTheEndOfTheIdleTimeNotFromItsStart() {
        history.add(at(10), seconds(1));
        history.add(at(10), seconds(3600));
        history.add(at(20), seconds(3601));
        assertThat(history.lag(at(10))).isEqualTo(seconds(1));
    }

    @Test
    void cannotBeToldOfWhoIsBehindAllThatIsRemembered() {
        history.add(at(10), seconds(1));
        assertThat(history.lag(at(3))).isEqualTo(PrimaryHistory.BEHIND_MEMORY);
        history.add(at(20), seconds(5));
        assertThat(history.lag(at(9))).isEqualTo(PrimaryHistory.BEHIND_MEMORY);
        assertThat(history.lag(at(10))).isEqualTo(seconds(4));
    }

    @Test
    void cannotBeToldAfterAFailoverBeforeTheReplicaHasCaughtUpWithTheNewHistory() {
        history.add(at(10), seconds(1));
        history.add(at(20), seconds(5));
        history.add(new NumberPosition("b", 30), seconds(9));
        assertThat(history.lag(new NumberPosition("b", 25))).isEqualTo(PrimaryHistory.BEHIND_MEMORY);
        history.add(new NumberPosition("b", 40), seconds(10));
        assertThat(history.lag(new NumberPosition("b", 30))).isEqualTo(seconds(1));
    }

    @Test
    void saysThatAnotherHistoryCannotBeCompared() {
        history.add(at(10), seconds(1));
        assertThat(history.lag(new NumberPosition("b", 99))).isEqualTo(PrimaryHistory.INCOMPARABLE);
    }

    @Test
    void beginsAnewAfterAFailoverOrAStepBack() {
        history.add(at(10), seconds(1));
        history.add(new NumberPosition("b", 7), seconds(2));
        assertThat(history.lag(at(10))).isEqualTo(PrimaryHistory.INCOMPARABLE);
        assertThat(history.lag(new NumberPosition("b", 7))).isZero();

        history.add(new NumberPosition("b", 5), seconds(3));
        assertThat(history.latest()).isEqualTo(new NumberPosition("b", 5));
    }

    @Test
    void remembersTheFarPastWithinAFewPercent() {
        int samples = 100_000;
        for (int i = 0; i <= samples; i++) {
            history.add(at(i), TimeUnit.MILLISECONDS.toNanos(100L * i));
        }
        long recent = history.lag(at(samples - 50));
        assertThat(recent).isBetween(TimeUnit.MILLISECONDS.toNanos(5000), TimeUnit.MILLISECONDS.toNanos(5300));
        long old = history.lag(at(samples / 2));
        assertThat(old).isBetween(seconds(5000), seconds(5300));
        assertThat(history.lag(at(0))).as("its beginning is never forgotten").isEqualTo(seconds(10_000));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
