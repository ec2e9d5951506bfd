// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static replicated.replica.NumberPosition.at;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Position;

/** Captures share questions, and none may take an answer that is older than its asking. */
class PositionCaptureTest {

    private final PositionCapture capture = new PositionCapture();

    @Test
    void allWhoAskBeforeAQuestionShareItsAnswer() {
        CompletableFuture<Position> one = request();
        CompletableFuture<Position> two = request();
        capture.asking();
        capture.answered(at(7));
        assertThat(one).isCompletedWithValue(at(7));
        assertThat(two).isCompletedWithValue(at(7));
    }

    @Test
    void aQuestionPutBeforeDoesNotCount() {
        capture.asking();
        CompletableFuture<Position> late = request();
        capture.answered(at(7));
        assertThat(late).isNotDone();
        capture.asking();
        capture.answered(at(8));
        assertThat(late).isCompletedWithValue(at(8));
    }

    @Test
    void aFailureIsToldToThoseItConcerns() {
        CompletableFuture<Position> asked = request();
        capture.asking();
        CompletableFuture<Position> late = request();
        capture.failed(new SQLException("gone"));
        assertThat(asked).isCompletedExceptionally();
        assertThat(late).isNotDone();
    }

    @Test
    void nobodyWaitsForALoginThatWasRefusedNorForTheNext() {
        CompletableFuture<Position> asked = request();
        capture.asking();
        CompletableFuture<Position> late = request();
        capture.refused(new SQLException("wrong password", "28P01"));
        assertThat(asked).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
        capture.asking();
        assertThat(request()).isCompletedExceptionally();

        capture.answered(at(7));
        assertThat(request()).isNotDone();
    }

    @Test
    void nobodyWaitsForAWatcherThatIsStuck() {
        CompletableFuture<Position> asked = request();
        capture.asking();
        CompletableFuture<Position> late = request();
        capture.stuck(500);
        assertThat(asked).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
        assertThat(request()).isCompletedExceptionally();

        capture.asking();
        CompletableFuture<Position> again = request();
        assertThat(again).isNotDone();
    }

    @Test
    void noCallerCanSpoilTheAnswerForAnother() {
        CompletableFuture<Position> one = request();
        CompletableFuture<Position> two = request();
        one.cancel(true);
        capture.asking();
        capture.answered(at(7));
        assertThat(two).isCompletedWithValue(at(7));
    }

    private CompletableFuture<Position> request() {
        return capture.request().toCompletableFuture();
    }
}
