// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * The {@code fallback} block. Immutable.
 *
 * @param maxConcurrent how many connections to one database may at once read from the primary because no replica could
 *     serve them; 0: no bound
 */
public record FallbackSettings(int maxConcurrent) {

    static FallbackSettings of(Block block) {
        return new FallbackSettings(block.get(Keys.FALLBACK_MAX_CONCURRENT));
    }
}
