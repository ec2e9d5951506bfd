// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a driver knows of its session on the server, by its own methods: the agent has no driver of its own. Stateless.
 *
 * <p>Behind a connection pooler (PgBouncer in each of its modes, ProxySQL, MaxScale and their like) the number that the
 * driver was told when it logged in is the pooler's, and the one that the server tells is another.
 */
public final class DriverSession {

    private DriverSession() {}

    /**
     * Whether a pooler stands between a connection and the server that answered over it.
     *
     * @param connection that was asked
     * @param rules of the server's dialect
     * @param sample what the server said
     * @return {@code false} also where the driver does not tell its number
     */
    public static boolean pooled(Connection connection, SessionRules rules, ServerSample sample) {
        if (sample.session() == 0) {
            return false;
        }
        long told = number(connection, rules);
        // The protocol of MySQL has 32 bits for it.
        return told != 0 && (int) told != (int) sample.session();
    }

    /**
     * Whether the driver itself knows that its session is the one that answered, as it does after it has connected anew
     * by itself.
     *
     * @param connection that was asked
     * @param rules of the server's dialect
     * @param sample what the server said
     * @return {@code false} where the driver does not tell its number
     */
    public static boolean confirms(Connection connection, SessionRules rules, ServerSample sample) {
        long told = number(connection, rules);
        return told != 0 && (int) told == (int) sample.session();
    }

    private static long number(Connection connection, SessionRules rules) {
        for (SessionNumber driver : rules.numbers()) {
            try {
                Class<?> type = Class.forName(
                        driver.type(), false, connection.getClass().getClassLoader());
                if (type.isInstance(connection) || connection.isWrapperFor(type)) {
                    Object own = type.isInstance(connection) ? connection : connection.unwrap(type);
                    return ((Number) type.getMethod(driver.method()).invoke(own)).longValue();
                }
            } catch (ReflectiveOperationException | SQLException | RuntimeException | LinkageError notThisDriver) {
                // The next one, or nobody, tells.
            }
        }
        return 0;
    }
}
