// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Connection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of isolation levels as pools write them. */
final class IsolationNames {

    private IsolationNames() {}

    /**
     * The level of a name.
     *
     * @param name such as {@code TRANSACTION_READ_COMMITTED}, {@code READ_COMMITTED} or a number; may be null
     * @return a constant of {@link Connection}, or -1 for none or one of a driver's own
     */
    static int of(@Nullable String name) {
        if (name == null) {
            return -1;
        }
        String level = name.toUpperCase(Locale.ROOT).replace("TRANSACTION_", "");
        return switch (level) {
            case "READ_UNCOMMITTED", "1" -> Connection.TRANSACTION_READ_UNCOMMITTED;
            case "READ_COMMITTED", "2" -> Connection.TRANSACTION_READ_COMMITTED;
            case "REPEATABLE_READ", "4" -> Connection.TRANSACTION_REPEATABLE_READ;
            case "SERIALIZABLE", "8" -> Connection.TRANSACTION_SERIALIZABLE;
            default -> -1;
        };
    }
}
