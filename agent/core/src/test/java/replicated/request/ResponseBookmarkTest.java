// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Position;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.ScopedDatabase;
import replicated.route.Reason;

/**
 * A response carries a bookmark if something was written, and what no header can tell the node remembers: writes that
 * come after the response, and those whose bookmark was lost to another response of the same client.
 */
class ResponseBookmarkTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final LearnedRoutes learned = new LearnedRoutes(null);
    private final ResponseCommit commit = new ResponseCommit();
    private final List<Boolean> finished = new ArrayList<>();
    private final List<String> bookmarks = new ArrayList<>();
    private final Decisions decisions = new NoDecisions() {
        @Override
        public void finished(String route, boolean wrote) {
            finished.add(wrote);
        }

        @Override
        public void count(CounterMetric metric, String name, String value) {
            if (metric == CounterMetric.STALE_READS_PREVENTED) {
                bookmarks.add("prevented");
            }
        }

        @Override
        public void heldByWindow(String name, String route, String cause) {
            bookmarks.add(route + " after " + cause);
        }
    };
    private final Scopes scopes = new Scopes(Config.DEFAULT, learned, decisions, new OtherThreads());
    private final RequestEntry entry = new RequestEntry(scopes, commit);

    @BeforeEach
    void theContainerTellsOfItsCommits() {
        commit.armed("jdk.proxy");
        commit.armed("com.sun.proxy");
    }

    /** A request that is being served, by this thread. */
    private final class Served extends ServedRequest {

        Served(String method, String... cookies) {
            super(entry, commit, method, "/shop/things", cookies);
        }

        ScopedDatabase part() {
            return scopes.routing(CurrentScope.frame()).on(database);
        }

        Served write() {
            part().decided(null, Reason.WRITE_METHOD);
            part().writing(this, true);
            return this;
        }

        Served commit() {
            part().committed(this);
            return this;
        }
    }

    private ScopedDatabase.Choice read(String... cookies) {
        try (Served get = new Served("GET", cookies)) {
            return get.part().replica(null);
        }
    }

    /** Replicas that have not replayed what the primary wrote at 100. */
    private void replicasAreBehind() {
        database.one.standsAt(99);
        database.two.standsAt(99);
    }

    @Test
    void aTransactionThatWasRolledBackCarriesNothingAndCountsAsNothing() {
        try (Served post = new Served("POST")) {
            post.write().part().rolledBack(post);
            assertThat(post.respond()).isNull();
        }

        assertThat(finished).containsExactly(false);
        assertThat(database.captures).isZero();
    }

    /** A second pool, {@code REQUIRES_NEW}: the response can tell of the one that is committed only. */
    @Test
    void aCommitOfAnotherConnectionDoesNotEndTheTransactionThatIsOpen() {
        String cookie;
        try (Served post = new Served("POST")) {
            post.write();
            post.part().writing(this, true);
            post.part().committed(this);
            cookie = post.respond();
        }

        assertThat(read(cookie).reason()).isEqualTo(Reason.WINDOW);
    }

    @Test
    void aWriteBesideARolledBackTransactionCounts() {
        try (Served post = new Served("POST")) {
            post.write().commit().write().part().rolledBack(post);
            assertThat(post.respond()).contains("!p");
        }

        assertThat(finished).containsExactly(true);
    }

    @Test
    void aPostThatTookNoConnectionCarriesNothingHoweverEarlyItsResponseIsCommitted() {
        try (Served post = new Served("POST")) {
            assertThat(post.respond()).isNull();
        }
    }

    @Test
    void aResponseOfALearnedRouteThatIsCommittedEarlyCarriesNothingYet() {
        learned.learn("GET /things");
        try (Served get = new Served("GET")) {
            assertThat(get.respond()).isNull();
        }
    }

    @Test
    void aResponseCommittedEarlyCarriesThePositionOfWhatWasCommittedBefore() {
        String cookie;
        try (Served post = new Served("POST")) {
            cookie = post.write().commit().respond();
        }
        replicasAreBehind();

        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void aResponseCommittedWithinATransactionThatWroteCarriesATimeWindow() {
        String cookie;
        try (Served post = new Served("POST")) {
            cookie = post.write().respond();
            post.part().rolledBack(post);
        }

        assertThat(read(cookie).reason()).isEqualTo(Reason.WINDOW);
        assertThat(database.captures).isZero();
    }

    @Test
    void aReadThatATimeWindowKeepsOnThePrimaryNamesTheWriteThatItIsDueTo() {
        String cookie;
        try (Served post = new Served("POST")) {
            cookie = post.write().respond();
            post.part().rolledBack(post);
        }

        decide(cookie);
        assertThat(bookmarks).containsExactly("GET /things after POST /things");
    }

    @Test
    void aStaleReadWasPreventedOnlyWhereAReplicaWasSeenNotToShowTheClientsWrite() {
        String cookie;
        try (Served post = new Served("POST")) {
            cookie = post.write().commit().respond();
        }
        database.one.standsNowhere();
        database.two.standsNowhere();
        decide(cookie);
        assertThat(bookmarks).isEmpty();

        replicasAreBehind();
        decide(cookie);
        assertThat(bookmarks).containsExactly("prevented");
    }

    private void decide(String cookie) {
        try (Served get = new Served("GET", cookie)) {
            get.part().decided(null, get.part().replica(null).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSESSIONID=s1", "a=b; SESSION=s1; c=d"})
    void aWriteAfterTheResponseIsRequiredByTheNextReadsOfTheSession(String session) {
        database.captured = new CompletableFuture<>();
        try (Served post = new Served("POST", session)) {
            assertThat(post.respond()).isNull();
            post.write().commit();
        }
        replicasAreBehind();

        assertThat(read(session).reason()).as("the position is not known yet").isEqualTo(Reason.WINDOW);
        assertThat(read("JSESSIONID=another").replica()).isNotNull();
        database.captured.complete(FakeDatabase.at(100));
        assertThat(read(session).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        database.two.standsAt(100);
        assertThat(read(session).replica()).isSameAs(database.two);
        assertThat(database.captures).isEqualTo(1);
    }

    @Test
    void aWriteAfterTheResponseIsRequiredOfWhoeverBringsTheBookmarkOfThatResponse() {
        String cookie;
        try (Served post = new Served("POST")) {
            cookie = post.write().commit().respond();
            database.captured = CompletableFuture.completedFuture(FakeDatabase.at(200));
            post.write().commit();
        }
        database.one.standsAt(150);
        database.two.standsAt(150);
        database.primaryPosition = FakeDatabase.at(200);

        assertThat(read(cookie).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void aLateWriteWhosePositionCannotBeHadCountsForTheWindow() {
        database.captured = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        try (Served post = new Served("POST", "JSESSIONID=s1")) {
            post.respond();
            post.write().commit();
        }

        assertThat(read("JSESSIONID=s1").reason()).isEqualTo(Reason.WINDOW);
    }

    @Test
    void whileThePrimaryIsAskedFurtherLateWritesAskItOnceMore() {
        CompletableFuture<Position> first = new CompletableFuture<>();
        database.captured = first;
        try (Served post = new Served("POST", "JSESSIONID=s1")) {
            post.respond();
            for (int i = 0; i < 10; i++) {
                post.write().commit();
            }
        }
        database.captured = new CompletableFuture<>();
        first.complete(FakeDatabase.at(50));
        assertThat(read("JSESSIONID=s1").reason()).isEqualTo(Reason.WINDOW);

        database.captured.complete(FakeDatabase.at(100));
        replicasAreBehind();

        assertThat(read("JSESSIONID=s1").reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        assertThat(database.captures).isEqualTo(2);
    }

    @Test
    void aRouteThatWroteLateCarriesATimeWindowFromThenOnIfItsResponseIsCommittedEarly() {
        try (Served post = new Served("POST")) {
            assertThat(post.respond()).isNull();
            post.write().commit();
        }

        String early;
        try (Served post = new Served("POST")) {
            early = post.respond();
        }
        String atTheEnd;
        Served post = new Served("POST");
        post.close();
        atTheEnd = post.respond();

        assertThat(read(early).reason()).isEqualTo(Reason.WINDOW);
        assertThat(atTheEnd).as("no statement of it can follow").isNull();
    }

    @Test
    void aForgottenRouteIsNotExpectedToWriteLate() {
        try (Served post = new Served("POST")) {
            post.respond();
            post.write().commit();
        }
        learned.forgetAll();

        try (Served post = new Served("POST")) {
            assertThat(post.respond()).isNull();
        }
    }

    @Test
    void ofTwoParallelWritesBothAreRequiredWhicheverCookieTheBrowserKept() {
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(50));
        String before;
        try (Served post = new Served("POST")) {
            before = post.write().commit().respond();
        }
        Served first = new Served("POST", before);
        first.write().commit();
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(60));
        String older = first.respond();
        first.close();
        try (Served second = new Served("POST", before)) {
            second.write().commit();
            database.captured = CompletableFuture.completedFuture(FakeDatabase.at(100));
            assertThat(second.respond()).isNotEqualTo(older);
        }
        replicasAreBehind();

        assertThat(read(older).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        assertThat(read(before).reason()).as("not even that of the two").isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void ofTwoParallelWritesOfASessionTheLaterResponseTellsOfBoth() {
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(100));
        try (Served first = new Served("POST", "JSESSIONID=s1")) {
            first.write().commit().respond();
        }
        String cookie;
        try (Served second = new Served("POST", "JSESSIONID=s1")) {
            second.write().commit();
            database.captured = CompletableFuture.completedFuture(FakeDatabase.at(40));
            cookie = second.respond();
        }

        assertThat(cookie).contains(FakeDatabase.at(100).text());
    }

    @Test
    void twoApplicationsWithOneCookieKeepEachOthersEntries() {
        FakeDatabase elsewhere = new FakeDatabase(ReadYourWrites.POSITION, "elsewhere");
        Scopes others = new Scopes(Config.DEFAULT, new LearnedRoutes(null), Decisions.NONE, new OtherThreads());
        RequestEntry theirs = new RequestEntry(others, commit);
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token =
                theirs.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));
        others.routing(CurrentScope.frame()).on(elsewhere).writing(this, true);
        others.routing(CurrentScope.frame()).on(elsewhere).committed(this);
        theirs.exit(token, null);
        String their =
                commit.headersFor(http.request(HttpServletRequest.class)).get(0).getValue();
        String cookie = their.split(";", 2)[0];

        String both;
        try (Served post = new Served("POST", cookie)) {
            both = post.write().commit().respond();
        }

        assertThat(both).contains("v2.app!", "~" + cookie.substring(cookie.indexOf("v2.") + 3));
    }

    @Test
    void aBookmarkHeaderBehindJunkIsFound() {
        String text;
        try (Served post = new Served("POST")) {
            text = post.write().commit().respond().split("=", 2)[1];
        }
        replicasAreBehind();
        FakeHttp http = new FakeHttp("GET", "/shop/things");
        for (int i = 0; i < 50; i++) {
            http.header("X-Replicated-Bookmark", "junk" + i);
            http.header("Cookie", "replicated_bookmark=v1.x; replicated_bookmark=v2.y");
        }
        http.header("X-Replicated-Bookmark", "junk, " + text);
        Object token =
                entry.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));

        assertThat(scopes.routing(CurrentScope.frame())
                        .on(database)
                        .replica(null)
                        .reason())
                .isEqualTo(Reason.BEHIND_BOOKMARK);
        entry.exit(token, null);
    }
}
