// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.zaxxer.hikari.HikariConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import replicated.config.PoolProperties;

/**
 * The {@code pool} block of a replica, given to HikariCP: which properties there are, and what they may be, the table
 * of keys says; each is set by the setter of its name. What the agent has to decide itself (data source, credentials,
 * read-only, threads, JMX) is no key. Stateless.
 */
final class PoolSettings {

    private PoolSettings() {}

    /**
     * Checks a {@code pool} block.
     *
     * @param replica name of the replica, for the text
     * @param pool the block as written
     * @throws IllegalArgumentException with place, fault and remedy, if a name is unknown or a value is of the wrong
     *     type
     */
    static void check(String replica, Map<String, String> pool) {
        apply(replica, pool, new HikariConfig());
    }

    /** Sets what the block says on a configuration that already has our defaults. */
    static void apply(String replica, Map<String, String> pool, HikariConfig config) {
        pool.forEach((name, text) -> {
            try {
                set(config, name, PoolProperties.value(name, text));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("replica '" + replica + "', pool: " + wrong.getMessage(), wrong);
            }
        });
    }

    private static void set(HikariConfig config, String name, String value) {
        Method setter = setter(name);
        Class<?> type = setter.getParameterTypes()[0];
        Object argument = type == int.class ? Integer.valueOf(value) : type == long.class ? Long.valueOf(value) : value;
        try {
            setter.invoke(config, argument);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(
                    name + ": " + value + " will not do: "
                            + refused.getTargetException().getMessage(),
                    refused);
        } catch (IllegalAccessException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    private static Method setter(String name) {
        String camel = "set" + name.replace("-", "");
        for (Method method : HikariConfig.class.getMethods()) {
            if (method.getName().equalsIgnoreCase(camel) && method.getParameterCount() == 1) {
                return method;
            }
        }
        throw new IllegalStateException("HikariCP has no " + name);
    }
}
