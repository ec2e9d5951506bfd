// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The application's own pool gave no connection when it was last asked. Immutable.
 *
 * @param why what it said, on one line
 * @param sinceMillis when it first failed since it last gave one, since the epoch
 * @param lastMillis when it last failed
 * @param count how often since then
 */
public record PoolTrouble(String why, long sinceMillis, long lastMillis, long count) {

    private static final int MAX_TEXT = 300;

    /**
     * One more failure.
     *
     * @param before what was known; null if it worked
     * @param error what the pool has thrown
     * @param now milliseconds since the epoch
     * @return never null
     */
    public static PoolTrouble after(@Nullable PoolTrouble before, Throwable error, long now) {
        String text = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        String why = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
        return before == null
                ? new PoolTrouble(why, now, now, 1)
                : new PoolTrouble(why, before.sinceMillis, now, before.count + 1);
    }
}
