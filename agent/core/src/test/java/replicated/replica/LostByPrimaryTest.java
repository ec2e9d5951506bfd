// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.bookmark.PostgresPosition;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;
import replicated.replica.Health.State;

/** A replica is held against what the primary has answered later, and against nothing else. */
class LostByPrimaryTest {

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static final Health FIT = new Health(State.UP, at(1), Duration.ZERO, "");

    private final PrimaryState primary =
            new PrimaryState("app", ProbeSelector.ofThePrimary("app", "jdbc:postgresql://127.0.0.1/app"));

    private final LostByPrimary lost = new LostByPrimary(primary);

    @Test
    void whoIsAheadOfAnEarlierAnswerOfABusyPrimaryGoesOnServing() {
        primary(100, 1);
        for (int i = 1; i < 10; i++) {
            assertThat(replica("a", 100L * i + 50, true, 10L * i)).isSameAs(FIT);
            primary(100L * (i + 1), 10L * i + 5);
        }
    }

    @Test
    void whoIsAheadOfALaterAnswerIsUsedNoMore() {
        primary(100, 1);
        replica("a", 100, true, 10);
        primary(60, 15);
        assertThat(replica("a", 100, true, 20).state()).isEqualTo(State.WRONG_ROLE);
    }

    /** Its server may let it follow from there: what the numbers in between mean there it does not have. */
    @Test
    void onceThePrimaryHasCaughtUpByNumbersItDoesNotCountWhereItGoesOn() {
        primary(100, 1);
        replica("a", 100, true, 10);
        primary(60, 25);
        assertThat(replica("a", 100, true, 30).state()).isEqualTo(State.WRONG_ROLE);
        primary(120, 35);
        replica("a", 120, true, 40);
        primary(140, 45);
        assertThat(replica("a", 140, true, 50).state()).isEqualTo(State.WRONG_ROLE);
    }

    @Test
    void whoNoLongerHasWhatWasLostServesAgain() {
        primary(100, 1);
        replica("a", 100, true, 10);
        primary(60, 15);
        assertThat(replica("a", 60, true, 20).state()).isEqualTo(State.WRONG_ROLE);
        primary(70, 25);
        assertThat(replica("a", 65, true, 30)).isSameAs(FIT);
    }

    /** MySQL tells a commit after replicas have it: one that is ahead for a moment has lost nothing. */
    @Test
    void whereAPrimaryTellsLateWhoIsAheadServesAgainOnceItHasTold() {
        primary(mysql("1-100"), 1);
        replica(mysql("1-101"), 10);
        primary(mysql("1-100"), 15);
        assertThat(replica(mysql("1-101"), 20).state()).isEqualTo(State.WRONG_ROLE);
        primary(mysql("1-101"), 25);
        assertThat(replica(mysql("1-101"), 30)).isSameAs(FIT);
    }

    @Test
    void whoWasBuiltAnewAndStartedIsJudgedAnew() {
        primary(100, 1);
        replica("a", 100, true, 10);
        primary(60, 15);
        assertThat(replica("a", 100, true, 20).state()).isEqualTo(State.WRONG_ROLE);
        assertThat(replica("b", 60, false, 30)).isSameAs(FIT);
    }

    @Test
    void whoComesAndMayBeAheadWaitsForThePrimarysNextAnswer() {
        primary(60, 1);
        assertThat(replica("a", 100, false, 10)).isNull();
        assertThat(replica("a", 100, false, 20)).isNull();
        primary(110, 25);
        assertThat(replica("a", 115, false, 30)).isSameAs(FIT);
    }

    @Test
    void whoComesWhileThePrimaryIsDownDoesNotWaitForIt() {
        primary(60, 1);
        primary.onTimeout(500);
        assertThat(replica("a", 100, false, 10)).isSameAs(FIT);
    }

    private void primary(long lsn, long askedAt) {
        primary(at(lsn), askedAt);
    }

    private void primary(Position position, long askedAt) {
        primary.onSample(new ServerSample(Role.PRIMARY, true, position, "primary/" + UUID, "app", 1), askedAt);
    }

    private Health replica(Position position, long now) {
        return lost.judge(new ServerSample(Role.REPLICA, false, position, "a", "app", 2), FIT, true, now);
    }

    private static Position mysql(String numbers) {
        return MysqlPosition.of(UUID + ":" + numbers).orElseThrow();
    }

    private Health replica(String server, long lsn, boolean inService, long now) {
        return lost.judge(new ServerSample(Role.REPLICA, false, at(lsn), server, "app", 2), FIT, inService, now);
    }

    private static PostgresPosition at(long lsn) {
        return new PostgresPosition(1, 1, lsn);
    }
}
