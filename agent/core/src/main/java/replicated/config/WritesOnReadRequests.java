package replicated.config;

/** What happens to a write in a scope that was expected to read. */
public enum WritesOnReadRequests {
    /** The connection moves to the primary and goes on. */
    MOVE,
    /** The statement fails with SQLSTATE 25006. */
    REFUSE
}
