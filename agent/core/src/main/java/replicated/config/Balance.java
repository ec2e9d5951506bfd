package replicated.config;

/** How one of several eligible replicas is chosen. */
public enum Balance {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    RANDOM,
    /** The same client, the same replica, as long as it is eligible. */
    AFFINITY
}
