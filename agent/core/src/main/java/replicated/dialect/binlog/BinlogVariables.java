// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import org.jspecify.annotations.Nullable;

/** How variables of MySQL and MariaDB are read. Stateless. */
public final class BinlogVariables {

    private BinlogVariables() {}

    /**
     * Whether a switch is on: 0 or 1, OFF or ON; from MariaDB 12.0 also {@code NO_LOCK} and the like (CONJ-1259).
     * Whatever is not off is on.
     *
     * @param value as the server tells it; null is allowed
     * @return {@code false} for null
     */
    public static boolean isOn(@Nullable String value) {
        return value != null
                && !value.equals("0")
                && !value.equalsIgnoreCase("OFF")
                && !value.equalsIgnoreCase("false")
                && !value.isEmpty();
    }
}
