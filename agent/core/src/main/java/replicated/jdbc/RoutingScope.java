package replicated.jdbc;

import replicated.position.Position;
import replicated.replica.Replica;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;

/**
 * What a routed connection asks of, and tells to, the scope it was handed out in. One scope may be used by several
 * threads (async requests), so implementations are thread-safe.
 */
public interface RoutingScope {

    /**
     * The intent as of now: annotated methods running on the calling thread count.
     *
     * @return never null
     */
    Intent intent();

    /**
     * Whether this stands for one connection outside of all requests and annotated calls.
     *
     * @return {@code true} only where read-only transactions count outside of scopes
     */
    boolean outside();

    /**
     * Whether this is a request's: the client then hears of what was written in it.
     *
     * @return {@code false} also for annotated calls outside of all requests
     */
    boolean ofRequest();

    /**
     * Whether this scope has written to a database: from then on its reads go to the primary.
     *
     * @param database the database
     * @return {@code true} once {@link #writing} was called for it
     */
    boolean hasWritten(Database database);

    /**
     * A statement that may write is about to be sent to the primary.
     *
     * @param database the database
     * @param proved whether the statement is known to be more than a read; {@code false} where that cannot be told
     */
    void writing(Database database, boolean proved);

    /**
     * A transaction that may have written, or a statement of its own in auto-commit, has been committed on the primary:
     * called after the commit returned.
     *
     * @param database the database
     */
    void committed(Database database);

    /**
     * Whether requests of this route are known to write.
     *
     * @return {@code true} if the route starts on the primary
     */
    boolean learnedWriter();

    /** Remembers that this route writes although its intent was READ. */
    void learnWriter();

    /**
     * Method and path pattern, for messages and counters.
     *
     * @return such as {@code GET /owners/*}
     */
    String route();

    /**
     * The replica of this scope for a database: chosen at the first call and kept, unless it was excluded or has become
     * unfit. May wait for up to {@code consistency.wait}.
     *
     * @param database the database
     * @param excluded a replica that has just failed this scope, or null
     * @return what was chosen, or why there is none
     */
    Choice replica(Database database, Replica excluded);

    /**
     * A connection has been given its server, or moves to another. Called once per decision, before the server is used.
     *
     * @param database the database
     * @param replica where it goes, or null for the primary
     * @param reason why
     */
    void decided(Database database, Replica replica, Reason reason);

    /**
     * A connection has left its replica for the primary.
     *
     * @param database the database
     */
    void moved(Database database);

    /**
     * Mode observe: a statement is about to be sent to the primary.
     *
     * @param database the database
     * @param would where mode route would have sent it, and why
     */
    void observed(Database database, Decision would);

    /**
     * Mode observe: the connection would have left a replica for the primary here.
     *
     * @param database the database
     */
    void observedMove(Database database);

    /**
     * A statement that a replica refused or dropped has been run again elsewhere.
     *
     * @param database the database
     * @param cause few-valued: {@code refused}, {@code conflict} or {@code connection}
     */
    void rescued(Database database, String cause);

    /**
     * A read was refused: no replica could serve it, and the primary serves as many such reads as it may.
     *
     * @param database the database
     */
    void refusedFallback(Database database);

    /**
     * The outcome of a choice.
     *
     * @param replica the replica, or null
     * @param reason why there is none: {@link Reason#NO_REPLICA}, {@link Reason#BEHIND_BOOKMARK}, {@link Reason#WINDOW};
     *     null if there is one
     * @param required what the replica's connection has to show, where one URL leads to several servers; null: nothing in
     *     particular
     */
    record Choice(Replica replica, Reason reason, Position required) {

        /** Where nothing in particular has to be shown. */
        public Choice(Replica replica, Reason reason) {
            this(replica, reason, null);
        }
    }
}
