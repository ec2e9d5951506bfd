// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.replica.Health;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/**
 * P9: a route reads from replicas only after its requests were seen to read only, so that no write is computed from
 * what a replica showed. Fails if {@code Scope.finish} counts requests that wrote, and if {@code Scope.trust} trusts at
 * once.
 */
class TrustTest {

    private static final Class<?> REQUEST = jakarta.servlet.http.HttpServletRequest.class;
    private static final Class<?> RESPONSE = jakarta.servlet.http.HttpServletResponse.class;

    @TempDir
    Path folder;

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final LearnedRoutes learned = new LearnedRoutes(null);
    private Scopes scopes = new Scopes(Config.DEFAULT, learned, Decisions.NONE, new OtherThreads());

    /** What the application does while a request is served. */
    private interface Work {
        void in(RoutingScope scope) throws Exception;
    }

    private static final Work NOTHING = scope -> {};

    private void configure(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        scopes = new Scopes(
                ConfigParser.parse(file.toFile(), name -> null), learned, Decisions.NONE, new OtherThreads());
    }

    /** Where a request finds its route, before it does anything. */
    private RouteTrust serve(FakeHttp http, Work work) throws Exception {
        RequestEntry entry = new RequestEntry(scopes, new ResponseCommit());
        http.committed = true;
        Object token = entry.enter(this, http.request(REQUEST), http.response(RESPONSE));
        RoutingScope scope = scopes.routing(CurrentScope.frame());
        RouteTrust found = scope.trust();
        try {
            work.in(scope);
        } finally {
            entry.exit(token, null);
        }
        return found;
    }

    private RouteTrust get(String path, Work work) throws Exception {
        return serve(new FakeHttp("GET", "/shop" + path), work);
    }

    /** A read, decided as a routed connection would. */
    private void read(RoutingScope scope) {
        ScopedDatabase part = scope.on(database);
        if (scope.trust() == RouteTrust.TRUSTED) {
            part.decided(part.replica(null).replica(), Reason.READ_METHOD);
        } else {
            part.decided(null, Reason.UNTRUSTED_ROUTE);
        }
    }

    /** A statement that writes, on a connection of the primary. */
    private void write(RoutingScope scope) {
        scope.on(database).decided(null, Reason.WRITE_STATEMENT);
        scope.on(database).writing(this, true);
        scope.wroteOnPrimary();
        scope.on(database).committed(this);
    }

    @Test
    void aRouteIsTrustedAfterOneRequestThatOnlyRead() throws Exception {
        assertThat(get("/owners/1", this::read)).isEqualTo(RouteTrust.UNTRUSTED);

        assertThat(get("/owners/2", this::read)).isEqualTo(RouteTrust.TRUSTED);
        assertThat(get("/pets/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    @Test
    void asManyRequestsAreSeenAsAreAskedFor() throws Exception {
        configure("trust-after: 3\n");

        for (int i = 0; i < 3; i++) {
            assertThat(get("/owners/1", this::read)).isEqualTo(RouteTrust.UNTRUSTED);
        }

        assertThat(get("/owners/1", this::read)).isEqualTo(RouteTrust.TRUSTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trust-after: 0\n",
                "writes-on-read-requests: refuse\n",
                "routes: [{path: /owners/*, use: replica}]\n"
            })
    void nothingHasToBeSeenWhereThatIsSaidOrNoWriteIsLetPass(String yaml) throws Exception {
        configure(yaml);

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.TRUSTED);
    }

    @Test
    void whoeverWritesIsLearntAndTrustedNoMore() throws Exception {
        get("/visit/1", scope -> {
            read(scope);
            write(scope);
        });

        assertThat(get("/visit/1", NOTHING)).isEqualTo(RouteTrust.WRITER);
    }

    @Test
    void aTrustedRouteThatWritesAfterReadingIsTrustedNoMore() throws Exception {
        get("/owners/1", this::read);
        get("/owners/1", scope -> {
            read(scope);
            write(scope);
        });

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.WRITER);
        learned.forget("GET /owners/*");
        assertThat(get("/owners/1", NOTHING)).as("has to be seen anew").isEqualTo(RouteTrust.UNTRUSTED);
    }

    /** An audit row, a last-seen stamp: before anything is read, once in a while. */
    @Test
    void aRouteThatSeldomWritesWithoutHavingReadKeepsItsReplica() throws Exception {
        for (int i = 0; i < 2 * TrustedRoutes.SELDOM; i++) {
            get("/owners/1", this::read);
        }

        get("/owners/1", this::write);
        assertThat(get("/owners/1", this::write)).isEqualTo(RouteTrust.TRUSTED);
        get("/owners/1", this::write);

        assertThat(get("/owners/1", NOTHING)).as("no longer seldom").isEqualTo(RouteTrust.WRITER);
    }

    @Test
    void whereNothingIsLearntAWriteStillCostsTheTrust() throws Exception {
        configure("learn: false\n");
        get("/owners/1", this::read);
        get("/owners/1", scope -> {
            read(scope);
            write(scope);
        });

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    /** A login page in between, an error before the write: the handler was not seen to its end. */
    @ParameterizedTest
    @ValueSource(ints = {302, 404, 500})
    void aRequestThatDidNotSucceedShowsNothing(int status) throws Exception {
        FakeHttp http = new FakeHttp("GET", "/shop/owners/1");
        http.status = status;
        serve(http, this::read);

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    @Test
    void aRequestThatReadNothingShowsNothing() throws Exception {
        get("/owners/1", NOTHING);
        get("/owners/1", scope -> scope.on(database).decided(null, Reason.TABLE));

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    @Test
    void aWriteThatCameToNothingShowsNoReadingEither() throws Exception {
        get("/owners/1", scope -> {
            read(scope);
            scope.on(database).writing(this, false);
            scope.on(database).rolledBack(this);
        });

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    @Test
    void anAsynchronousRequestCountsWhenItIsComplete() throws Exception {
        FakeHttp http = new FakeHttp("GET", "/shop/owners/1");
        http.asyncStarted = true;
        serve(http, this::read);
        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);

        http.complete();

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.TRUSTED);
    }

    /** A list from the primary, and then a replica that does not have what was in it. */
    @Test
    void aRequestThatBeganOnThePrimaryDoesNotGoBackToAReplica() throws Exception {
        get("/owners/1", scope -> {
            read(scope);
            learned.readOnly("GET /owners/*");

            assertThat(scope.trust()).isEqualTo(RouteTrust.UNTRUSTED);
        });
    }

    /** A function that was called, or the vendor's own object: nobody can tell what of. */
    @Test
    void aTrustedRouteThatMayHaveWrittenAfterReadingHasToBeSeenAnew() throws Exception {
        get("/owners/1", this::read);
        get("/owners/1", scope -> {
            read(scope);
            scope.on(database).writing(this, false);
            scope.on(database).committed(this);
        });

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.UNTRUSTED);
    }

    @Test
    void aReadFromThePrimaryBeforeTheWriteIsNoWriteOfItsOwn() throws Exception {
        for (int i = 0; i < 2 * TrustedRoutes.SELDOM; i++) {
            get("/owners/1", this::read);
        }
        get("/owners/1", scope -> {
            scope.on(database).decided(null, Reason.WINDOW);
            write(scope);
        });

        assertThat(get("/owners/1", NOTHING)).isEqualTo(RouteTrust.WRITER);
    }

    private RouteTrust slug(String slug, Work work) throws Exception {
        FakeHttp http = new FakeHttp("GET", "/shop/blog/" + slug);
        return serve(http, scope -> {
            http.attributes.put(FrameworkPattern.SPRING, "/blog/{slug}");
            work.in(scope);
        });
    }

    /** A filter reads before the framework has found what the request is for, and that may be a route that writes. */
    @Test
    void whatWasDecidedBeforeTheFrameworkToldTheRouteIsDecidedAnewAfterwards() throws Exception {
        configure("trust-after: 0\n");
        slug("spring", this::write);
        FakeHttp news = new FakeHttp("GET", "/shop/news/1");
        news.attributes.put(FrameworkPattern.SPRING, "/news/{id}");
        serve(news, this::read);

        FakeHttp http = new FakeHttp("GET", "/shop/blog/autumn");
        serve(http, scope -> {
            ScopedDatabase part = scope.on(database);
            part.replica(null);
            assertThat(part.cachedDecision()).as("of the filter's read").isNotNull();

            http.attributes.put(FrameworkPattern.SPRING, "/blog/{slug}");

            assertThat(part.cachedDecision()).as("of the handler's").isNull();
            assertThat(scope.trust()).isEqualTo(RouteTrust.WRITER);
        });
    }

    /** Each title of a blog would be a route of its own otherwise, and its first visit the one that loses an update. */
    @Test
    void theFrameworksPatternIsTheRoute() throws Exception {
        slug("spring-has-come", this::read);

        slug("autumn", scope -> {
            assertThat(scope.route()).isEqualTo("GET /blog/*");
            assertThat(scope.trust()).isEqualTo(RouteTrust.TRUSTED);
        });
    }

    /** A filter reads before the framework has found the handler. */
    @Test
    void aPathWhosePatternWasToldBeforeIsKnownFromItsStart() throws Exception {
        slug("spring-has-come", this::read);

        assertThat(slug("spring-has-come", NOTHING)).isEqualTo(RouteTrust.TRUSTED);
        assertThat(slug("autumn", NOTHING)).as("never seen").isEqualTo(RouteTrust.UNTRUSTED);
        learned.learn("GET /blog/*");
        assertThat(slug("spring-has-come", NOTHING)).isEqualTo(RouteTrust.WRITER);
    }

    @Test
    void whereNoFrameworkTellsManyWordsBecomeOneRoute() throws Exception {
        for (int i = 0; i <= PathRoutes.MAX_WORDS; i++) {
            get("/blog/" + word(i), this::read);
        }
        assertThat(get("/blog/never-seen", this::read)).as("the route is new").isEqualTo(RouteTrust.UNTRUSTED);

        assertThat(get("/blog/nor-this", NOTHING)).isEqualTo(RouteTrust.TRUSTED);
        assertThat(learned.allTrusted()).containsOnlyKeys("GET /blog/*");
    }

    private static String word(int number) {
        return "about-" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    /** To change the primary meanwhile is what makes the difference. */
    @Test
    void whatTheReplicaShowedIsFreshWhileThePrimaryHasNothingMore() throws Exception {
        configure("writes-on-read-requests: move-if-fresh\ntrust-after: 0\n");

        get("/owners/1", scope -> {
            read(scope);
            assertThat(scope.on(database).isFresh()).isTrue();
        });
        get("/owners/1", scope -> {
            read(scope);
            database.captured = CompletableFuture.completedFuture(FakeDatabase.at(101));
            assertThat(scope.on(database).isFresh()).isFalse();
        });
        get(
                "/owners/1",
                scope -> assertThat(scope.on(database).isFresh())
                        .as("nothing was read")
                        .isTrue());
    }

    @Test
    void whereTwoReplicasWereReadTheOneFurtherBehindCounts() throws Exception {
        configure("writes-on-read-requests: move-if-fresh\ntrust-after: 0\n");
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(100));
        database.one.standsAt(99);
        database.two.health = new Health(Health.State.DOWN, null, null, "gone");

        get("/owners/1", scope -> {
            read(scope);
            ScopedDatabase part = scope.on(database);
            database.two.standsAt(100);
            part.decided(part.replica(database.one).replica(), Reason.RESCUED);
            assertThat(part.isFresh()).isFalse();
        });
    }

    @Test
    void whereNothingIsKnownOfTheReplicasPositionNothingIsFresh() throws Exception {
        configure("writes-on-read-requests: move-if-fresh\ntrust-after: 0\n");
        database.one.health = new Health(Health.State.UP, null, null, "");
        database.two.health = new Health(Health.State.UP, null, null, "");

        get("/owners/1", scope -> {
            read(scope);
            assertThat(scope.on(database).isFresh()).isFalse();
        });
    }
}
