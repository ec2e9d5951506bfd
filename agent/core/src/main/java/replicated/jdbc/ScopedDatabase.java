// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.replica.Replica;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.sql.InspectedText;

/** One database as one scope uses it: what its routed connections ask and tell. Implementations are thread-safe. */
public interface ScopedDatabase {

    /**
     * The scope.
     *
     * @return never null
     */
    RoutingScope scope();

    /**
     * The database.
     *
     * @return never null
     */
    Database database();

    /**
     * What the connections of this database in this scope share with all others.
     *
     * @return never null once there is a connection
     */
    ConnectionServices services();

    /**
     * Sets it, before the first connection is made.
     *
     * @param services the agent's; the same at each call
     */
    void setServices(ConnectionServices services);

    /**
     * Whether the scope has written to the database: from then on its reads go to the primary.
     *
     * @return {@code true} once {@link #writing} was called, through whichever data source
     */
    boolean hasWritten();

    /**
     * Whether the scope has read nothing from a replica that the primary may have changed since: the primary is asked.
     * To be asked where {@code writes-on-read-requests} is {@code move-if-fresh}. Takes no longer than
     * {@code replica-timeout}.
     *
     * @return {@code false} also where that cannot be told
     */
    boolean isFresh();

    /**
     * A write was refused because of what the scope had read, and that is over: from now on it reads from the primary.
     */
    void readAnew();

    /**
     * A statement that may write is about to be sent to the primary.
     *
     * @param writer whose transaction it is in: a scope may use several connections
     * @param proved whether the statement is known to be more than a read; {@code false} where that cannot be told
     */
    void writing(Object writer, boolean proved);

    /**
     * Whether {@link #writing} and {@link #committed} have been called, so that the primary will be asked for its
     * position before the response tells of this database: all that is committed until then is told anyhow.
     *
     * @return {@code false} before the first of either, and while the primary has told the position of each commit with
     *     its answer
     */
    boolean hasCommittedWrites();

    /**
     * A transaction that may have written, or a statement of its own in auto-commit, has been committed on the primary:
     * called after the commit returned.
     *
     * @param writer whose it was
     */
    void committed(Object writer);

    /**
     * As {@link #committed(Object)}, where the primary has told with its answer what was committed.
     *
     * @param writer whose it was
     * @param told covers it; null: nothing was told
     */
    default void committed(Object writer, @Nullable Position told) {
        committed(writer);
    }

    /**
     * A transaction that may have written has been rolled back, or a statement of its own in auto-commit was refused.
     * Where something may be left of it all the same, {@link #committed} follows.
     *
     * @param writer whose it was
     */
    void rolledBack(Object writer);

    /**
     * The replica of the scope: chosen at the first call and kept, unless it was excluded or has become
     * unfit. May wait for up to {@code consistency.wait}.
     *
     * @param excluded a replica that has just failed this scope, or null
     * @return what was chosen, or why there is none
     */
    Choice replica(@Nullable Replica excluded);

    /**
     * Whether a connection may read on from the replica that was chosen for it.
     *
     * @param replica where it is
     * @param inTransaction whether it has read there in a transaction that is open
     * @return {@code false}: it has to be chosen anew; in a transaction only where it was chosen for reads that need not
     *     see what the client wrote, and others do
     */
    boolean mayStayOn(Replica replica, boolean inTransaction);

    /**
     * What a pure read comes to on a connection of which nothing was asked, if the scope had one decided before and
     * nothing has changed since of what that was decided by.
     *
     * @return null where it has to be decided anew
     */
    @Nullable
    CachedDecision cachedDecision();

    /**
     * Whether a read that has just been answered by the primary on a connection without an open transaction, and may
     * have written, adds nothing to what is told of the database anyhow.
     *
     * @return {@code false} where it has to be told as a commit
     */
    boolean tellsOfCommits();

    /**
     * Whether a pure read that has been sent to a replica may be followed by another there: as {@link #cachedDecision},
     * but for the state of the replicas.
     *
     * @return {@code false} where that has to be decided anew
     */
    boolean isStillValid();

    /**
     * The text that was looked at last: a request often sends one many times.
     *
     * @return null before the first
     */
    @Nullable
    InspectedText latestText();

    /**
     * Takes note of a text.
     *
     * @param known null: of none
     */
    void setLatestText(@Nullable InspectedText known);

    /**
     * A replica has refused what looked like a read.
     *
     * @param sql its text, or null
     */
    default void foundToWrite(@Nullable String sql) {}

    /**
     * A connection has been given its server, or moves to another. Called once per decision, before the server is used.
     *
     * @param replica where it goes, or null for the primary
     * @param reason why
     */
    void decided(@Nullable Replica replica, Reason reason);

    /**
     * Why connections of this scope are where one of them is, as far as that was decided last.
     *
     * @param replica where it is, or null for the primary
     * @return null where another server was decided for since
     */
    default @Nullable Reason reason(@Nullable Replica replica) {
        return null;
    }

    /**
     * A statement was answered or has failed. Called for a few of them only.
     *
     * @param replica that ran it, or null for the primary
     * @param nanos how long its driver took
     */
    default void took(@Nullable Replica replica, long nanos) {}

    /** A statement on the primary has met an error. */
    default void failedOnPrimary() {}

    /** A connection has left its replica for the primary. */
    void moved();

    /**
     * Mode observe: a statement is about to be sent to the primary.
     *
     * @param would where mode route would have sent it, and why
     */
    void observed(Decision would);

    /** Mode observe: the connection would have left a replica for the primary here. */
    void observedMove();

    /**
     * A statement that a replica refused or dropped has been run again elsewhere.
     *
     * @param cause few-valued: {@code refused}, {@code conflict}, {@code connection} or {@code absent}
     */
    void rescued(String cause);

    /** A read was refused: no replica could serve it, and the primary serves as many such reads as it may. */
    void refusedFallback();

    /**
     * The outcome of a choice.
     *
     * @param replica the replica, or null
     * @param reason why there is none: {@link Reason#NO_REPLICA}, {@link Reason#BEHIND_BOOKMARK},
     *     {@link Reason#WINDOW}; null if there is one
     * @param required what the replica's connection has to show, where one URL leads to several servers; null: nothing
     *     in particular
     */
    record Choice(
            @Nullable Replica replica,
            @Nullable Reason reason,
            @Nullable Position required) {

        /** Where nothing in particular has to be shown. */
        public Choice(@Nullable Replica replica, @Nullable Reason reason) {
            this(replica, reason, null);
        }

        /**
         * The replica, for whoever has seen that there is one.
         *
         * @return never null of a choice that has one
         */
        @SuppressWarnings("NullAway") // each connection comes by here, and need not look again
        public Replica chosen() {
            return replica;
        }
    }

    /**
     * A decision that still holds.
     *
     * @param choice of a replica: there is one
     * @param reason why a replica
     * @param timeoutMillis the most a request may lose to it
     */
    record CachedDecision(Choice choice, Reason reason, long timeoutMillis) {}
}
