// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.Set;

/**
 * One entry of {@code routes}. Immutable.
 *
 * @param path pattern: {@code *} within a segment, {@code **} over segments
 * @param methods HTTP methods in upper case; empty: all
 * @param use where it goes; null if the rule only sets {@code max-lag}
 * @param maxLag staleness accepted on this route; null: that of {@code consistency}
 * @param line line of the file, from 1
 */
public record RouteRule(String path, Set<String> methods, Use use, Duration maxLag, int line) {

    static RouteRule of(Block entry) {
        return new RouteRule(
                entry.get(Keys.ROUTES_PATH),
                Set.copyOf(entry.get(Keys.ROUTES_METHODS)),
                entry.get(Keys.ROUTES_USE),
                entry.get(Keys.ROUTES_MAX_LAG),
                entry.line());
    }

    /** Where a rule sends requests. */
    public enum Use {
        REPLICA,
        PRIMARY
    }
}
