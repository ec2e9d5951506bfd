// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.ScopedDatabase;

/**
 * Of the reads of a request that is expected to write, only those are told as commits that add something to what is
 * told anyhow: one too few is a write that nobody has to see.
 */
class ToldAnyhowTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final Scopes scopes =
            new Scopes(Config.DEFAULT, new LearnedRoutes(null), Decisions.NONE, new OtherThreads());
    private final Scope scope = scopes.ofRequest("POST", "/owners", ClientIdentity.NONE);
    private final ScopedDatabase told = scope.on(database);

    @BeforeEach
    void nothingIsToldBeforeTheFirst() {
        assertThat(told.tellsOfCommits()).isFalse();
        told.committed(this);
        assertThat(told.tellsOfCommits()).isTrue();
    }

    @Test
    void aReadAfterThePrimaryWasAskedForWorkOutsideOfRequestsIsTold() {
        ScopedDatabase job = scopes.outside().on(database);
        job.replica(null);

        assertThat(told.tellsOfCommits()).isFalse();
    }

    @Test
    void aReadAfterTheResponseHasToldIsTold() {
        scope.responseHeaders();

        assertThat(told.tellsOfCommits()).isFalse();
    }

    @Test
    void aReadAfterTheRequestIsTold() {
        scope.finish(true);

        assertThat(told.tellsOfCommits()).isFalse();
    }

    @Test
    void whereNobodyTellsOfTheCommitOfAResponseEachIsTold() {
        Scope eager = scopes.ofRequest("POST", "/owners", ClientIdentity.NONE);
        eager.setsEagerlyOn(new Object());
        ScopedDatabase state = eager.on(database);
        state.committed(this);

        assertThat(state.tellsOfCommits()).isFalse();
    }
}
