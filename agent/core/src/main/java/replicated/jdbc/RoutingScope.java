package replicated.jdbc;

import replicated.route.Intent;

/**
 * What a routed connection asks of, and tells to, the scope it was handed out in. One scope may be used by several
 * threads (async requests), so implementations are thread-safe.
 */
public interface RoutingScope {

    /**
     * One database in this scope.
     *
     * @param database the database
     * @return always the same for the same database
     */
    ScopedDatabase on(Database database);

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
}
