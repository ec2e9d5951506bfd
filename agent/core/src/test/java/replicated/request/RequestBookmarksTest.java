// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Bookmark;
import replicated.bookmark.BookmarkCodec;
import replicated.bookmark.Position;
import replicated.bookmark.ReceivedBookmark;
import replicated.config.Secret;
import replicated.jdbc.ScopedDatabase;
import replicated.replica.Replica;
import replicated.route.Reason;

/** A response tells of what was committed, and what a client was told is what its next request waits for. */
class RequestBookmarksTest extends EntryScene {

    @Test
    void aClientThatWroteIsServedByAReplicaOnceItIsThere() {
        String cookie = writeAndTakeCookie();
        database.one.standsAt(99);
        database.two.standsAt(99);
        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);

        database.two.standsAt(100);

        assertThat(read(cookie).replica()).isSameAs(database.two);
    }

    /** A connection outlives the method that was content with old data, and what reads on it then need not be. */
    @Test
    void aReplicaThatDidForAStaleReadNeedNotDoForTheNext() {
        String cookie = writeAndTakeCookie();
        database.one.standsAt(99);
        database.two.standsAt(99);
        Object token = enter(new FakeHttp("GET", "/shop/").header("Cookie", cookie));
        ScopedDatabase part = scope().on(database);
        Object method = new AnnotatedCalls(scopes).enter(AnnotationKind.REPLICA_STALE);
        Replica behind = part.replica(null).chosen();
        assertThat(part.mayStayOn(behind, true)).isTrue();

        new AnnotatedCalls(scopes).exit(method);

        assertThat(part.mayStayOn(behind, false)).isFalse();
        assertThat(part.mayStayOn(behind, true)).as("in a transaction").isFalse();
        database.one.standsAt(100);
        database.two.standsAt(100);
        assertThat(part.mayStayOn(part.replica(null).chosen(), true)).isTrue();
        entry.exit(token, null);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -30_000, 30_000, 3_600_000})
    void aWriteOfANodeWithAnotherClockIsNotMissedBeforeThePrimaryIsSampledAgain(long skewMillis) {
        String cookie = bookmarkOf(FakeDatabase.at(150), System.currentTimeMillis() + skewMillis);
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(160));
        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);

        database.two.standsAt(150);

        assertThat(read(cookie).replica()).isSameAs(database.two);
    }

    @Test
    void anOldBookmarkAheadOfThePrimaryAsksForNoMoreThanThePrimaryHas() {
        String cookie = bookmarkOf(FakeDatabase.at(Long.MAX_VALUE), System.currentTimeMillis() - 30_000);

        assertThat(read(cookie).replica()).isNotNull();
        assertThat(database.captures).isEqualTo(1);
    }

    private static String bookmarkOf(Position position, long issuedAt) {
        BookmarkCodec codec =
                new BookmarkCodec(Secret.NONE, Duration.ofMinutes(1), Duration.ofSeconds(5), () -> issuedAt);
        return "replicated_bookmark="
                + codec.encode(Bookmark.EMPTY.with("app", position, issuedAt), ReceivedBookmark.NOTHING, Set.of("app"))
                        .text();
    }

    @Test
    void aWriteWhosePositionCannotBeHadCountsForTheWindow() {
        database.captured = CompletableFuture.failedFuture(new SQLException("primary is gone"));

        assertThat(read(writeAndTakeCookie()).reason()).isEqualTo(Reason.WINDOW);
    }

    @Test
    void staleReadsAreAllowedWhereTheApplicationSaysSo() {
        String cookie = writeAndTakeCookie();
        database.one.standsAt(1);
        database.two.standsAt(1);
        Object token = enter(new FakeHttp("GET", "/shop/").header("Cookie", cookie));
        Object stale = new AnnotatedCalls(scopes).enter(AnnotationKind.REPLICA_STALE);

        assertThat(scope().on(database).replica(null).replica()).isNotNull();

        new AnnotatedCalls(scopes).exit(stale);
        entry.exit(token, null);
    }

    @Test
    void aBookmarkIsOnlyOnResponsesOfScopesThatWrote() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        scope().on(database).replica(null);
        entry.exit(token, null);

        assertThat(commit.headersFor(http.request(JAKARTA))).isEmpty();
        assertThat(database.captures).isZero();
    }

    @Test
    void severalCommitsOfARequestAskThePrimaryOnce() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        for (int i = 0; i < 3; i++) {
            scope().on(database).writing(this, true);
            scope().on(database).committed(this);
        }
        entry.exit(token, null);

        assertThat(commit.headersFor(http.request(JAKARTA))).hasSize(2);
        assertThat(database.captures).isEqualTo(1);
    }

    @Test
    void aPostThatWroteNothingSetsNothingOnceItIsOver() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        entry.exit(enter(http), null);

        assertThat(commit.headersFor(http.request(JAKARTA))).isEmpty();
    }

    @Test
    void aPostDuringWhichAnotherThreadTookAConnectionCountsAsHavingWritten() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        otherThreads.take(database);
        entry.exit(token, null);

        String cookie = cookieOf(commit.headersFor(http.request(JAKARTA)));

        database.one.standsAt(99);
        database.two.standsAt(99);
        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void whatOtherThreadsDidBeforeAPostOrDuringAGetIsNotTheirs() {
        otherThreads.take(database);
        FakeHttp post = new FakeHttp("POST", "/shop/");
        entry.exit(enter(post), null);
        assertThat(commit.headersFor(post.request(JAKARTA))).isEmpty();

        FakeHttp get = new FakeHttp("GET", "/shop/");
        Object token = enter(get);
        otherThreads.take(database);
        entry.exit(token, null);
        assertThat(commit.headersFor(get.request(JAKARTA))).isEmpty();
    }

    @Test
    void whereTheCommitPointIsUnknownTheWorkOfOtherThreadsIsToldAtTheEndOfTheRequest() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = entry.enter(this, http.request(JAKARTA), http.response(JAKARTA_RESPONSE));
        otherThreads.take(database);
        entry.exit(token, null);

        assertThat(http.responseHeaders).containsKeys("Set-Cookie", "X-Replicated-Bookmark");
    }

    @Test
    void anotherRequestsBookmarkIsMergedAndNeverLowered() {
        String cookie = writeAndTakeCookie();
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(50));

        String merged = writeAndTakeCookie(new FakeHttp("POST", "/shop/").header("Cookie", cookie));

        database.one.standsAt(99);
        database.two.standsAt(99);
        assertThat(read(merged).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicated_bookmark=", "replicated_bookmark=v2.x", "replicated_bookmark=%%%", "x"})
    void tamperedBookmarksCountForNothing(String cookie) {
        assertThat(read(cookie).replica()).isNotNull();
    }

    @Test
    void theCookieIsSecureOnlyOverTls() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        assertThat(cookieLineOf(http))
                .contains("; HttpOnly", "; SameSite=Lax", "; Path=/")
                .doesNotContain("Secure");

        FakeHttp tls = new FakeHttp("POST", "/shop/");
        tls.secure = true;
        assertThat(cookieLineOf(tls)).endsWith("; Secure");
    }

    private String cookieLineOf(FakeHttp http) {
        Object token = enter(http);
        scope().on(database).writing(this, true);
        scope().on(database).committed(this);
        entry.exit(token, null);
        return commit.headersFor(http.request(JAKARTA)).get(0).getValue();
    }

    private String writeAndTakeCookie() {
        return writeAndTakeCookie(new FakeHttp("POST", "/shop/"));
    }

    private String writeAndTakeCookie(FakeHttp http) {
        return cookieLineOf(http).split(";", 2)[0];
    }

    private static String cookieOf(List<Map.Entry<String, String>> headers) {
        return headers.get(0).getValue().split(";", 2)[0];
    }
}
