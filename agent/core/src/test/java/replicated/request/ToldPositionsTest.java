// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Bookmark;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.ScopedDatabase;

/**
 * Where the primary has told the position of each commit of a request with its answer, nobody asks it again; where one
 * is missing, the question covers them all.
 */
class ToldPositionsTest {

    private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562:";
    private static final Position CAPTURED = gtids("1-100");

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final OtherThreads others = new OtherThreads();
    private final Scopes scopes = new Scopes(Config.DEFAULT, new LearnedRoutes(null), Decisions.NONE, others);
    private final Scope scope = scopes.ofRequest("POST", "/owners", ClientIdentity.NONE);
    private final ScopedDatabase state = scope.on(database);

    private static Position gtids(String numbers) {
        return MysqlPosition.of(SOURCE + numbers).orElseThrow();
    }

    @BeforeEach
    void thePrimaryWasSampledBefore() {
        database.primaryPosition = gtids("1-50");
        database.captured = CompletableFuture.completedFuture(CAPTURED);
    }

    private void commit(Position told) {
        state.writing(this, true);
        state.committed(this, told);
    }

    private Position answered() {
        String text = scope.responseHeaders().get(1).getValue();
        Bookmark bookmark = scope.policy().codec().decode(List.of(text)).own();
        assertThat(bookmark.entries()).hasSize(1);
        return bookmark.entries().iterator().next().position();
    }

    @Test
    void thePrimaryIsNotAskedWhereItHasTold() {
        commit(gtids("57"));

        assertThat(answered()).isEqualTo(gtids("1-57"));
        assertThat(database.captures).isZero();
    }

    @Test
    void severalCommitsComeToTheLatest() {
        commit(gtids("57"));
        commit(gtids("60"));

        assertThat(answered()).isEqualTo(gtids("1-60"));
        assertThat(database.captures).isZero();
    }

    @Test
    void oneCommitThatWasNotToldIsAskedFor() {
        commit(gtids("57"));
        commit(null);
        commit(gtids("60"));

        assertThat(answered()).isEqualTo(CAPTURED);
        assertThat(database.captures).isEqualTo(1);
    }

    /** Such a read may have written; while the primary is to be asked anyhow, it adds nothing to that. */
    @Test
    void aReadThatMayHaveWrittenAddsToWhatWasTold() {
        commit(gtids("57"));
        assertThat(state.hasCommittedWrites()).isFalse();
        assertThat(state.tellsOfCommits()).isFalse();

        commit(null);
        assertThat(state.hasCommittedWrites()).isTrue();
        assertThat(state.tellsOfCommits()).isTrue();
    }

    @Test
    void whatOtherThreadsDidMeanwhileIsAskedFor() {
        commit(gtids("57"));
        ((ScopedDatabaseState) state).usedByOthers();

        assertThat(answered()).isEqualTo(CAPTURED);
    }

    /** Nobody knows whether they worked for it: such a request is not expected to write, but has. */
    @Test
    void whatThreadsThatNobodyFollowsMayHaveDoneForAReadingRequestIsAskedFor() {
        Scope get = scopes.ofRequest("GET", "/owners", ClientIdentity.NONE);
        ScopedDatabase on = get.on(database);
        on.writing(this, true);
        on.committed(this, gtids("57"));
        assertThat(((ScopedDatabaseState) on).told()).isEqualTo(gtids("1-57"));

        others.take(database);

        assertThat(((ScopedDatabaseState) on).told()).isNull();
    }

    @Test
    void whereThePrimaryWasNotSampledYetItIsAsked() {
        database.primaryPosition = null;
        commit(gtids("57"));

        assertThat(answered()).isEqualTo(CAPTURED);
    }

    /**
     * The first transaction of a server that has just become the primary, or one on another server than the one that is
     * watched.
     */
    @Test
    void whereTheSampleIsOfAnotherServerItIsAsked() {
        database.primaryPosition =
                MysqlPosition.of("3e11fa47-71ca-11e1-9e33-c80aa9429563:1-50").orElseThrow();
        commit(gtids("57"));

        assertThat(answered()).isEqualTo(CAPTURED);
    }

    @Test
    void anOpenTransactionStillCountsForTheWindow() {
        commit(gtids("57"));
        state.writing(this, true);

        String text = scope.responseHeaders().get(1).getValue();
        Bookmark bookmark = scope.policy().codec().decode(List.of(text)).own();
        assertThat(bookmark.entries())
                .extracting(Bookmark.Entry::position)
                .containsExactlyInAnyOrder(null, gtids("1-57"));
        assertThat(database.captures).isZero();
    }
}
