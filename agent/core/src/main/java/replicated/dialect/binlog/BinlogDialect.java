// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;
import replicated.dialect.ErrorRules;
import replicated.dialect.Rescue;
import replicated.dialect.text.TextRules;

/** What MySQL and MariaDB have in common: either's driver talks to either's server. */
public abstract class BinlogDialect implements Dialect {

    /** Made with the first error. */
    private static final class Errors {

        private static final String MYSQL_DRIVERS_REFUSAL = "S1009";

        /**
         * No right to the database, wrong password, host not allowed or blocked, authentication not supported, wrong
         * password, expired password, account locked (MySQL, MariaDB).
         */
        private static final Set<Integer> LOGIN_ERRORS =
                Set.of(1044, 1045, 1130, 1129, 1251, 1698, 1820, 1862, 3118, 4151);

        /** Server error references of MySQL and MariaDB. */
        static final ErrorRules LIST = ErrorRules.standard()
                // --read-only and its kin, a transaction that is read-only, InnoDB that is read-only, a global read
                // lock.
                .codes(Rescue.REFUSED, 1290, 1792, 1836, 1874, 1223)
                // Server shutdown in progress, connection killed; the client's own: server has gone away, lost
                // connection.
                .codes(Rescue.CONNECTION, 1053, 1927, 2006, 2013)
                // No such function; no privilege for a table, a column, a function.
                .codes(Rescue.ABSENT, 1305, 1142, 1143, 1370)
                .further(error -> MYSQL_DRIVERS_REFUSAL.equals(error.getSQLState()) && saysReadOnly(error.getMessage())
                        ? Rescue.REFUSED
                        : null)
                .loginRefused(error -> LOGIN_ERRORS.contains(error.getErrorCode()))
                .build();
    }

    /** Made once it is known that a server is of this kind. */
    private static final class Rules {

        static final TextRules TEXT = new BinlogText();
    }

    /** Connector/J does not even send what looks like a write on a read-only session. */
    private static boolean saysReadOnly(@Nullable String message) {
        return message != null && message.contains("read-only");
    }

    @Override
    public final boolean sharesServersWith(Dialect other) {
        return other instanceof BinlogDialect;
    }

    @Override
    public final boolean hasPositions() {
        return true;
    }

    @Override
    public final ErrorRules errors() {
        return Errors.LIST;
    }

    @Override
    public final TextRules text() {
        return Rules.TEXT;
    }

    @Override
    public final String toString() {
        return name();
    }
}
