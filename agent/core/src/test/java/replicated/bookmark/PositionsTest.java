// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Position.Reached;

/** Positions as the servers print them: what covers what, and what a failover leaves of a position. */
class PositionsTest {

    private static final String SOURCE_1 = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String SOURCE_2 = "3e11fa47-71ca-11e1-9e33-c80aa9429563";

    @Test
    void anLsnIsComparedAsAnUnsignedNumber() {
        assertThat(postgres(1, "16/B374D848").covers(postgres(1, "16/B374D848")))
                .isEqualTo(Reached.YES);
        assertThat(postgres(1, "16/0").covers(postgres(1, "F/FFFFFFFF"))).isEqualTo(Reached.YES);
        assertThat(postgres(1, "FFFFFFFF/0").covers(postgres(1, "1/0"))).isEqualTo(Reached.YES);
        assertThat(postgres(1, "1/0").covers(postgres(1, "FFFFFFFF/0"))).isEqualTo(Reached.NO);
    }

    @Test
    void timelinesAndClustersAreIncomparable() {
        assertThat(postgres(2, "2/0").covers(postgres(1, "1/0"))).isEqualTo(Reached.INCOMPARABLE);
        assertThat(postgres(1, "2/0").covers(postgres(2, "1/0"))).isEqualTo(Reached.INCOMPARABLE);
        assertThat(new PostgresPosition(8, 1, 2).covers(new PostgresPosition(7, 1, 1)))
                .isEqualTo(Reached.INCOMPARABLE);
        assertThat(postgres(1, "1/0").covers(mariaDb("0-1-1"))).isEqualTo(Reached.INCOMPARABLE);
        assertThat(mariaDb("0-1-1").covers(mysql(SOURCE_1 + ":1"))).isEqualTo(Reached.INCOMPARABLE);
        assertThat(mysql(SOURCE_1 + ":1").covers(postgres(1, "1/0"))).isEqualTo(Reached.INCOMPARABLE);
    }

    @Test
    void ofTwoTimelinesTheNewerPositionStays() {
        assertThat(postgres(2, "2/0").merge(postgres(1, "1/0"))).isEqualTo(postgres(1, "1/0"));
        assertThat(postgres(1, "2/0").merge(postgres(1, "1/0"))).isEqualTo(postgres(1, "2/0"));
    }

    @Test
    void aPromotionLeavesTheSameLsnOnTheNewTimelineButNoMoreThanThePrimaryHas() {
        assertThat(postgres(1, "1/0").carriedInto(postgres(2, "1/5"))).contains(postgres(2, "1/0"));
        assertThat(postgres(1, "1/9").carriedInto(postgres(2, "1/5"))).contains(postgres(2, "1/5"));
        assertThat(postgres(2, "1/9").carriedInto(postgres(2, "1/5"))).contains(postgres(2, "1/5"));
        assertThat(postgres(3, "1/0").carriedInto(postgres(2, "1/5"))).isEmpty();
        assertThat(new PostgresPosition(8, 1, 2).carriedInto(new PostgresPosition(7, 2, 9)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "16", "16/", "/16", "1/2/3", "g/0", "123456789/0", "0/123456789", "-1/0", " 1/0"})
    void whatIsNoLsnIsNoPosition(String lsn) {
        assertThat(PostgresPosition.of(7, 1, lsn)).isEmpty();
    }

    @Test
    void galeraComparesWithinACluster() {
        assertThat(galera(SOURCE_1, 10).covers(galera(SOURCE_1, 9))).isEqualTo(Reached.YES);
        assertThat(galera(SOURCE_1, 9).covers(galera(SOURCE_1, 10))).isEqualTo(Reached.NO);
        assertThat(galera(SOURCE_1, 9).covers(galera(SOURCE_2, 1))).isEqualTo(Reached.INCOMPARABLE);
        assertThat(galera(SOURCE_1, 9).covers(mysql(SOURCE_1 + ":1"))).isEqualTo(Reached.INCOMPARABLE);
    }

    @Test
    void aClusterBegunAnewFromANodeThatWasBehindAsksForNoMoreThanItHas() {
        assertThat(galera(SOURCE_1, 9).carriedInto(galera(SOURCE_1, 4))).contains(galera(SOURCE_1, 4));
        assertThat(galera(SOURCE_1, 9).carriedInto(galera(SOURCE_2, 4))).isEmpty();
    }

    @Test
    void aNodeThatHasNotJoinedHasNoPosition() {
        assertThat(GaleraPosition.of("00000000-0000-0000-0000-000000000000", "5"))
                .isEmpty();
        assertThat(GaleraPosition.of(SOURCE_1, "-1")).isEmpty();
        assertThat(GaleraPosition.of("", "1")).isEmpty();
        assertThat(GaleraPosition.of(SOURCE_1, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"w", "w1", "wPhH6R3HKEeGeM8gKqUKVYg", "wPhH6R3HKEeGeM8gKqUKVYg-1", "wPhH6R3HKEeGeM8gKqUKVY*5"})
    void whatIsNoTextOfGaleraIsNoPosition(String text) {
        assertThat(Positions.parse(text)).isEmpty();
    }

    private static Position galera(String cluster, long sequence) {
        return GaleraPosition.of(cluster, "" + sequence).orElseThrow();
    }

    @Test
    void mariaDbComparesDomainByDomain() {
        assertThat(mariaDb("0-1-100,5-2-7").covers(mariaDb("0-1-100"))).isEqualTo(Reached.YES);
        assertThat(mariaDb("0-1-99,5-2-7").covers(mariaDb("0-1-100"))).isEqualTo(Reached.NO);
        assertThat(mariaDb("0-1-100").covers(mariaDb("5-2-7"))).isEqualTo(Reached.NO);
        assertThat(mariaDb("0-2-200,5-2-7").covers(mariaDb("0-1-100,5-2-9"))).isEqualTo(Reached.INCOMPARABLE);
    }

    @Test
    void aMariaDbFailoverLeavesTheSameNumberUnderTheNewServer() {
        assertThat(mariaDb("0-1-100").carriedInto(mariaDb("0-2-120"))).contains(mariaDb("0-2-100"));
        assertThat(mariaDb("0-1-100").carriedInto(mariaDb("0-2-97"))).contains(mariaDb("0-2-97"));
        assertThat(mariaDb("0-1-100").carriedInto(mariaDb("3-2-97"))).isEmpty();
    }

    @Test
    void aMariaDbPositionFallsIntoOnePartPerDomain() {
        assertThat(mariaDb("0-1-100,5-2-7").parts()).containsExactly(mariaDb("0-1-100"), mariaDb("5-2-7"));
        assertThat(mariaDb("0-1-100").merge(mariaDb("5-2-7"))).isEqualTo(mariaDb("0-1-100, 5-2-7"));
        assertThat(mariaDb("0-1-100").merge(mariaDb("0-2-7"))).isEqualTo(mariaDb("0-2-7"));
        assertThat(mariaDb("0-1-100").history())
                .isEqualTo(mariaDb("0-1-7").history())
                .isNotEqualTo(mariaDb("0-2-100").history());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "0-1", "0-1-", "0-1-2-3", "0-1-2,", "0-1-2,0-1-3", "0-1--2", "0-1-x", "5000000000-1-1"})
    void whatIsNoGtidPositionIsNone(String gtids) {
        assertThat(MariaDbPosition.of(gtids)).isEmpty();
    }

    @Test
    void aGtidSetCoversItsSubsets() {
        Position set = mysql(SOURCE_1 + ":1-5:7-9,\n" + SOURCE_2 + ":3");
        assertThat(set.covers(mysql(SOURCE_1 + ":2-4"))).isEqualTo(Reached.YES);
        assertThat(set.covers(mysql(SOURCE_1 + ":1-5:8," + SOURCE_2 + ":3"))).isEqualTo(Reached.YES);
        assertThat(set.covers(mysql(SOURCE_1 + ":5-7"))).isEqualTo(Reached.NO);
        assertThat(set.covers(mysql(SOURCE_1 + ":10"))).isEqualTo(Reached.NO);
        assertThat(set.covers(mysql(SOURCE_2 + ":2"))).isEqualTo(Reached.NO);
    }

    @Test
    void aReplicaIsAheadOfAPrimaryThatHasLostTransactionsOfItsOwn() {
        String server = "db-1:3306/" + SOURCE_1;
        Position primary = mysql(SOURCE_1 + ":1-95," + SOURCE_2 + ":1-10");
        assertThat(mysql(SOURCE_1 + ":1-100").isAheadOf(primary, server)).isTrue();
        assertThat(mysql(SOURCE_1 + ":1-95").isAheadOf(primary, server)).isFalse();
        assertThat(mysql(SOURCE_1 + ":1-95," + SOURCE_2 + ":1-11").isAheadOf(primary, server))
                .as("written on the replica itself, when it was the primary or by mistake")
                .isFalse();
        assertThat(mariaDb("0-1-100").isAheadOf(mariaDb("0-1-95"), "db-1:3306/1"))
                .isTrue();
        assertThat(mariaDb("0-1-100").isAheadOf(mariaDb("0-1-100"), "db-1:3306/1"))
                .isFalse();
        assertThat(mariaDb("0-1-95,1-3-7").isAheadOf(mariaDb("0-1-95,1-3-6"), "db-1:3306/1"))
                .as("of another server, by another way")
                .isFalse();
    }

    @Test
    void tagsNumberOnTheirOwn() {
        Position set = mysql(SOURCE_1 + ":1-5:orders:1-3:7:refunds:1");
        assertThat(set).isEqualTo(mysql(SOURCE_1 + ":1-5," + SOURCE_1 + ":Orders:1-3:7," + SOURCE_1 + ":refunds:1"));
        assertThat(set.covers(mysql(SOURCE_1 + ":orders:7"))).isEqualTo(Reached.YES);
        assertThat(set.covers(mysql(SOURCE_1 + ":orders:5"))).isEqualTo(Reached.NO);
        assertThat(set.covers(mysql(SOURCE_1 + ":refunds:2"))).isEqualTo(Reached.NO);
    }

    @Test
    void unionAndWhatAFailoverLeaves() {
        Position before = mysql(SOURCE_1 + ":1-100");
        Position primary = mysql(SOURCE_1 + ":1-95," + SOURCE_2 + ":1-10");
        assertThat(before.merge(primary)).isEqualTo(mysql(SOURCE_1 + ":1-100," + SOURCE_2 + ":1-10"));
        assertThat(before.carriedInto(primary)).contains(mysql(SOURCE_1 + ":1-95"));
        assertThat(before.carriedInto(mysql(SOURCE_2 + ":1"))).isEmpty();
        assertThat(mysql(SOURCE_1 + ":1-3:5-9").carriedInto(mysql(SOURCE_1 + ":3-5:8")))
                .contains(mysql(SOURCE_1 + ":3:5:8"));
    }

    @Test
    void adjacentAndOverlappingIntervalsAreOne() {
        assertThat(mysql(SOURCE_1 + ":4-6:1-3:5-9")).isEqualTo(mysql(SOURCE_1 + ":1-9"));
        assertThat(mysql(SOURCE_1 + ":1-9")).hasToString(SOURCE_1 + ":1-9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:0",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:5-3",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:tag",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:1,",
                "3e11fa47-71ca-11e1-9e33-c80aa942956:1",
                "1-1-1-1-1:1"
            })
    void whatIsNoGtidSetIsNone(String set) {
        assertThat(MysqlPosition.of(set)).isEmpty();
    }

    @Test
    void mySqlsPositionGoesUpToACommitWithAllThatWasThereBeforeIt() {
        assertThat(mysql(SOURCE_1 + ":1-5").upTo(mysql(SOURCE_1 + ":9"))).contains(mysql(SOURCE_1 + ":1-9"));
        assertThat(mysql(SOURCE_1 + ":1-5").upTo(mysql(SOURCE_1 + ":7:9"))).contains(mysql(SOURCE_1 + ":1-9"));
        assertThat(mysql(SOURCE_1 + ":1-9").upTo(mysql(SOURCE_1 + ":5"))).contains(mysql(SOURCE_1 + ":1-9"));
        assertThat(mysql(SOURCE_1 + ":1-4:6-9").upTo(mysql(SOURCE_1 + ":5"))).contains(mysql(SOURCE_1 + ":1-9"));
        assertThat(mysql(SOURCE_1 + ":1-4:1001-1004").upTo(mysql(SOURCE_1 + ":1007")))
                .contains(mysql(SOURCE_1 + ":1-4:1001-1007"));
        assertThat(mysql(SOURCE_1 + ":1-5," + SOURCE_2 + ":1-3").upTo(mysql(SOURCE_2 + ":5")))
                .contains(mysql(SOURCE_1 + ":1-5," + SOURCE_2 + ":1-5"));
    }

    @Test
    void mariaDbsPositionGoesUpToACommitOfItsDomain() {
        assertThat(mariaDb("0-1-5").upTo(mariaDb("0-1-9"))).contains(mariaDb("0-1-9"));
        assertThat(mariaDb("0-1-9").upTo(mariaDb("0-1-5"))).contains(mariaDb("0-1-9"));
        assertThat(mariaDb("0-1-5,3-1-8").upTo(mariaDb("0-1-6"))).contains(mariaDb("0-1-6,3-1-8"));
        assertThat(mariaDb("0-1-5").upTo(mariaDb("3-1-1"))).contains(mariaDb("0-1-5,3-1-1"));
    }

    @Test
    void aCommitOfASourceOfWhichNothingIsKnownBeforeItMakesNoPosition() {
        assertThat(mysql(SOURCE_1 + ":1-5").upTo(mysql(SOURCE_2 + ":6"))).isEmpty();
        assertThat(mysql(SOURCE_1 + ":1-5").upTo(mysql(SOURCE_1 + ":tag:6"))).isEmpty();
        assertThat(mysql(SOURCE_1 + ":5").upTo(mysql(SOURCE_1 + ":4"))).isEmpty();
        assertThat(mysql(SOURCE_1 + ":1-5").upTo(mysql(SOURCE_1 + ":1000002"))).isEmpty();
        assertThat(mysql(SOURCE_1 + ":5").upTo(mariaDb("0-1-6"))).isEmpty();
        assertThat(mariaDb("0-1-5").upTo(mariaDb("0-2-6"))).as("another server").isEmpty();
        assertThat(mariaDb("0-1-5").upTo(mysql(SOURCE_1 + ":6"))).isEmpty();
        assertThat(postgres(1, "1/0").upTo(postgres(1, "2/0"))).isEmpty();
    }

    @Test
    void theTextIsShort() {
        assertThat(new PostgresPosition(7_400_000_000_000_000_000L, 12, 0x16_B374_D848L).text())
                .hasSizeLessThan(28);
        assertThat(mysql(SOURCE_1 + ":1-1000000").text()).hasSizeLessThan(32);
        assertThat(mariaDb("0-1-1000000").text()).isEqualTo("m0-1-lfls");
    }

    private static Position postgres(int timeline, String lsn) {
        return PostgresPosition.of(7, timeline, lsn).orElseThrow();
    }

    private static Position mariaDb(String gtids) {
        return as(MariaDbPosition.of(gtids));
    }

    private static Position mysql(String set) {
        return as(MysqlPosition.of(set));
    }

    private static Position as(Optional<? extends Position> position) {
        return position.orElseThrow();
    }
}
