// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.request.CurrentScope.Frame;
import replicated.route.Intent;
import replicated.route.Reason;

/**
 * P10: what a replica showed is never kept for others. Fails if {@code Scope.intent} leaves the load of a cache out, or
 * if {@code CacheLoads.isUnfit} does not ask what the request has read.
 */
class CacheLoadsTest {

    @TempDir
    Path folder;

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private Scopes scopes;
    private CacheLoads loads;
    private Scope request;

    @BeforeEach
    void aGetIsServed() throws Exception {
        serve("trust-after: 0\n");
    }

    private void serve(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        scopes = new Scopes(
                ConfigParser.parse(file.toFile(), name -> null),
                new LearnedRoutes(null),
                Decisions.NONE,
                new OtherThreads());
        loads = new CacheLoads(scopes);
        request = scopes.ofRequest("GET", "/notes", ClientIdentity.NONE);
        CurrentScope.enter(new Frame(request, null, null));
    }

    @AfterEach
    void itIsOver() {
        CurrentScope.leave(new Frame(request, null, null));
        CurrentScope.forgetAnnotations();
    }

    /** Nobody tells when a publisher reads, nor on which thread. */
    @Test
    void whatIsCachedAndReadLaterIsReadFromThePrimary() {
        readFromReplica();
        assertThat(request.stillAsks(null)).isTrue();

        loads.later("Spring", "read already");
        assertThat(request.intent().read()).isTrue();

        Flow.Publisher<String> publisher = subscriber -> {};
        loads.later("Spring", publisher);
        assertThat(request.intent()).isEqualTo(Intent.CACHE_FILL);
        assertThat(request.stillAsks(null))
                .as("what was decided before counts no longer")
                .isFalse();
    }

    private void readFromReplica() {
        request.on(database).decided(database.one, Reason.READ_METHOD);
    }

    @Test
    void whatIsLoadedForACacheIsReadFromThePrimaryAndNothingElse() {
        Object load = loads.enter("Caffeine");
        assertThat(request.intent()).isEqualTo(Intent.CACHE_FILL);

        loads.exit(load);
        assertThat(request.intent()).isEqualTo(Intent.READ_METHOD);
    }

    @Test
    void aLoadWithinALoadEndsWithTheOuterOne() {
        Object outer = loads.enter("Spring");
        Object inner = loads.enter("Caffeine");
        loads.exit(inner);

        assertThat(inner).isNull();
        assertThat(request.intent()).isEqualTo(Intent.CACHE_FILL);
        loads.exit(outer);
    }

    @Test
    void aMethodThatAsksForAReplicaDoesNotFillACacheFromIt() {
        Object load = loads.enter("Caffeine");
        Object annotated = new AnnotatedCalls(scopes).enter(AnnotationKind.REPLICA);

        assertThat(annotated).isNull();
        assertThat(request.intent()).isEqualTo(Intent.CACHE_FILL);
        loads.exit(load);
    }

    @Test
    void whatAReplicaMayHaveShownIsNotPut() {
        assertThat(loads.isUnfit()).isFalse();
        readFromReplica();

        assertThat(loads.isUnfit()).isTrue();
    }

    @Test
    void whatWasLoadedForTheCacheIsPutWhateverElseTheRequestHasRead() {
        readFromReplica();
        Object load = loads.enter("Hibernate's second level");

        assertThat(loads.isUnfit()).isFalse();
        loads.exit(load);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caches: replica\n", "mode: off\n"})
    void nothingIsChangedWhereTheOperatorWantsItSo(String yaml) throws Exception {
        itIsOver();
        serve(yaml + "trust-after: 0\n");
        readFromReplica();

        assertThat(loads.enter("Caffeine")).isNull();
        assertThat(loads.isUnfit()).isFalse();
    }

    @Test
    void whatWouldHaveBeenReadFromAReplicaIsPut() throws Exception {
        itIsOver();
        serve("mode: observe\ntrust-after: 0\n");
        readFromReplica();

        assertThat(loads.isUnfit()).isFalse();
    }

    /** There a job's read-only transaction reads from a replica. */
    @Test
    void outsideOfScopesLoadsGoToThePrimaryWhereReadOnlyTransactionsDoNot() throws Exception {
        itIsOver();
        serve("read-only-transactions: true\n");
        CurrentScope.leave(new Frame(request, null, null));

        assertThat(loads.isUnfit()).isTrue();
        Object load = loads.enter("Caffeine");
        assertThat(scopes.routing(CurrentScope.frame()).intent()).isEqualTo(Intent.CACHE_FILL);
        assertThat(loads.isUnfit()).isFalse();
        loads.exit(load);
        assertThat(CurrentScope.frame()).isNull();
        CurrentScope.enter(new Frame(request, null, null));
    }

    @Test
    void decisionsAreRememberedAgainOnceTheLoadIsOver() {
        Object load = loads.enter("Caffeine");
        assertThat(CurrentScope.neverAnnotated()).isFalse();

        loads.exit(load);
        assertThat(CurrentScope.neverAnnotated()).isTrue();
    }

    @Test
    void outsideOfScopesThereIsNothingToDo() {
        itIsOver();

        assertThat(loads.enter("Caffeine")).isNull();
        assertThat(loads.isUnfit()).isFalse();
        CurrentScope.enter(new Frame(request, null, null));
    }
}
