// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.ReadYourWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.log.Faults;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/** A scope is opened once per request, found again wherever the request goes, and gone when it is over. */
class RequestEntryTest extends EntryScene {

    @ParameterizedTest
    @ValueSource(classes = {jakarta.servlet.http.HttpServletRequest.class, javax.servlet.http.HttpServletRequest.class})
    void bothServletApisOpenAScope(Class<?> api) {
        FakeHttp http = new FakeHttp("GET", "/shop/owners/7");

        Object token = entry.enter(this, http.request(api), http.response(JAKARTA_RESPONSE));

        assertThat(scope().intent()).isEqualTo(Intent.READ_METHOD);
        assertThat(scope().route()).isEqualTo("GET /owners/*");
        entry.exit(token, null);
    }

    @Test
    void onlyTheOutermostEntryOpensAScope() {
        FakeHttp http = new FakeHttp("GET", "/shop/");

        Object filter = enter(http);
        RoutingScope scope = scope();
        Object servlet = enter(http);
        assertThat(scope()).isSameAs(scope);
        entry.exit(servlet, null);
        assertThat(scope()).isSameAs(scope);
        entry.exit(filter, new IllegalStateException("thrown by the application"));

        assertThat(scope()).isNull();
    }

    @Test
    void anAsyncDispatchOnAnotherThreadFindsTheScopeAgain() throws Exception {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        RoutingScope scope = scope();
        http.asyncStarted = true;
        entry.exit(token, null);

        RoutingScope seen = CompletableFuture.supplyAsync(() -> {
                    Object dispatched = enter(http);
                    try {
                        return scope();
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
        RoutingScope scope = scope();
        RoutingScope[] seen = new RoutingScope[1];
        Runnable task = entry.asyncTask(new Object(), () -> seen[0] = scope());
        entry.exit(token, null);

        CompletableFuture.runAsync(task).get();

        assertThat(seen[0]).isSameAs(scope);
    }

    @Test
    void modeOffOpensNothing() throws Exception {
        configure("mode: off");

        assertThat(enter(new FakeHttp("GET", "/shop/"))).isNull();
        assertThat(scope()).isNull();
    }

    /** Off means off (P7). Fails if {@code Scope.intent} does not ask for the mode in force. */
    @Test
    void theKillSwitchWorksInTheMiddleOfARequest() throws Exception {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        RoutingScope scope = scope();

        scopes.apply(config("mode: off"));

        assertThat(scope.intent()).isEqualTo(Intent.OFF);
        assertThat(scope()).isNull();
        entry.exit(token, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: off", "mode: observe"})
    void whoeverWroteBeforeTheSwitchToRouteReadsItAfterwardsWithoutABookmark(String before) throws Exception {
        configure(before);
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
        configure("mode: off");
        database.captured = CompletableFuture.completedFuture(null);

        scopes.apply(config("mode: route"));

        assertThat(read("x").replica()).isNotNull();
    }

    @Test
    void aRuleComesBeforeTheVerb() throws Exception {
        configure("routes: [{path: /reports/**, methods: [POST], use: replica}]");

        Object token = enter(new FakeHttp("POST", "/shop/reports/7"));

        assertThat(scope().intent()).isEqualTo(Intent.RULE_REPLICA);
        entry.exit(token, null);
    }

    /** It is the operator's word. */
    @Test
    void aRuleIsNotOverruledByAWriteThatWasSeen() throws Exception {
        configure("routes: [{path: /reports/**, methods: [POST], use: replica}]");
        Object token = enter(new FakeHttp("POST", "/shop/reports/7"));
        RoutingScope scope = scope();

        scope.learnWriter();

        assertThat(scope.trust()).isEqualTo(RouteTrust.TRUSTED);
        entry.exit(token, null);
    }

    @Test
    void theInnermostAnnotationComesBeforeEverything() {
        AnnotatedCalls calls = new AnnotatedCalls(scopes);
        Object token = enter(new FakeHttp("GET", "/shop/"));

        Object primary = calls.enter(AnnotationKind.PRIMARY);
        assertThat(scope().intent()).isEqualTo(Intent.ANNOTATION_PRIMARY);
        Object replica = calls.enter(AnnotationKind.REPLICA);
        assertThat(scope().intent()).isEqualTo(Intent.ANNOTATION_REPLICA);
        calls.exit(replica);
        assertThat(scope().intent()).isEqualTo(Intent.ANNOTATION_PRIMARY);
        calls.exit(primary);

        assertThat(scope().intent()).isEqualTo(Intent.READ_METHOD);
        entry.exit(token, null);
    }

    @Test
    void outsideARequestAReplicaAnnotationIsAScopeAndAPrimaryAnnotationIsNone() {
        AnnotatedCalls calls = new AnnotatedCalls(scopes);

        assertThat(calls.enter(AnnotationKind.PRIMARY)).isNull();
        Object replica = calls.enter(AnnotationKind.REPLICA);
        assertThat(scope().intent()).isEqualTo(Intent.ANNOTATION_REPLICA);
        calls.exit(replica);

        assertThat(scope()).isNull();
    }

    /** One request, one view (P3). Fails if {@code ScopedDatabaseState.replica} does not keep its choice. */
    @Test
    void allReadsOfARequestGoToOneReplica() {
        Object token = enter(new FakeHttp("GET", "/shop/"));

        ScopedDatabase.Choice first = scope().on(database).replica(null);

        for (int i = 0; i < 5; i++) {
            assertThat(scope().on(database).replica(null)).isEqualTo(first);
        }
        entry.exit(token, null);
    }

    @Test
    void aWriteThroughOnePoolCountsForEveryPoolToTheSameDatabase() {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        FakeDatabase throughAnotherPool = new FakeDatabase(ReadYourWrites.POSITION);

        scope().on(database).writing(this, true);

        assertThat(scope().on(throughAnotherPool).hasWritten()).isTrue();
        entry.exit(token, null);
    }

    @Test
    void aReplicaThatFailedTheScopeIsNotTakenAgain() {
        Object token = enter(new FakeHttp("GET", "/shop/"));
        ScopedDatabase.Choice first = scope().on(database).replica(null);

        ScopedDatabase.Choice second = scope().on(database).replica(first.replica());

        assertThat(second.replica()).isNotNull().isNotSameAs(first.replica());
        entry.exit(token, null);
    }
}
