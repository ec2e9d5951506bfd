// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

/** Counters, and a row for each time one was raised. */
interface Counters {

    /** How often a counter was raised, as its row says; 0 if there is none. */
    int hits(long id);

    /** How often a counter was raised, as its visits say. */
    int visits(long id);

    /** Raises a counter, made now if there is none, and records the visit under a generated key. */
    void raise(long id);

    /** @throws IllegalStateException if the database gave no key */
    static void check(Number key) {
        if (key == null || key.longValue() <= 0) {
            throw new IllegalStateException("the key of the visit is " + key);
        }
    }
}
