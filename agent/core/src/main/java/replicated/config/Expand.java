package replicated.config;

/** What the host name in a replica's URL stands for. */
public enum Expand {
    /** One server, or whatever the driver makes of it. */
    NONE,
    /** Each of its addresses is a replica of its own. */
    DNS,
    /** Each target of its SRV records is a replica of its own. */
    SRV
}
