// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One rule for work outside of requests. Immutable.
 *
 * @param job which methods are meant
 * @param use where their reads go; null if the rule only sets {@code max-lag}
 * @param maxLag staleness accepted by them; null: that of {@code consistency}
 * @param line line of the file, from 1
 */
public record JobRule(
        JobPattern job,
        RouteRule.@Nullable Use use,
        @Nullable Duration maxLag,
        int line) {

    /** Null where the pattern is missing or refused, which has been noted then. */
    static @Nullable JobRule of(Block entry) {
        String pattern = entry.find(Keys.JOBS_JOB);
        return pattern == null
                ? null
                : new JobRule(
                        new JobPattern(pattern),
                        entry.find(Keys.JOBS_USE),
                        entry.find(Keys.JOBS_MAX_LAG),
                        entry.line());
    }
}
