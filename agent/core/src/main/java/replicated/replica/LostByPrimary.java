// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.dialect.ServerSample;
import replicated.replica.Health.State;

/**
 * Finds out of one replica whether it has what its primary has lost ({@link Position#isAheadOf}). A sample of the
 * replica is held against one of the primary that was asked for later, so a primary that goes on writing makes nobody
 * look ahead. For the watcher's thread.
 */
final class LostByPrimary {

    private final PrimaryState primary;

    private String server = "";

    /** What is yet to be compared, and when it had been told; null: nothing. */
    private @Nullable Position open;

    private long toldAt;

    /**
     * Where the replica was found to be ahead; null: it was not, or is so no more. A primary that has passed it since
     * has done so by numbers alone, and the replica may follow on without what they mean there.
     */
    private @Nullable Position ahead;

    /** The primary of which {@link #ahead} was found. */
    private String found = "";

    /** Whether this server was compared at all. */
    private boolean compared;

    LostByPrimary(PrimaryState primary) {
        this.primary = primary;
    }

    /**
     * Judges an answer.
     *
     * @param sample the answer
     * @param verdict that the replica may serve, for all that else is known
     * @param inService whether it does
     * @param now {@link System#nanoTime} after the answer has come
     * @return the verdict, or a worse one; null: it is to be as it was, until the primary has answered once more
     */
    @Nullable
    Health judge(ServerSample sample, Health verdict, boolean inService, long now) {
        if (!server.equals(sample.server())) {
            server = sample.server();
            open = null;
            ahead = null;
            compared = false;
        }
        Position here = sample.position();
        PrimaryHistory.Sighting there = primary.history().sighting();
        if (here == null || there == null) {
            return verdict;
        }
        compare(here, there, now);
        if (ahead != null) {
            return new Health(
                    State.WRONG_ROLE,
                    null,
                    null,
                    "it has transactions that the primary has lost (a crash, or a backup put back): build it anew from"
                            + " the primary; or has not committed yet, if the primary waits for other replicas");
        }
        boolean unsure = !compared
                && !inService
                && primary.health().state() == State.UP
                && here.isAheadOf(there.position(), primary.server());
        return unsure ? null : verdict;
    }

    private void compare(Position here, PrimaryHistory.Sighting there, long now) {
        Position before = open;
        if (before != null) {
            if (there.askedAt() - toldAt <= 0) {
                return;
            }
            compared = true;
            String theirs = primary.server();
            if (before.isAheadOf(there.position(), theirs)) {
                ahead = before;
                found = theirs;
            } else if (ahead != null && (ahead.isToldLate() || !found.equals(theirs) || !has(before, ahead))) {
                ahead = null;
            }
        }
        open = here;
        toldAt = now;
    }

    private static boolean has(Position here, Position lost) {
        return here.covers(lost) == Reached.YES;
    }
}
