// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/** What a connection's transaction has against replicas, whatever the statement is. The first that is so counts. */
public enum TransactionDemand {
    /**
     * It is the container's, and what it reads may not be read outside of it: the primary has a part in it, or it is
     * not active.
     */
    MANAGED,
    /**
     * Its isolation is above READ COMMITTED, so that it cannot move, and its route was seen to fill a cache in such a
     * one.
     */
    STRICT_CACHE_FILL,
    /** Isolation SERIALIZABLE, which no standby offers. */
    SERIALIZABLE,
    /** Nothing. */
    NONE
}
