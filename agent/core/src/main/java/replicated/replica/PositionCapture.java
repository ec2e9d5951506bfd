// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/**
 * Those who want the primary's position after now. All who ask before a question is put share its answer; a question
 * that was put before one asked does not count for it, for its answer may be older than the commit the caller has just
 * seen return. Thread-safe.
 */
final class PositionCapture {

    /** Waits for the next question. */
    @GuardedBy("this")
    private @Nullable CompletableFuture<Position> next;

    /** Is answered by the question under way. */
    @GuardedBy("this")
    private @Nullable CompletableFuture<Position> current;

    /** Why there is no point in waiting. */
    @GuardedBy("this")
    private @Nullable SQLException hopeless;

    /** Whether that holds until the next answer, and not only until the next question. */
    @GuardedBy("this")
    private boolean shutOut;

    /**
     * Asks for the position after now.
     *
     * @return completed on the watcher's thread: attach nothing to it that takes long
     */
    synchronized CompletionStage<Position> request() {
        if (hopeless != null) {
            return CompletableFuture.failedStage(hopeless);
        }
        if (next == null) {
            next = new CompletableFuture<>();
        }
        return next.minimalCompletionStage();
    }

    /**
     * Whether someone waits for the next question.
     *
     * @return {@code true} between {@link #request} and {@link #asking}
     */
    synchronized boolean wanted() {
        return next != null;
    }

    /** A question is about to be put. */
    synchronized void asking() {
        if (!shutOut) {
            hopeless = null;
        }
        current = next;
        next = null;
    }

    /**
     * The question is answered.
     *
     * @param position null where the database has none
     */
    void answered(@Nullable Position position) {
        CompletableFuture<Position> waiting;
        synchronized (this) {
            hopeless = null;
            shutOut = false;
            waiting = current;
            current = null;
        }
        if (waiting != null) {
            waiting.complete(position);
        }
    }

    /**
     * The primary cannot be asked: all who wait are told.
     *
     * @param cause why
     */
    void failed(SQLException cause) {
        CompletableFuture<Position> waiting;
        synchronized (this) {
            waiting = current;
            current = null;
        }
        if (waiting != null) {
            waiting.completeExceptionally(cause);
        }
    }

    /**
     * The primary does not answer, and the watcher is stuck with it: until it puts another question nobody waits.
     *
     * @param afterMillis for how long it has been silent
     */
    void stuck(long afterMillis) {
        nobodyWaits(
                new SQLTransientConnectionException(
                        "the primary has not told its position within " + afterMillis + " ms", "08S01"),
                false);
    }

    /**
     * The primary does not let us in: until it has answered again nobody waits, not even for the next try.
     *
     * @param cause why
     */
    void refused(SQLException cause) {
        nobodyWaits(cause, true);
    }

    private void nobodyWaits(SQLException cause, boolean untilAnswered) {
        CompletableFuture<Position> later;
        synchronized (this) {
            hopeless = cause;
            shutOut = untilAnswered;
            later = next;
            next = null;
        }
        if (later != null) {
            later.completeExceptionally(cause);
        }
        failed(cause);
    }
}
