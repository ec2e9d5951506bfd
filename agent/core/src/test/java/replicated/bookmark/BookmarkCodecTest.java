// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.Secret;

/** The text of a bookmark comes back from a client: nothing in it may be an error, and no tampering may be believed. */
class BookmarkCodecTest {

    private static final Duration MAX_AGE = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final long NOW = 1_700_000_000_000L;
    private static final Position POSITION = new PostgresPosition(7, 1, 0x16_B374_D848L);
    private static final Bookmark BOOKMARK =
            Bookmark.EMPTY.with("app", POSITION, NOW).with("log", null, NOW);

    private static final Set<String> OURS = Set.of("app", "log", "new", "gaps", "db0", "db1", "db2", "db3");

    @Test
    void theTextIsOfTokenCharactersOnly() {
        assertThat(write(unsignedAt(NOW), BOOKMARK)).matches("v2\\.[-A-Za-z0-9_*$!~]+");
        assertThat(write(signedAt(NOW), BOOKMARK))
                .matches("v2\\.([-A-Za-z0-9_*$!]+\\.[-A-Za-z0-9_]{22})~([-A-Za-z0-9_*$!]+\\.[-A-Za-z0-9_]{22})");
        assertThat(write(unsignedAt(NOW), Bookmark.EMPTY)).isEmpty();
    }

    @Test
    void itIsReadBack() {
        assertThat(read(unsignedAt(NOW), write(unsignedAt(NOW), BOOKMARK))).isEqualTo(BOOKMARK);
        assertThat(read(signedAt(NOW), write(signedAt(NOW), BOOKMARK))).isEqualTo(BOOKMARK);
    }

    @Test
    void anySingleChangedCharacterOfASignedEntryMakesItWorthNothing() {
        String text = write(signedAt(NOW), Bookmark.EMPTY.with("app", POSITION, NOW));
        for (int at = 0; at < text.length(); at++) {
            char other = text.charAt(at) == 'a' ? 'b' : 'a';
            String tampered = text.substring(0, at) + other + text.substring(at + 1);
            assertThat(read(signedAt(NOW), tampered)).as(tampered).isEqualTo(Bookmark.EMPTY);
        }
    }

    @Test
    void aTamperedEntryTakesNoOtherWithIt() {
        String text = write(signedAt(NOW), BOOKMARK);

        assertThat(read(signedAt(NOW), text.replace("app!", "abb!"))).isEqualTo(Bookmark.EMPTY.with("log", null, NOW));
    }

    @Test
    void unsignedOtherwiseSignedOrCutIsWorthNothingWhereASecretIsSet() {
        String text = write(signedAt(NOW), Bookmark.EMPTY.with("app", POSITION, NOW));

        assertThat(read(signedAt(NOW), write(unsignedAt(NOW), BOOKMARK))).isEqualTo(Bookmark.EMPTY);
        assertThat(read(signedAt(NOW), write(otherSecretAt(NOW), BOOKMARK))).isEqualTo(Bookmark.EMPTY);
        for (int length = 0; length < text.length(); length++) {
            assertThat(read(signedAt(NOW), text.substring(0, length))).isEqualTo(Bookmark.EMPTY);
        }
        assertThat(read(signedAt(NOW), text + "A")).isEqualTo(Bookmark.EMPTY);
    }

    @Test
    void aNodeWithoutASecretReadsTheBookmarksOfThoseWithOne() {
        assertThat(read(unsignedAt(NOW), write(signedAt(NOW), BOOKMARK))).isEqualTo(BOOKMARK);
    }

    @Test
    void whatANodeWithoutASecretHandsOnIsStillSigned() {
        String text = write(signedAt(NOW), BOOKMARK);
        ReceivedBookmark received = unsignedAt(NOW).decode(List.of(text));

        String handedOn = unsignedAt(NOW)
                .encode(received.own().with("new", POSITION, NOW), received, OURS)
                .text();

        assertThat(read(signedAt(NOW), handedOn)).isEqualTo(BOOKMARK);
    }

    @Test
    void aTimeWindowCountsForMaxAgeAndAPositionForAsLongAsItIsSent() {
        String text = write(signedAt(NOW), BOOKMARK);

        assertThat(read(signedAt(NOW + 60_000), text)).isEqualTo(BOOKMARK);
        assertThat(read(signedAt(NOW + 60_001), text)).isEqualTo(Bookmark.EMPTY.with("app", POSITION, NOW));
    }

    @Test
    void whatIsOlderThanMaxAgeIsNotSentAgain() {
        Bookmark later = BOOKMARK.with("new", POSITION, NOW + 60_001);

        assertThat(read(unsignedAt(NOW + 60_001), write(unsignedAt(NOW + 60_001), later)))
                .isEqualTo(Bookmark.EMPTY.with("new", POSITION, NOW + 60_001));
    }

    @Test
    void aBookmarkFromTheFutureIsForgivenTheWindowAndNoMore() {
        String text = write(unsignedAt(NOW), BOOKMARK);

        assertThat(read(unsignedAt(NOW - 5_000), text))
                .isEqualTo(Bookmark.EMPTY.with("app", POSITION, NOW - 5_000).with("log", null, NOW - 5_000));
        Bookmark fromTooFarAhead = read(unsignedAt(NOW - 5_001), text);
        assertThat(fromTooFarAhead.demand("log", POSITION, NOW - 5_001, WINDOW.toMillis()))
                .isEqualTo(Bookmark.Demand.NONE);
        assertThat(fromTooFarAhead.demand("app", POSITION, NOW - 5_001, WINDOW.toMillis()))
                .isEqualTo(new Bookmark.Demand(false, POSITION));
    }

    @Test
    void aPositionOfALaterVersionCountsForTheWindow() {
        assertThat(read(unsignedAt(NOW), "v2.app!" + Long.toString(NOW, 36) + "!z-of-tomorrow"))
                .isEqualTo(Bookmark.EMPTY.with("app", null, NOW));
    }

    @Test
    void whatDoesNotFitIntoACookieBecomesATimeWindow() {
        String gaps = IntStream.range(0, 2_000)
                .mapToObj(number -> String.valueOf(1_000 + 2 * number))
                .collect(Collectors.joining(":", "3e11fa47-71ca-11e1-9e33-c80aa9429562:", ""));
        Bookmark bookmark = Bookmark.EMPTY
                .with("gaps", MysqlPosition.of(gaps).orElseThrow(), NOW)
                .with("app", POSITION, NOW);

        String text = write(signedAt(NOW), bookmark);

        assertThat(text).hasSizeLessThanOrEqualTo(BookmarkCodec.MAX_TEXT);
        assertThat(read(signedAt(NOW), text))
                .isEqualTo(Bookmark.EMPTY.with("gaps", null, NOW).with("app", POSITION, NOW));
    }

    @Test
    void severalLongPositionsGiveWayOneByOne() {
        Bookmark bookmark = Bookmark.EMPTY;
        for (int database = 0; database < 4; database++) {
            int first = database;
            String sources = IntStream.range(0, 25)
                    .mapToObj(source -> new UUID(first, source) + ":1-9")
                    .collect(Collectors.joining(","));
            bookmark = bookmark.with("db" + first, MysqlPosition.of(sources).orElseThrow(), NOW);
        }

        Bookmark read = read(unsignedAt(NOW), write(unsignedAt(NOW), bookmark));

        assertThat(read.entries()).hasSize(4);
        assertThat(read.entries()).filteredOn(entry -> entry.position() != null).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v2",
                "v2.",
                "v2..",
                "v1.app!lopzvb4g!p7-1-a",
                "v3.app!lopzvb4g!p7-1-a",
                "v2.app",
                "v2.app!",
                "v2.!lopzvb4g",
                "v2.app!-1",
                "v2.app!LOPZVB4G",
                "v2.a pp!lopzvb4g",
                "v2.app!lopzvb4g!",
                "v2.app!lopzvb4g!p7 1",
                "v2.app!lopzvb4g.",
                "v2.app!lopzvb4g.short",
                "v2.app.AAAAAAAAAAAAAAAAAAAAAA",
                "v2..AAAAAAAAAAAAAAAAAAAAAA",
                "true",
                "../../etc/passwd",
                "v2.app!zzzzzzzzzzzzzz!p7-1-a"
            })
    void garbageIsWorthNothing(String text) {
        assertThat(read(unsignedAt(NOW), text)).isEqualTo(Bookmark.EMPTY);
    }

    @Test
    void noTextAndTooMuchTextAreWorthNothing() {
        assertThat(read(unsignedAt(NOW), null)).isEqualTo(Bookmark.EMPTY);
        String many = "v2." + "app!lopzvb4g~".repeat(200) + "app!lopzvb4g";
        assertThat(read(unsignedAt(NOW), many)).isEqualTo(Bookmark.EMPTY);
    }

    @Property
    void noTextIsAnError(
            @ForAll String text, @ForAll @CharRange(from = '!', to = '~') @StringLength(max = 80) String tail) {
        assertThat(read(unsignedAt(NOW), text)).isNotNull();
        assertThat(read(unsignedAt(NOW), "v2." + tail)).isNotNull();
        assertThat(read(unsignedAt(NOW), "v2.app!lopzvb4g!" + tail)).isNotNull();
        assertThat(read(signedAt(NOW), "v2." + tail)).isEqualTo(Bookmark.EMPTY);
        for (String kind : new String[] {"p", "m", "g"}) {
            assertThat(Positions.parse(kind + tail)).isNotNull();
            assertThat(Positions.parse(kind + text)).isNotNull();
        }
        assertThat(MariaDbPosition.of(text)).isNotNull();
        assertThat(MysqlPosition.of(text)).isNotNull();
        assertThat(PostgresPosition.of(7, 1, text)).isNotNull();
    }

    private static String write(BookmarkCodec codec, Bookmark bookmark) {
        return codec.encode(bookmark, ReceivedBookmark.NOTHING, OURS).text();
    }

    private static Bookmark read(BookmarkCodec codec, String text) {
        return codec.decode(Collections.singletonList(text)).demanded();
    }

    private static BookmarkCodec otherSecretAt(long millis) {
        return new BookmarkCodec(new Secret("another"), MAX_AGE, WINDOW, () -> millis);
    }

    private static BookmarkCodec signedAt(long millis) {
        return new BookmarkCodec(new Secret("a key of the operator"), MAX_AGE, WINDOW, () -> millis);
    }

    private static BookmarkCodec unsignedAt(long millis) {
        return new BookmarkCodec(Secret.NONE, MAX_AGE, WINDOW, () -> millis);
    }
}
