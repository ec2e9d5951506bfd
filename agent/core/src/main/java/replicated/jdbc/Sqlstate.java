// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

/** The SQLSTATE codes of the SQL standard that errors of our own carry. */
final class Sqlstate {

    /** The server rejected the connection. */
    static final String REJECTED = "08004";

    /** Connection does not exist: use after close. */
    static final String CLOSED = "08003";

    /** Read-only SQL transaction. */
    static final String READ_ONLY = "25006";

    /** Serialization failure: frameworks know to retry the transaction. */
    static final String SERIALIZATION_FAILURE = "40001";

    private Sqlstate() {}
}
