// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

/** Hits of counters, kept in a cache that all requests share. */
interface Cached {

    /** From the cache, or read for it. */
    int hits(long id);

    /** Raises a counter in a transaction of its own, and has the cache forget it. */
    void raise(long id);
}
