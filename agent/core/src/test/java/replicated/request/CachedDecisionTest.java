// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.jdbc.ScopedDatabase;
import replicated.replica.Health;
import replicated.request.CurrentScope.Frame;
import replicated.route.Reason;

/**
 * A read that was decided spares the next one the asking, and nothing that could change the answer is overlooked by
 * that.
 */
class CachedDecisionTest {

    private static final long TIMEOUT_MILLIS =
            Config.DEFAULT.routing().replicaTimeout().toMillis();

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final LearnedRoutes learned = new LearnedRoutes(null);
    private final Scopes scopes = new Scopes(Config.DEFAULT, learned, Decisions.NONE, new OtherThreads());
    private final ScopedDatabase part = of("GET");

    private ScopedDatabase of(String method) {
        return scopes.ofRequest(method, "/owners", ClientIdentity.NONE).on(database);
    }

    @BeforeEach
    @AfterEach
    void noOtherTestsAnnotationsCount() {
        CurrentScope.forgetAnnotations();
    }

    @BeforeEach
    void theRouteIsTrusted() {
        learned.readOnly("GET /owners");
    }

    private ScopedDatabase.Choice decide() {
        ScopedDatabase.Choice choice = part.replica(null);
        assertThat(part.cachedDecision())
                .isEqualTo(new ScopedDatabase.CachedDecision(choice, Reason.READ_METHOD, TIMEOUT_MILLIS));
        assertThat(part.isStillValid()).isTrue();
        return choice;
    }

    private void nothingHolds() {
        assertThat(part.cachedDecision()).isNull();
        assertThat(part.isStillValid()).isFalse();
    }

    @Test
    void nothingIsSettledBeforeTheFirstDecision() {
        nothingHolds();
    }

    @Test
    void aDecidedReadHoldsForTheNext() {
        ScopedDatabase.Choice choice = decide();

        assertThat(part.replica(null)).isEqualTo(choice);
    }

    @Test
    void aWriteUnsettles() {
        decide();

        part.writing(this, true);

        nothingHolds();
        part.replica(null);
        nothingHolds();
    }

    @Test
    void aWriteThroughAnotherPoolToTheSameDatabaseUnsettles() {
        decide();

        part.scope().on(new FakeDatabase(ReadYourWrites.POSITION)).writing(this, true);

        nothingHolds();
    }

    @Test
    void theKillSwitchUnsettles(@TempDir Path folder) throws Exception {
        Path off = Files.writeString(folder.resolve("replicated.yaml"), "mode: off");
        decide();

        scopes.apply(ConfigParser.parse(off.toFile(), name -> null));

        nothingHolds();
        part.replica(null);
        nothingHolds();
    }

    @Test
    void aLearnedRouteUnsettles() {
        decide();

        learned.learn("GET /owners");

        nothingHolds();
        part.replica(null);
        nothingHolds();
    }

    /** The load that showed it has read from a replica; those that follow it do not. */
    @Test
    void aStrictCacheFillUnsettles() {
        decide();

        part.scope().noteStrictCacheFill();

        nothingHolds();
    }

    @Test
    void aForgottenRouteSettlesAgain() {
        learned.learn("GET /owners");
        part.replica(null);
        nothingHolds();

        learned.forget("GET /owners");
        learned.readOnly("GET /owners");

        decide();
    }

    /** Most of an application's methods are not annotated: what one asks for is no reason to ask for all others. */
    @Test
    void anAnnotatedMethodUnsettlesWhileItRuns() {
        decide();

        within(AnnotationKind.PRIMARY, this::nothingHolds);

        assertThat(part.isStillValid()).isTrue();
        decide();
    }

    @Test
    void aLoadForACacheUnsettlesWhileItRuns() {
        decide();

        within(AnnotationKind.CACHE_FILL, this::nothingHolds);

        assertThat(part.isStillValid()).isTrue();
    }

    @Test
    void anAnnotatedMethodOfAnotherScopeIsNothingToThisOne() {
        decide();

        Object token = new AnnotatedCalls(scopes).enter(AnnotationKind.REPLICA);

        decide();
        new AnnotatedCalls(scopes).exit(token);
    }

    @Test
    void whatAnAnnotatedMethodReadsIsDecidedOnceAndForItAlone() {
        learned.readOnly("POST /owners");
        ScopedDatabase write = of("POST");

        within(write, AnnotationKind.REPLICA, () -> {
            ScopedDatabase.Choice choice = write.replica(null);
            assertThat(write.cachedDecision())
                    .isEqualTo(new ScopedDatabase.CachedDecision(choice, Reason.ANNOTATION_REPLICA, TIMEOUT_MILLIS));
        });

        assertThat(write.cachedDecision()).isNull();
        assertThat(write.isStillValid()).isFalse();
    }

    private void within(AnnotationKind annotation, Runnable work) {
        within(part, annotation, work);
    }

    private static void within(ScopedDatabase of, AnnotationKind annotation, Runnable work) {
        Frame request = new Frame((Scope) of.scope(), null, null);
        Frame method = new Frame((Scope) of.scope(), annotation, request);
        CurrentScope.enter(request);
        try {
            CurrentScope.enter(method);
            work.run();
            CurrentScope.leave(method);
        } finally {
            CurrentScope.leave(request);
        }
    }

    @Test
    void newsOfTheReplicaAreJudgedBeforeItIsTakenAgain() {
        ScopedDatabase.Choice choice = decide();

        Health down = new Health(Health.State.DOWN, null, null, "gone");
        ((FakeDatabase.FakeReplica) choice.replica()).health = down;

        assertThat(part.cachedDecision()).isNull();
        assertThat(part.isStillValid())
                .as("a connection that is there may stay")
                .isTrue();
        assertThat(part.replica(null).replica()).isNotSameAs(choice.replica());
    }

    @Test
    void aReplicaThatLagsMoreIsNotTakenAgain() {
        ScopedDatabase.Choice choice = decide();

        ((FakeDatabase.FakeReplica) choice.replica()).health =
                new Health(Health.State.UP, FakeDatabase.at(100), Duration.ofHours(1), "");

        assertThat(part.cachedDecision()).isNull();
        assertThat(part.replica(null).replica()).isNotSameAs(choice.replica());
    }

    @Test
    void aScopeThatIsToWriteIsNeverSettled() {
        ScopedDatabase write = of("POST");

        write.replica(null);

        assertThat(write.cachedDecision()).isNull();
        assertThat(write.isStillValid()).isFalse();
    }

    @Test
    void aClientThatHasWrittenIsNeverSettled() {
        scopes.switchedOn();

        part.replica(null);

        nothingHolds();
    }
}
