// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Bookmark.Demand;

/** What a bookmark demands of the server that answers a read, before and after the window, failovers included. */
class BookmarkTest {

    private static final long WINDOW = 5_000;
    private static final long WRITTEN = 1_700_000_000_000L;
    private static final long SOON = WRITTEN + 100;
    private static final long LATER = WRITTEN + WINDOW;

    @Test
    void aPositionThatThePrimaryHasIsDemandedAsItIs() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 10), WRITTEN);

        assertThat(bookmark.demand("app", at(1, 20), SOON, WINDOW)).isEqualTo(new Demand(false, at(1, 10)));
        assertThat(bookmark.demand("app", at(1, 20), LATER, WINDOW)).isEqualTo(new Demand(false, at(1, 10)));
        assertThat(bookmark.demand("other", at(1, 20), SOON, WINDOW)).isEqualTo(Demand.NONE);
    }

    @Test
    void aPositionAheadOfThePrimaryIsBelievedForTheWindowOnly() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 30), WRITTEN);

        assertThat(bookmark.demand("app", at(1, 20), SOON, WINDOW)).isEqualTo(new Demand(false, at(1, 30)));
        assertThat(bookmark.demand("app", at(1, 20), LATER, WINDOW)).isEqualTo(new Demand(false, at(1, 20)));
    }

    @Test
    void anOldPositionAheadOfThePrimaryIsDoubtedBecauseClocksMayDisagree() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 30), WRITTEN);

        assertThat(bookmark.doubts("app", at(1, 20), LATER, WINDOW)).isTrue();
        assertThat(bookmark.doubts("app", at(1, 20), SOON, WINDOW)).isFalse();
        assertThat(bookmark.doubts("app", at(1, 30), LATER, WINDOW)).isFalse();
        assertThat(bookmark.doubts("app", at(2, 20), LATER, WINDOW)).isFalse();
        assertThat(bookmark.doubts("other", at(1, 20), LATER, WINDOW)).isFalse();
        assertThat(bookmark.doubts("app", null, LATER, WINDOW)).isFalse();
    }

    @Test
    void afterAPromotionThePrimaryServesForTheWindowAndThenWhoeverHasReplayedAsFar() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 10), WRITTEN);

        assertThat(bookmark.demand("app", at(2, 20), SOON, WINDOW)).isEqualTo(Demand.PRIMARY);
        Demand after = bookmark.demand("app", at(2, 20), LATER, WINDOW);
        assertThat(after.metBy(at(2, 10))).isTrue();
        assertThat(after.metBy(at(2, 9))).isFalse();
        assertThat(after.metBy(at(1, 10))).isFalse();
    }

    @Test
    void aWriteBeforeAndOneAfterThePromotionAreBothDemanded() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 30), WRITTEN).with("app", at(2, 25), WRITTEN + 1);

        assertThat(bookmark.entries()).hasSize(2);
        assertThat(bookmark.demand("app", at(2, 40), LATER + 1, WINDOW)).isEqualTo(new Demand(false, at(2, 30)));
    }

    @Test
    void aForeignDatabaseIsWorthThePrimaryForTheWindowAndThenNothing() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", new PostgresPosition(99, 1, 10), WRITTEN);

        assertThat(bookmark.demand("app", at(1, 20), SOON, WINDOW)).isEqualTo(Demand.PRIMARY);
        assertThat(bookmark.demand("app", at(1, 20), LATER, WINDOW)).isEqualTo(Demand.NONE);
    }

    @Test
    void aWriteWithoutPositionIsWorthThePrimaryForTheWindow() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", null, WRITTEN);

        assertThat(bookmark.demand("app", null, SOON, WINDOW)).isEqualTo(Demand.PRIMARY);
        assertThat(bookmark.demand("app", null, LATER, WINDOW)).isEqualTo(Demand.NONE);
    }

    @Test
    void withoutThePrimaryReplicasGoOnServingWhatTheyAreKnownToHave() {
        Demand demand = Bookmark.EMPTY.with("app", at(1, 10), WRITTEN).demand("app", null, LATER, WINDOW);

        assertThat(demand.metBy(at(1, 10))).isTrue();
        assertThat(demand.metBy(null)).isFalse();
        assertThat(demand.metBy(at(2, 90))).isFalse();
    }

    @Test
    void twoHistoriesWithoutAPrimaryThatKnowsBothAreForThePrimary() {
        Bookmark bookmark = Bookmark.EMPTY.with("app", at(1, 10), WRITTEN).with("app", at(2, 20), WRITTEN);

        assertThat(bookmark.demand("app", null, SOON, WINDOW)).isEqualTo(Demand.PRIMARY);
    }

    @Test
    void everyDomainOfMariaDbIsDemanded() {
        Position written = MariaDbPosition.of("0-1-10,5-1-3").orElseThrow();
        Demand demand = Bookmark.EMPTY.with("app", written, WRITTEN).demand("app", written, SOON, WINDOW);

        assertThat(demand.metBy(MariaDbPosition.of("0-1-10,5-1-3").orElseThrow()))
                .isTrue();
        assertThat(demand.metBy(MariaDbPosition.of("0-1-10,5-1-2").orElseThrow()))
                .isFalse();
        assertThat(demand.metBy(MariaDbPosition.of("0-1-10").orElseThrow())).isFalse();
    }

    @Test
    void theNumberOfEntriesOfADatabaseIsBoundedAndTheOldestGo() {
        Bookmark bookmark = IntStream.range(0, 40)
                .mapToObj(number -> Bookmark.EMPTY.with("app", at(number, 1), WRITTEN + number))
                .reduce(Bookmark.EMPTY, Bookmark::merge);

        assertThat(bookmark.entries())
                .hasSize(Bookmark.MAX_ENTRIES)
                .allMatch(entry -> entry.issuedAt() >= WRITTEN + 40 - Bookmark.MAX_ENTRIES);
    }

    @Test
    void entriesOfOtherDatabasesDisplaceNone() {
        Bookmark bookmark = IntStream.range(0, 40)
                .mapToObj(number -> Bookmark.EMPTY.with("db" + number, at(1, number), WRITTEN + 1 + number))
                .reduce(Bookmark.EMPTY.with("app", at(1, 10), WRITTEN), Bookmark::merge);

        assertThat(bookmark.only(Set.of("app"))).isEqualTo(Bookmark.EMPTY.with("app", at(1, 10), WRITTEN));
    }

    private static Position at(int timeline, long lsn) {
        return new PostgresPosition(7, timeline, lsn);
    }
}
