// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import replicated.config.Secret;

/**
 * Applications on one host name share one cookie, whatever their secrets and databases: none takes away what another
 * has told the client, and none believes what it cannot verify.
 */
class SharedCookieTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /** One application: a secret or none, and a database of its own. Keeps nothing but what the client has. */
    private static final class Application {

        private final String database;
        private final BookmarkCodec codec;
        private long clock = NOW;

        Application(String secret, String database, Duration maxAge) {
            this.database = database;
            this.codec = new BookmarkCodec(new Secret(secret), maxAge, WINDOW, () -> clock);
        }

        Application(String secret, String database) {
            this(secret, database, Duration.ofSeconds(60));
        }

        BookmarkCodec.Encoded write(String cookie, Bookmark bookmark) {
            ReceivedBookmark received = codec.decode(List.of(cookie));
            return codec.encode(received.own().merge(bookmark), received, Set.of(database));
        }

        String write(String cookie, long lsn) {
            return write(cookie, Bookmark.EMPTY.with(database, at(lsn), clock)).text();
        }

        Bookmark.Demand demand(String... cookies) {
            return codec.decode(List.of(cookies)).demanded().demand(database, at(1_000_000), clock, WINDOW.toMillis());
        }
    }

    private static Position at(long lsn) {
        return new PostgresPosition(7, 1, lsn);
    }

    private static Bookmark.Demand demanding(long lsn) {
        return new Bookmark.Demand(false, at(lsn));
    }

    @Property
    void whateverTheOrderOfWritesEachApplicationFindsItsLatest(
            @ForAll("applications") List<Application> applications, @ForAll("turns") List<Integer> turns) {
        String cookie = "";
        long[] latest = new long[applications.size()];
        for (int turn = 0; turn < turns.size(); turn++) {
            int who = turns.get(turn) % applications.size();
            latest[who] = turn + 1L;
            cookie = applications.get(who).write(cookie, turn + 1L);
        }

        assertThat(cookie).hasSizeLessThanOrEqualTo(BookmarkCodec.MAX_TEXT);
        for (int who = 0; who < applications.size(); who++) {
            Bookmark.Demand demand = applications.get(who).demand(cookie);
            assertThat(demand).isEqualTo(latest[who] == 0 ? Bookmark.Demand.NONE : demanding(latest[who]));
        }
    }

    @Provide
    Arbitrary<List<Application>> applications() {
        return Combinators.combine(
                        Arbitraries.of("", "one secret", "another"), Arbitraries.of("", "one secret", "another"))
                .as((one, other) -> List.of(new Application(one, "one"), new Application(other, "other")));
    }

    @Provide
    Arbitrary<List<Integer>> turns() {
        return Arbitraries.integers().between(0, 1).list().ofMaxSize(12);
    }

    @Test
    void twoSecretsOnOneDatabaseLeaveEachOtherAlone() {
        Application one = new Application("one", "app");
        Application other = new Application("other", "app");

        String cookie = one.write(other.write(one.write("", 10), 20), 30);

        assertThat(one.demand(cookie)).isEqualTo(demanding(30));
        assertThat(other.demand(cookie)).isEqualTo(demanding(20));
    }

    @Test
    void anApplicationWithoutASecretBesideOneWithASecret() {
        Application signed = new Application("secret", "app");
        Application unsigned = new Application("", "app");

        String cookie = unsigned.write(signed.write(unsigned.write("", 5), 10), 20);

        assertThat(signed.demand(cookie))
                .as("the unsigned entry is not believed")
                .isEqualTo(demanding(10));
        assertThat(unsigned.demand(cookie)).isEqualTo(demanding(20));
        assertThat(unsigned.demand(signed.write(cookie, 30)))
                .as("no harm in it")
                .isEqualTo(demanding(30));
    }

    @Test
    void whatIsHandedOnIsHandedOnExactly() {
        Application ours = new Application("ours", "app");
        String theirs = new Application("theirs", "elsewhere").write("", 10).substring(3);
        String later = "elsewhere!" + Long.toString(NOW, 36) + "!zOfTomorrow-1_*$.AAAAAAAAAAAAAAAAAAAAAA";
        String ahead = "ahead!" + Long.toString(NOW + 60_000, 36) + "!p7-1-a";

        String cookie = ours.write("v2." + theirs + "~" + later + "~" + ahead, 20);

        assertThat(cookie).contains("~" + theirs, "~" + later, "~" + ahead);
    }

    @Test
    void aForgedEntryOfOurOwnDatabaseIsWorthNothing() {
        Application ours = new Application("ours", "app");
        String forged = new Application("forger", "app").write("", 99);

        assertThat(ours.demand(forged)).isEqualTo(Bookmark.Demand.NONE);
        assertThat(ours.demand(ours.write(forged, 10))).isEqualTo(demanding(10));
    }

    @Test
    void theClientKeepsWhatIsHandedOnForAsLongAsItMayCount() {
        Application brief = new Application("ours", "app", Duration.ofSeconds(60));
        Application lasting = new Application("theirs", "elsewhere", Duration.ofMinutes(50));
        String theirs = lasting.write("", 10);
        brief.clock = NOW + 600_000;

        BookmarkCodec.Encoded both = brief.write(theirs, Bookmark.EMPTY.with("app", at(20), brief.clock));

        assertThat(both.keep()).isGreaterThanOrEqualTo(Duration.ofMinutes(40));
        assertThat(brief.write("", Bookmark.EMPTY.with("app", at(20), brief.clock))
                        .keep())
                .isEqualTo(Duration.ofSeconds(60));
        lasting.clock = NOW + 3_000_000;
        assertThat(lasting.demand(both.text())).isEqualTo(demanding(10));
    }

    @Test
    void whatIsOlderThanAnHourIsNotHandedOn() {
        Application ours = new Application("ours", "app");
        String theirs = new Application("theirs", "elsewhere").write("", 10);

        ours.clock = NOW + HOUR;
        assertThat(ours.write(theirs, 20)).contains(theirs.substring(3));
        ours.clock = NOW + HOUR + 1;
        assertThat(ours.write(theirs, 20)).doesNotContain("elsewhere");
        ours.clock = NOW - HOUR - 1;
        assertThat(ours.write(theirs, 20)).as("made up").doesNotContain("elsewhere");
    }

    @Test
    void theOldestOfTheOthersGoFirstAndNoneOfOurs() {
        Application ours = new Application("ours", "app");
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add("db" + i + "!" + Long.toString(NOW - i, 36) + "!p7-1-" + "1".repeat(60));
        }
        Collections.reverse(others);

        String cookie = ours.write("v2." + String.join("~", others.subList(0, 20)), 10);
        assertThat(cookie).contains("db20!").doesNotContain("db39!");

        String tooLong =
                others.stream().map(each -> each + "2".repeat(500)).limit(3).collect(Collectors.joining("~"));
        cookie = ours.write("v2." + tooLong, 20);
        assertThat(cookie).hasSizeLessThanOrEqualTo(BookmarkCodec.MAX_TEXT);
        assertThat(ours.demand(cookie)).isEqualTo(demanding(20));
    }

    @Test
    void theRealCookieIsFoundBehindAnyNumberOfOthersOfTheSameName() {
        for (String secret : new String[] {"", "secret"}) {
            Application ours = new Application(secret, "app");
            String real = ours.write("", 10);
            List<String> cookies = IntStream.range(0, 300)
                    .mapToObj(i -> "v2.junk" + i + "!" + Long.toString(NOW, 36) + "!p7-1-a" + i
                            + (secret.isEmpty() ? "" : ".AAAAAAAAAAAAAAAAAAAAAA"))
                    .collect(Collectors.toList());
            cookies.addAll(Collections.nCopies(50_000, "junk"));
            cookies.addAll(Collections.nCopies(50_000, "v2." + "x".repeat(BookmarkCodec.MAX_TEXT)));
            cookies.add(real);

            assertThat(ours.demand(cookies.toArray(String[]::new))).isEqualTo(demanding(10));
        }
    }

    @Test
    void theWorkOnWhatCouldBeABookmarkIsBounded() {
        Application ours = new Application("secret", "app");
        List<String> forged = IntStream.range(0, BookmarkCodec.MAX_VERIFIED)
                .mapToObj(i -> "v2.app!" + Long.toString(NOW, 36) + "!p7-1-" + i + ".AAAAAAAAAAAAAAAAAAAAAA")
                .collect(Collectors.toList());
        forged.add(ours.write("", 10));

        assertThat(ours.demand(forged.toArray(String[]::new))).isEqualTo(Bookmark.Demand.NONE);
    }
}
