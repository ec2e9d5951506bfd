// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.List;
import java.util.Optional;

/**
 * A point in a database's replication history. Immutable. Positions of different databases, histories or
 * timelines cannot be compared, and say so.
 */
public interface Position {

    /** Whether one position is at or past another. */
    enum Reached {
        YES,
        NO,
        /** The two do not belong to one history: another kind of database, timeline or identity. */
        INCOMPARABLE
    }

    /**
     * Whether a server that stands here shows everything up to {@code required}.
     *
     * @param required the position asked for
     * @return never null
     */
    Reached covers(Position required);

    /**
     * The least position that covers both; where they cannot be compared, {@code newer}.
     *
     * @param newer the position learnt later
     * @return never null
     */
    Position merge(Position newer);

    /**
     * The name of the history this position belongs to. Within one history {@link #merge} is commutative, associative
     * and idempotent; a bookmark therefore keeps one position per history.
     *
     * @return the same for all positions that can always be compared; never null
     */
    String history();

    /**
     * The positions, each of one history of its own, that together are this one.
     *
     * @return at least one; only this one, unless the database replicates several streams side by side
     */
    List<Position> parts();

    /**
     * What is left of this position after a failover or a crash: the least position in the history of {@code primary}
     * that shows all of it that the primary still has. A server that covers the result shows every write up to this
     * position except those that the database itself has lost.
     *
     * @param primary where the primary stands now
     * @return a position that {@code primary} covers; empty where the two belong to different databases, or where this
     *     one belongs to a history younger than the primary's
     */
    Optional<Position> carriedInto(Position primary);

    /**
     * Whether a replica that stands here shows what its primary has itself written and lost since: by a crash that took
     * what was not flushed, or by a backup or a snapshot that was put in its place. The primary uses the same numbers
     * again for other transactions, so such a replica seems to cover what it does not show.
     *
     * @param primary where the primary was later than the replica was here
     * @param server the primary's identity, as its sample tells it
     * @return {@code false} in doubt, as of what a replica has from elsewhere
     */
    default boolean isAheadOf(Position primary, String server) {
        return false;
    }

    /**
     * Whether replicas may have a commit before their primary tells it: then one that is ahead need not have what was
     * lost.
     */
    default boolean isToldLate() {
        return false;
    }

    /**
     * The least position known to show some commits of the server that this is a position of, and all that it had
     * committed before them.
     *
     * @param commits as the server has told them by themselves; before or after it was here
     * @return covers this position and {@code commits}; empty where such a position cannot be made, and the server has
     *     to be asked
     */
    default Optional<Position> upTo(Position commits) {
        return Optional.empty();
    }

    /**
     * Compact text, safe in a cookie value (a subset of the cookie-octets of RFC 6265, 4.1.1), as understood by
     * {@link Positions#parse}.
     *
     * @return letters, digits and {@code - _ * $} only; longer than {@link Positions#MAX_TEXT} only for MySQL GTID sets
     *     with very many gaps, which no bookmark carries
     */
    String text();
}
