// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code routes}. Immutable.
 *
 * @param path pattern: {@code *} within a segment, {@code **} over segments
 * @param methods HTTP methods in upper case; empty: all
 * @param use where it goes; null if the rule only sets {@code max-lag}
 * @param maxLag staleness accepted on this route; null: that of {@code consistency}
 * @param line line of the file, from 1
 */
public record RouteRule(
        String path,
        Set<String> methods,
        @Nullable Use use,
        @Nullable Duration maxLag,
        int line) {

    static RouteRule of(Block entry) {
        String path = entry.find(Keys.ROUTES_PATH);
        return new RouteRule(
                // Where it is missing or refused that has been noted.
                path == null ? "" : path,
                Set.copyOf(entry.get(Keys.ROUTES_METHODS)),
                entry.find(Keys.ROUTES_USE),
                entry.find(Keys.ROUTES_MAX_LAG),
                entry.line());
    }

    /** Where a rule sends requests. */
    public enum Use {
        REPLICA,
        PRIMARY
    }
}
