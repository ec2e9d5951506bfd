package replicated.request;

import replicated.route.Reason;

/** Hears of every decision; counts it, mostly. Called on the application's threads: thread-safe, quick, does not throw. */
public interface Decisions {

    /** Hears of nothing. */
    Decisions NONE = new Decisions() {
        @Override
        public void decided(String database, String target, Reason reason, String route) {}

        @Override
        public void moved(String database, String route) {}

        @Override
        public void rescued(String database, String cause) {}
    };

    /**
     * A connection has been given a server.
     *
     * @param database name of the data source
     * @param target {@code primary}, or the name of the replica
     * @param reason why
     * @param route such as {@code GET /owners/*}
     */
    void decided(String database, String target, Reason reason, String route);

    /**
     * A connection has left its replica for the primary.
     *
     * @param database name of the data source
     * @param route such as {@code GET /owners/*}
     */
    void moved(String database, String route);

    /**
     * A statement has been run again elsewhere.
     *
     * @param database name of the data source
     * @param cause few-valued
     */
    void rescued(String database, String cause);
}
