// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.route.StatementKind;

/**
 * Bits of what was found in a text. Evidence only ever adds up: nothing found later takes back what was found before.
 */
final class Evidence {

    static final int PRIMARY = 1;
    static final int WRITE = 1 << 1;
    static final int UNKNOWN = 1 << 2;
    static final int SESSION = 1 << 3;
    static final int TRANSACTION = 1 << 4;
    static final int PINS = 1 << 5;
    static final int IMPLICIT_COMMIT = 1 << 6;
    static final int BEGINS = 1 << 7;
    static final int COMMITS = 1 << 8;
    static final int ROLLS_BACK = 1 << 9;
    static final int LOCAL = 1 << 10;
    /** A function is called that is not known to be harmless, and that a replica would refuse if it is not. */
    static final int CALLS = 1 << 12;
    /** As {@link #CALLS}, where nothing would refuse it. */
    static final int CALLS_UNGUARDED = 1 << 13;
    /** Asks a server about itself. */
    static final int SERVER = 1 << 14;
    /** More than one statement in the text. */
    static final int SEVERAL = 1 << 11;

    private Evidence() {}

    /** The gravest kind decides. A write stays one even where the rest of the text is not understood. */
    static StatementKind kind(int found) {
        if ((found & WRITE) != 0) {
            return StatementKind.WRITE;
        }
        if ((found & (UNKNOWN | CALLS_UNGUARDED)) != 0) {
            return StatementKind.UNKNOWN;
        }
        if ((found & PRIMARY) != 0) {
            return StatementKind.PRIMARY_ONLY;
        }
        if ((found & TRANSACTION) != 0) {
            return StatementKind.TRANSACTION;
        }
        if ((found & SESSION) != 0) {
            return StatementKind.SESSION;
        }
        return (found & SERVER) != 0 ? StatementKind.TABLE : StatementKind.READ;
    }
}
