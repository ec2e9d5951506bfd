// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * What is learnt of routes, and kept. Immutable.
 *
 * @param trustAfter requests of a route that must be seen to read only before it reads from replicas; 0: none
 * @param learn whether routes that write are remembered
 * @param file key {@code learned-routes-file}; empty: not kept across restarts
 */
public record LearningSettings(int trustAfter, boolean learn, String file) {

    static LearningSettings of(Block root) {
        return new LearningSettings(
                root.get(Keys.TRUST_AFTER), root.get(Keys.LEARN), root.get(Keys.LEARNED_ROUTES_FILE));
    }
}
