// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * The {@code status} block. Immutable.
 *
 * @param listen {@code host:port}; empty: no listener
 * @param responseHeader whether routed responses carry {@code Server-Timing}
 * @param jmx whether MBeans are registered
 * @param micrometer whether the application's registries get the figures
 */
public record StatusSettings(String listen, boolean responseHeader, boolean jmx, boolean micrometer) {

    static StatusSettings of(Block block) {
        return new StatusSettings(
                block.get(Keys.STATUS_LISTEN),
                block.get(Keys.STATUS_RESPONSE_HEADER),
                block.get(Keys.STATUS_JMX),
                block.get(Keys.STATUS_MICROMETER));
    }
}
