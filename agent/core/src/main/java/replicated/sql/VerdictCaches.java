// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.Arrays;
import replicated.dialect.Dialect;

/**
 * Verdicts by text, one cache for each dialect that is met. Thread-safe; a known dialect is found without a lock or a
 * hash.
 */
public final class VerdictCaches {

    /** In the order in which they were met, which is one for nearly every application. Replaced as a whole. */
    private volatile VerdictCache[] caches = {};

    /** Without any yet. */
    public VerdictCaches() {}

    /**
     * The cache of a dialect.
     *
     * @param dialect whose rules apply
     * @return one and the same for each call
     */
    public VerdictCache of(Dialect dialect) {
        VerdictCache[] known = caches;
        for (VerdictCache each : known) {
            if (each.dialect() == dialect) {
                return each;
            }
        }
        return add(dialect);
    }

    private synchronized VerdictCache add(Dialect dialect) {
        VerdictCache[] known = caches;
        for (VerdictCache each : known) {
            if (each.dialect() == dialect) {
                return each;
            }
        }
        VerdictCache[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new VerdictCache(dialect);
        caches = more;
        return more[known.length];
    }
}
