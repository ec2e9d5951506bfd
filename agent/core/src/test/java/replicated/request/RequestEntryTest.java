// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Bookmark;
import replicated.bookmark.BookmarkCodec;
import replicated.bookmark.Position;
import replicated.bookmark.ReceivedBookmark;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.config.Secret;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.log.Faults;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/** A scope is opened once per request, found again wherever the request goes, and gone when it is over. */
class RequestEntryTest {

    @TempDir
    Path folder;

    private static final Class<?> JAKARTA = jakarta.servlet.http.HttpServletRequest.class;
    private static final Class<?> JAKARTA_RESPONSE = jakarta.servlet.http.HttpServletResponse.class;

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final ResponseCommit commit = new ResponseCommit();
    private final OtherThreads otherThreads = new OtherThreads();
    private Scopes scopes = scopes(Config.DEFAULT);
    private RequestEntry entry = new RequestEntry(scopes, commit);

    private Scopes scopes(Config config) {
        return new Scopes(config, new LearnedRoutes(null), Decisions.NONE, otherThreads);
    }

    private void configure(Config config) {
        scopes = scopes(config);
        entry = new RequestEntry(scopes, commit);
    }

    @AfterEach
    void noThreadLocalIsLeft() {
        assertThat(CurrentScope.frame()).isNull();
    }

    private Object enter(FakeHttp http) {
        commit.armed("jdk.proxy");
        commit.armed("com.sun.proxy");
        return entry.enter(this, http.request(JAKARTA), http.response(JAKARTA_RESPONSE));
    }

    @ParameterizedTest
    @ValueSource(classes = {jakarta.servlet.http.HttpServletRequest.class, javax.servlet.http.HttpServletRequest.class})
    void bothServletApisOpenAScope(Class<?> api) {
        FakeHttp http = new FakeHttp("GET", "/shop/owners/7");

        Object token = entry.enter(this, http.request(api), http.response(JAKARTA_RESPONSE));

        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.READ_METHOD);
        assertThat(scopes.routing(CurrentScope.frame()).route()).isEqualTo("GET /owners/*");
        entry.exit(token, null);
    }

    @Test
    void onlyTheOutermostEntryOpensAScope() {
        FakeHttp http = new FakeHttp("GET", "/shop/");

        Object filter = enter(http);
        RoutingScope scope = scopes.routing(CurrentScope.frame());
        Object servlet = enter(http);
        assertThat(scopes.routing(CurrentScope.frame())).isSameAs(scope);
        entry.exit(servlet, null);
        assertThat(scopes.routing(CurrentScope.frame())).isSameAs(scope);
        entry.exit(filter, new IllegalStateException("thrown by the application"));

        assertThat(scopes.routing(CurrentScope.frame())).isNull();
    }

    @Test
    void anAsyncDispatchOnAnotherThreadFindsTheScopeAgain() throws Exception {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        RoutingScope scope = scopes.routing(CurrentScope.frame());
        http.asyncStarted = true;
        entry.exit(token, null);

        RoutingScope seen = CompletableFuture.supplyAsync(() -> {
                    Object dispatched = enter(http);
                    try {
                        return scopes.routing(CurrentScope.frame());
                    } finally {
                        entry.exit(dispatched, null);
                        assertThat(CurrentScope.frame()).isNull();
                    }
                })
                .get();

        assertThat(seen).isSameAs(scope);
    }

    /** As on Grizzly, whose requests then throw whatever they are asked. */
    @Test
    void anAsyncRequestThatIsCompletedElsewhereBeforeItsServletReturnsIsNoFault() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        http.asyncStarted = true;
        http.completesMeanwhile = true;
        Map<String, Long> faults = Faults.counts();

        entry.exit(enter(http), null);

        assertThat(Faults.counts()).isEqualTo(faults);
        assertThat(CurrentScope.frame()).isNull();
    }

    @Test
    void aTaskOfAnAsyncContextRunsInTheScope() throws Exception {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        RoutingScope scope = scopes.routing(CurrentScope.frame());
        RoutingScope[] seen = new RoutingScope[1];
        Runnable task = entry.asyncTask(new Object(), () -> seen[0] = scopes.routing(CurrentScope.frame()));
        entry.exit(token, null);

        CompletableFuture.runAsync(task).get();

        assertThat(seen[0]).isSameAs(scope);
    }

    @Test
    void modeOffOpensNothing() throws Exception {
        configure(config("mode: off"));

        assertThat(enter(new FakeHttp("GET", "/shop/"))).isNull();
        assertThat(scopes.routing(CurrentScope.frame())).isNull();
    }

    /** Off means off (P7). Fails if {@code Scope.intent} does not ask for the mode in force. */
    @Test
    void theKillSwitchWorksInTheMiddleOfARequest() throws Exception {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        RoutingScope scope = scopes.routing(CurrentScope.frame());

        scopes.apply(config("mode: off"));

        assertThat(scope.intent()).isEqualTo(Intent.OFF);
        assertThat(scopes.routing(CurrentScope.frame())).isNull();
        entry.exit(token, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: off", "mode: observe"})
    void whoeverWroteBeforeTheSwitchToRouteReadsItAfterwardsWithoutABookmark(String before) throws Exception {
        configure(config(before));
        database.captured = new CompletableFuture<>();
        database.one.standsAt(99);
        database.two.standsAt(99);

        scopes.apply(config("mode: route"));
        assertThat(read("x").reason()).isEqualTo(Reason.WINDOW);
        database.captured.complete(FakeDatabase.at(100));
        assertThat(read("x").reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        database.two.standsAt(100);

        assertThat(read("x").replica()).isSameAs(database.two);
        assertThat(database.captures).isEqualTo(1);
    }

    @Test
    void withoutPositionsTheSwitchToRouteWorksAtOnce() throws Exception {
        configure(config("mode: off"));
        database.captured = CompletableFuture.completedFuture(null);

        scopes.apply(config("mode: route"));

        assertThat(read("x").replica()).isNotNull();
    }

    @Test
    void aRuleComesBeforeTheVerb() throws Exception {
        configure(config("routes: [{path: /reports/**, methods: [POST], use: replica}]"));

        Object token = enter(new FakeHttp("POST", "/shop/reports/7"));

        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.RULE_REPLICA);
        entry.exit(token, null);
    }

    /** It is the operator's word. */
    @Test
    void aRuleIsNotOverruledByAWriteThatWasSeen() throws Exception {
        configure(config("routes: [{path: /reports/**, methods: [POST], use: replica}]"));
        Object token = enter(new FakeHttp("POST", "/shop/reports/7"));
        RoutingScope scope = scopes.routing(CurrentScope.frame());

        scope.learnWriter();

        assertThat(scope.trust()).isEqualTo(RouteTrust.TRUSTED);
        entry.exit(token, null);
    }

    @Test
    void theInnermostAnnotationComesBeforeEverything() {
        AnnotatedCalls calls = new AnnotatedCalls(scopes);
        Object token = enter(new FakeHttp("GET", "/shop/"));

        Object primary = calls.enter(AnnotationKind.PRIMARY);
        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.ANNOTATION_PRIMARY);
        Object replica = calls.enter(AnnotationKind.REPLICA);
        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.ANNOTATION_REPLICA);
        calls.exit(replica);
        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.ANNOTATION_PRIMARY);
        calls.exit(primary);

        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.READ_METHOD);
        entry.exit(token, null);
    }

    @Test
    void outsideARequestAReplicaAnnotationIsAScopeAndAPrimaryAnnotationIsNone() {
        AnnotatedCalls calls = new AnnotatedCalls(scopes);

        assertThat(calls.enter(AnnotationKind.PRIMARY)).isNull();
        Object replica = calls.enter(AnnotationKind.REPLICA);
        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.ANNOTATION_REPLICA);
        calls.exit(replica);

        assertThat(scopes.routing(CurrentScope.frame())).isNull();
    }

    /** One request, one view (P3). Fails if {@code ScopedDatabaseState.replica} does not keep its choice. */
    @Test
    void allReadsOfARequestGoToOneReplica() {
        Object token = enter(new FakeHttp("GET", "/shop/"));

        ScopedDatabase.Choice first =
                scopes.routing(CurrentScope.frame()).on(database).replica(null);

        for (int i = 0; i < 5; i++) {
            assertThat(scopes.routing(CurrentScope.frame()).on(database).replica(null))
                    .isEqualTo(first);
        }
        entry.exit(token, null);
    }

    @Test
    void aWriteThroughOnePoolCountsForEveryPoolToTheSameDatabase() {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        FakeDatabase throughAnotherPool = new FakeDatabase(ReadYourWrites.POSITION);

        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);

        assertThat(scopes.routing(CurrentScope.frame()).on(throughAnotherPool).hasWritten())
                .isTrue();
        entry.exit(token, null);
    }

    @Test
    void aReplicaThatFailedTheScopeIsNotTakenAgain() {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        ScopedDatabase.Choice first =
                scopes.routing(CurrentScope.frame()).on(database).replica(null);

        ScopedDatabase.Choice second =
                scopes.routing(CurrentScope.frame()).on(database).replica(first.replica());

        assertThat(second.replica()).isNotNull().isNotSameAs(first.replica());
        entry.exit(token, null);
    }

    @Test
    void aClientThatWroteIsServedByAReplicaOnceItIsThere() {
        String cookie = writeAndTakeCookie();
        database.one.standsAt(99);
        database.two.standsAt(99);
        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);

        database.two.standsAt(100);

        assertThat(read(cookie).replica()).isSameAs(database.two);
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

        assertThat(scopes.routing(CurrentScope.frame())
                        .on(database)
                        .replica(null)
                        .replica())
                .isNotNull();

        new AnnotatedCalls(scopes).exit(stale);
        entry.exit(token, null);
    }

    @Test
    void aBookmarkIsOnlyOnResponsesOfScopesThatWrote() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).replica(null);
        entry.exit(token, null);

        assertThat(commit.headersFor(http.request(JAKARTA))).isEmpty();
        assertThat(database.captures).isZero();
    }

    @Test
    void severalCommitsOfARequestAskThePrimaryOnce() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        for (int i = 0; i < 3; i++) {
            scopes.routing(CurrentScope.frame()).on(database).writing(this, true);
            scopes.routing(CurrentScope.frame()).on(database).committed(this);
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
        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);
        scopes.routing(CurrentScope.frame()).on(database).committed(this);
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

    private ScopedDatabase.Choice read(String cookie) {
        Object token = enter(new FakeHttp("GET", "/shop/").header("Cookie", cookie));
        try {
            return scopes.routing(CurrentScope.frame()).on(database).replica(null);
        } finally {
            entry.exit(token, null);
        }
    }

    private Config config(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        return ConfigParser.parse(file.toFile(), name -> null);
    }
}
