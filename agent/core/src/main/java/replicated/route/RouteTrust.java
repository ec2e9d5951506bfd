package replicated.route;

/** What is known of the requests of a route that are expected to read. */
public enum RouteTrust {
    /** They were seen to read only. */
    TRUSTED,
    /** Too few of them were seen to read only. */
    UNTRUSTED,
    /** One of them has written. */
    WRITER
}
