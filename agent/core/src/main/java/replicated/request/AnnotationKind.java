package replicated.request;

/** What an annotated method asks for. */
public enum AnnotationKind {
    PRIMARY,
    REPLICA,
    /** A replica, and the client's bookmark is waived. */
    REPLICA_STALE
}
