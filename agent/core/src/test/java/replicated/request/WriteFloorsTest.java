// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.config.WritesOf;
import replicated.jdbc.ScopedDatabase;
import replicated.replica.Replica;
import replicated.route.Reason;

/**
 * Work outside of requests reads what this JVM has written (P2). Fails if {@code ScopedDatabaseState.demand} leaves the
 * floor out, or if {@code ScopedDatabaseState.committed} does not count.
 */
class WriteFloorsTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final Scopes scopes =
            new Scopes(Config.DEFAULT, new LearnedRoutes(null), Decisions.NONE, new OtherThreads());
    private final ScopedDatabase job = scopes.ofCall().on(database);

    @BeforeEach
    @AfterEach
    void noOtherTestsAnnotationsCount() {
        CurrentScope.forgetAnnotations();
    }

    private void primaryIsAt(long lsn) {
        database.primaryPosition = FakeDatabase.at(lsn);
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(lsn));
    }

    @Test
    void whereNothingWasWrittenThePrimaryIsNotAsked() {
        assertThat(job.replica(null).replica()).isNotNull();
        assertThat(database.captures).isZero();
    }

    @Test
    void readMustSeeWhatWasWrittenOutsideOfRequests() {
        primaryIsAt(200);
        scopes.writes().written("app");

        assertThat(job.replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        database.one.standsAt(200);
        assertThat(job.replica(null).replica()).isSameAs(database.one);
    }

    @Test
    void readMustSeeWhatARequestOfThisJvmHasWritten() {
        primaryIsAt(200);
        ScopedDatabase request =
                scopes.ofRequest("POST", "/notes", ClientIdentity.NONE).on(database);
        request.writing(this, true);
        request.committed(this);

        assertThat(job.replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void thePrimaryIsAskedOncePerWriteAndNotPerRead() {
        primaryIsAt(50);
        scopes.writes().written("app");

        job.replica(null);
        job.replica(null);
        assertThat(database.captures).isEqualTo(1);

        scopes.writes().written("app");
        job.replica(null);
        assertThat(database.captures).isEqualTo(2);
    }

    /** The answer may be from before that write. */
    @Test
    void writeThatComesWhileThePrimaryIsAskedIsAskedFor() {
        database.captured = new CompletableFuture<>() {
            @Override
            public Position get(long timeout, TimeUnit unit) {
                scopes.writes().written("app");
                return FakeDatabase.at(50);
            }
        };
        scopes.writes().written("app");
        job.replica(null);

        primaryIsAt(200);

        assertThat(job.replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        assertThat(database.captures).isEqualTo(2);
    }

    @Test
    void connectionStaysOnItsReplicaOnlyWhileThatShowsWhatWasWritten() {
        primaryIsAt(50);
        var chosen = job.replica(null).replica();
        assertThat(job.mayStayOn(chosen, false)).isTrue();

        primaryIsAt(200);
        scopes.writes().written("app");

        assertThat(job.mayStayOn(chosen, false)).isFalse();
    }

    @Test
    void primaryThatDoesNotTellItsPositionServesTheReadsItself() {
        database.captured = CompletableFuture.failedFuture(new IllegalStateException("down"));
        scopes.writes().written("app");

        assertThat(job.replica(null).reason()).isEqualTo(Reason.WINDOW);
    }

    /** A time window may be over before a replica shows the write. */
    @Test
    void primaryThatDidNotTellItsPositionIsAskedAgain() {
        database.primaryPosition = FakeDatabase.at(50);
        database.captured = CompletableFuture.failedFuture(new IllegalStateException("slow"));
        scopes.writes().written("app");
        assertThat(job.replica(null).reason()).isEqualTo(Reason.WINDOW);

        primaryIsAt(200);

        assertThat(job.replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
    }

    @Test
    void requestsAreBoundByAllThatTheNodeHasWrittenWhereThatIsAskedFor() {
        FakeDatabase cached = new FakeDatabase(ReadYourWrites.POSITION, WritesOf.NODE, "app");
        ScopedDatabase request =
                scopes.ofRequest("GET", "/notes", ClientIdentity.NONE).on(cached);
        Replica chosen = request.replica(null).replica();
        assertThat(chosen).isNotNull();

        cached.captured = CompletableFuture.completedFuture(FakeDatabase.at(200));
        scopes.writes().written("app");

        assertThat(request.cachedDecision()).isNull();
        assertThat(request.mayStayOn(chosen, false)).isFalse();
        assertThat(request.replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        cached.one.standsAt(200);
        assertThat(request.replica(null).replica()).isSameAs(cached.one);
    }

    @Test
    void requestsAreBoundByTheirClientsOwnWritesOnly() {
        primaryIsAt(200);
        scopes.writes().written("app");

        assertThat(scopes.ofRequest("GET", "/notes", ClientIdentity.NONE)
                        .on(database)
                        .replica(null)
                        .replica())
                .isNotNull();
    }
}
