package replicated.route;

/** The inspector's verdict on the text of a statement. */
public enum StatementKind {
    /** Proved to change nothing and to depend on no session: may run on a replica. */
    READ,
    /** Changes data, or nothing proves that it does not. */
    WRITE,
    /** Changes nothing that replicates but means something only on the primary: locks, sequences, temporary tables, ... */
    PRIMARY_ONLY,
    /** Sets something of the session that can be set again on another connection. */
    SESSION,
    /** Begins, ends or marks a transaction by SQL text. */
    TRANSACTION,
    /** Not understood: the primary. */
    UNKNOWN
}
