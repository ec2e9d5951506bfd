// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import replicated.bookmark.Position.Reached;
import replicated.config.Secret;

/** The laws that positions and bookmarks promise, on generated values: merge, order, text and back. */
class PositionPropertiesTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final BookmarkCodec CODEC =
            new BookmarkCodec(new Secret("key"), Duration.ofMinutes(1), Duration.ofSeconds(5), () -> NOW);

    @Property
    void aPositionIsReadBackFromItsText(@ForAll("positions") Position position) {
        assertThat(position.text()).matches("[-A-Za-z0-9_*$]+").hasSizeLessThanOrEqualTo(Positions.MAX_TEXT);
        assertThat(Positions.parse(position.text())).contains(position);
    }

    @Property
    void mergeCoversBothWhereTheyCanBeCompared(@ForAll("positions") Position one, @ForAll("positions") Position other) {
        if (one.covers(other) == Reached.INCOMPARABLE) {
            return;
        }
        Position merged = one.merge(other);
        assertThat(merged.covers(one)).isEqualTo(Reached.YES);
        assertThat(merged.covers(other)).isEqualTo(Reached.YES);
        assertThat(one.covers(merged) == Reached.YES).isEqualTo(one.equals(merged));
    }

    @Property
    void positionsOfOneHistoryMergeInAnyOrder(@ForAll("positions") Position one, @ForAll("positions") Position other) {
        if (one.history().equals(other.history())) {
            assertThat(one.merge(other)).isEqualTo(other.merge(one));
        }
    }

    @Property
    void thePartsMakeTheWhole(@ForAll("positions") Position position) {
        List<Position> parts = position.parts();
        assertThat(parts.stream().reduce(Position::merge)).contains(position);
        assertThat(parts).extracting(Position::history).doesNotHaveDuplicates();
    }

    @Property
    void whatIsCarriedOverIsNeverBeyondThePrimary(
            @ForAll("positions") Position position, @ForAll("positions") Position primary) {
        position.carriedInto(primary)
                .ifPresent(carried -> assertThat(primary.covers(carried)).isEqualTo(Reached.YES));
    }

    @Property
    void whatThePrimaryCoversIsCarriedOverAsItIs(
            @ForAll("positions") Position position, @ForAll("positions") Position primary) {
        if (primary.covers(position) == Reached.YES) {
            assertThat(position.carriedInto(primary)).contains(position);
        }
    }

    @Property
    void bookmarksMergeInAnyOrderAndAnyNumberOfTimes(
            @ForAll("bookmarks") Bookmark one, @ForAll("bookmarks") Bookmark two, @ForAll("bookmarks") Bookmark three) {
        assertThat(one.merge(two)).isEqualTo(two.merge(one));
        assertThat(one.merge(two).merge(three)).isEqualTo(one.merge(two.merge(three)));
        assertThat(one.merge(one)).isEqualTo(one);
        assertThat(one.merge(two).merge(two)).isEqualTo(one.merge(two));
    }

    @Property
    void aMergedBookmarkDemandsNoLessThanEachOfTheTwo(
            @ForAll("bookmarks") Bookmark one,
            @ForAll("bookmarks") Bookmark two,
            @ForAll("positions") Position primary,
            @ForAll("positions") Position replica) {
        boolean met = one.merge(two).demand("db", primary, NOW, 5_000).metBy(replica);
        if (met) {
            assertThat(one.demand("db", primary, NOW, 5_000).metBy(replica)).isTrue();
            assertThat(two.demand("db", primary, NOW, 5_000).metBy(replica)).isTrue();
        }
    }

    @Property
    void aBookmarkIsReadBackFromItsText(@ForAll("bookmarks") Bookmark bookmark) {
        String text = CODEC.encode(bookmark, ReceivedBookmark.NOTHING, Set.of("db", "other"))
                .text();

        assertThat(CODEC.decode(List.of(text)).own()).isEqualTo(bookmark);
    }

    @Provide
    Arbitrary<Position> positions() {
        Arbitrary<Position> postgres = Combinators.combine(
                        Arbitraries.longs().between(1, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(0, 9),
                                Arbitraries.longs().between(Long.MIN_VALUE, -2)))
                .as(PostgresPosition::new);
        Arbitrary<Position> galera = Combinators.combine(
                        Arbitraries.longs().between(1, 2), Arbitraries.longs().between(0, 9))
                .as((cluster, sequence) -> new GaleraPosition(new UUID(cluster, 7), sequence));
        return Arbitraries.oneOf(postgres, mariaDb(), mysql(), galera);
    }

    private static Arbitrary<Position> mariaDb() {
        Arbitrary<List<Integer>> last =
                Arbitraries.integers().between(1, 3).list().ofSize(2);
        return Arbitraries.maps(Arbitraries.integers().between(0, 3), last)
                .ofMinSize(1)
                .map(domains -> domains.entrySet().stream()
                        .map(domain -> domain.getKey() + "-" + domain.getValue().get(0) + "-"
                                + domain.getValue().get(1))
                        .collect(Collectors.joining(",")))
                .map(text -> MariaDbPosition.of(text).orElseThrow());
    }

    @Property
    void aPositionThatGoesUpToACommitCoversBothAndMergesIntoItself(
            @ForAll("mysqlPositions") Position known, @ForAll("mysqlPositions") Position commits) {
        known.upTo(commits).ifPresent(both -> {
            assertThat(both.covers(known)).isEqualTo(Reached.YES);
            assertThat(both.covers(commits)).isEqualTo(Reached.YES);
            assertThat(both.upTo(commits)).contains(both);
        });
    }

    @Provide
    Arbitrary<Position> mysqlPositions() {
        return mysql();
    }

    private static Arbitrary<Position> mysql() {
        Arbitrary<String> source =
                Arbitraries.of("3e11fa47-71ca-11e1-9e33-c80aa9429562", "00000000-0000-0000-0000-000000000000:tag_1");
        Arbitrary<Collection<Integer>> numbers =
                Arbitraries.integers().between(1, 12).set().ofMinSize(1).map(TreeSet::new);
        return Arbitraries.maps(source, numbers)
                .ofMinSize(1)
                .map(set -> set.entrySet().stream()
                        .map(member -> member.getKey() + ":"
                                + member.getValue().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(":")))
                        .collect(Collectors.joining(",")))
                .map(text -> MysqlPosition.of(text).orElseThrow());
    }

    @Provide
    Arbitrary<Bookmark> bookmarks() {
        Arbitrary<Bookmark.Entry> entry = Combinators.combine(
                        Arbitraries.of("db", "other"),
                        positions().injectNull(0.2).map(PositionPropertiesTest::onePart),
                        Arbitraries.longs().between(NOW - 10_000, NOW))
                .as(Bookmark.Entry::new);
        return entry.list().ofMaxSize(4).map(Bookmark::of);
    }

    private static Position onePart(Position position) {
        return position == null ? null : position.parts().get(0);
    }
}
