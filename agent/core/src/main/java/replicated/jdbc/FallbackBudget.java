// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.util.concurrent.atomic.AtomicInteger;
import replicated.route.Reason;

/**
 * Counts the connections on which a primary serves reads because no replica could: {@code fallback.max-concurrent}
 * bounds them, so that a primary that was sized for a part of the reads does not go down with its replicas. One per
 * database of the application, whatever the number of its pools. Thread-safe.
 */
final class FallbackBudget {

    private final AtomicInteger taken = new AtomicInteger();

    /**
     * Whether a reason says that a replica should have served the read and none could. Reads that follow a write are
     * not among them: they belong on the primary.
     */
    static boolean covers(Reason reason) {
        return reason.ground() == Reason.Ground.REPLICAS;
    }

    /**
     * Takes one of the places.
     *
     * @param most how many there are, at least 1
     * @return whether there was one; if so, {@link #giveBack} has to be called once
     */
    boolean take(int most) {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    void giveBack() {
        taken.decrementAndGet();
    }
}
