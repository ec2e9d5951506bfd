// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.List;

/** The keys of a replica's {@code pool} block, for those who set them. Stateless. */
public final class PoolProperties {

    private PoolProperties() {}

    /**
     * All that can be set.
     *
     * @return HikariCP's own names in kebab-case, in the order of the reference
     */
    public static List<String> names() {
        return List.copyOf(Keys.TABLE.under(Keys.REPLICAS_POOL.path()).keySet());
    }

    /**
     * Checks one property.
     *
     * @param name in kebab-case
     * @param text its value, as it may stand in the file
     * @return the value as HikariCP has it, times in milliseconds without a unit
     * @throws IllegalArgumentException if there is no such property, or the value is not one it may have; with what was
     *     expected
     */
    public static String value(String name, String text) {
        Key<?> key = Keys.TABLE.under(Keys.REPLICAS_POOL.path()).get(name);
        if (key == null) {
            throw new IllegalArgumentException(
                    name + " is not a pool property that can be set here; these are: " + names());
        }
        Object value = key.type().value(text.strip());
        if (value == null) {
            throw new IllegalArgumentException(name + ": " + text + " will not do: expected " + key.expected());
        }
        return value.toString();
    }
}
