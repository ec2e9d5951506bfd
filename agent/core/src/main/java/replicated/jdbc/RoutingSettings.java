package replicated.jdbc;

import replicated.config.WritesOnReadRequests;

/**
 * What routed connections need of the configuration in force. Immutable; a reload makes a new one.
 *
 * @param writesOnRead what happens to a write in a scope that was expected to read
 * @param readOnlyTransactions whether {@code setReadOnly(true)} is a READ intent too
 * @param replicaTimeoutMillis the longest a connection may be waited for at a replica, at least 1
 * @param fallbackMaxConcurrent how many connections to one database may at once read from the primary because no
 *     replica could serve them; 0: no bound
 * @param observe whether every connection goes to the primary whatever was decided
 */
public record RoutingSettings(
        WritesOnReadRequests writesOnRead,
        boolean readOnlyTransactions,
        long replicaTimeoutMillis,
        int fallbackMaxConcurrent,
        boolean observe) {}
