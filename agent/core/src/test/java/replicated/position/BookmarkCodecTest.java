package replicated.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

    @Test
    void theTextIsOfTokenCharactersOnly() {
        assertThat(unsignedAt(NOW).encode(BOOKMARK)).matches("v1\\.[-A-Za-z0-9_*$!~]+");
        assertThat(signedAt(NOW).encode(BOOKMARK)).matches("v1\\.[-A-Za-z0-9_*$!~]+\\.[-A-Za-z0-9_]{22}");
        assertThat(unsignedAt(NOW).encode(Bookmark.EMPTY)).isEmpty();
    }

    @Test
    void itIsReadBack() {
        assertThat(unsignedAt(NOW).decode(unsignedAt(NOW).encode(BOOKMARK))).isEqualTo(BOOKMARK);
        assertThat(signedAt(NOW).decode(signedAt(NOW).encode(BOOKMARK))).isEqualTo(BOOKMARK);
    }

    @Test
    void anySingleChangedCharacterOfASignedBookmarkMakesItWorthNothing() {
        String text = signedAt(NOW).encode(BOOKMARK);
        for (int at = 0; at < text.length(); at++) {
            char other = text.charAt(at) == 'a' ? 'b' : 'a';
            String tampered = text.substring(0, at) + other + text.substring(at + 1);
            assertThat(signedAt(NOW).decode(tampered)).as(tampered).isEqualTo(Bookmark.EMPTY);
        }
    }

    @Test
    void unsignedOtherwiseSignedOrCutIsWorthNothingWhereASecretIsSet() {
        String text = signedAt(NOW).encode(BOOKMARK);
        BookmarkCodec otherKey = new BookmarkCodec(new Secret("another"), MAX_AGE, WINDOW, () -> NOW);

        assertThat(signedAt(NOW).decode(unsignedAt(NOW).encode(BOOKMARK))).isEqualTo(Bookmark.EMPTY);
        assertThat(signedAt(NOW).decode(otherKey.encode(BOOKMARK))).isEqualTo(Bookmark.EMPTY);
        for (int length = 0; length < text.length(); length++) {
            assertThat(signedAt(NOW).decode(text.substring(0, length))).isEqualTo(Bookmark.EMPTY);
        }
        assertThat(signedAt(NOW).decode(text + "A")).isEqualTo(Bookmark.EMPTY);
    }

    @Test
    void aNodeWithoutASecretReadsTheBookmarksOfThoseWithOne() {
        assertThat(unsignedAt(NOW).decode(signedAt(NOW).encode(BOOKMARK))).isEqualTo(BOOKMARK);
    }

    @Test
    void aTimeWindowCountsForMaxAgeAndAPositionForAsLongAsItIsSent() {
        String text = signedAt(NOW).encode(BOOKMARK);

        assertThat(signedAt(NOW + 60_000).decode(text)).isEqualTo(BOOKMARK);
        assertThat(signedAt(NOW + 60_001).decode(text)).isEqualTo(Bookmark.EMPTY.with("app", POSITION, NOW));
    }

    @Test
    void whatIsOlderThanMaxAgeIsNotSentAgain() {
        Bookmark later = BOOKMARK.with("new", POSITION, NOW + 60_001);

        assertThat(unsignedAt(NOW + 60_001).decode(unsignedAt(NOW + 60_001).encode(later)))
                .isEqualTo(Bookmark.EMPTY.with("new", POSITION, NOW + 60_001));
    }

    @Test
    void aBookmarkFromTheFutureIsForgivenTheWindowAndNoMore() {
        String text = unsignedAt(NOW).encode(BOOKMARK);

        assertThat(unsignedAt(NOW - 5_000).decode(text))
                .isEqualTo(Bookmark.EMPTY.with("app", POSITION, NOW - 5_000).with("log", null, NOW - 5_000));
        Bookmark fromTooFarAhead = unsignedAt(NOW - 5_001).decode(text);
        assertThat(fromTooFarAhead.demand("log", POSITION, NOW - 5_001, WINDOW.toMillis()))
                .isEqualTo(Bookmark.Demand.NONE);
        assertThat(fromTooFarAhead.demand("app", POSITION, NOW - 5_001, WINDOW.toMillis()))
                .isEqualTo(new Bookmark.Demand(false, POSITION));
    }

    @Test
    void aPositionOfALaterVersionCountsForTheWindow() {
        assertThat(unsignedAt(NOW).decode("v1.app!" + Long.toString(NOW, 36) + "!z-of-tomorrow"))
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

        String text = signedAt(NOW).encode(bookmark);

        assertThat(text).hasSizeLessThanOrEqualTo(BookmarkCodec.MAX_TEXT);
        assertThat(signedAt(NOW).decode(text))
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

        Bookmark read = unsignedAt(NOW).decode(unsignedAt(NOW).encode(bookmark));

        assertThat(read.entries()).hasSize(4);
        assertThat(read.entries()).filteredOn(entry -> entry.position() != null).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "v1.",
                "v1..",
                "v2.app!lopzvb4g!p7-1-a",
                "v1.app",
                "v1.app!",
                "v1.!lopzvb4g",
                "v1.app!-1",
                "v1.app!LOPZVB4G",
                "v1.a pp!lopzvb4g",
                "v1.app!lopzvb4g~",
                "true",
                "../../etc/passwd",
                "v1.app!zzzzzzzzzzzzzz!p7-1-a"
            })
    void garbageIsWorthNothing(String text) {
        assertThat(unsignedAt(NOW).decode(text)).isEqualTo(Bookmark.EMPTY);
    }

    @Test
    void noTextAndTooMuchTextAreWorthNothing() {
        assertThat(unsignedAt(NOW).decode(null)).isEqualTo(Bookmark.EMPTY);
        String many = "v1." + "app!lopzvb4g~".repeat(200) + "app!lopzvb4g";
        assertThat(unsignedAt(NOW).decode(many)).isEqualTo(Bookmark.EMPTY);
    }

    @Property
    void noTextIsAnError(
            @ForAll String text, @ForAll @CharRange(from = '!', to = '~') @StringLength(max = 80) String tail) {
        assertThat(unsignedAt(NOW).decode(text)).isNotNull();
        assertThat(unsignedAt(NOW).decode("v1." + tail)).isNotNull();
        assertThat(unsignedAt(NOW).decode("v1.app!lopzvb4g!" + tail)).isNotNull();
        assertThat(signedAt(NOW).decode("v1." + tail)).isEqualTo(Bookmark.EMPTY);
        for (String kind : new String[] {"p", "m", "g"}) {
            assertThat(Positions.parse(kind + tail)).isNotNull();
            assertThat(Positions.parse(kind + text)).isNotNull();
        }
        assertThat(MariaDbPosition.of(text)).isNotNull();
        assertThat(MysqlPosition.of(text)).isNotNull();
        assertThat(PostgresPosition.of(7, 1, text)).isNotNull();
    }

    private static BookmarkCodec signedAt(long millis) {
        return new BookmarkCodec(new Secret("a key of the operator"), MAX_AGE, WINDOW, () -> millis);
    }

    private static BookmarkCodec unsignedAt(long millis) {
        return new BookmarkCodec(Secret.NONE, MAX_AGE, WINDOW, () -> millis);
    }
}
