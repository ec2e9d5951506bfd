package replicated.request;

import replicated.jdbc.Database;

/** A database that a scope has written to, or is about to. Thread-safe; what it answers may change at any time. */
interface WrittenDatabase {

    /** Which. */
    Database database();

    /** Whether something has been committed. */
    boolean hasCommitted();

    /** Whether a transaction that writes is open. */
    boolean open();
}
