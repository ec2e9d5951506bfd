// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

/** The SQLSTATE codes that errors of our own carry, of the SQL standard where nothing else is said. */
final class Sqlstate {

    /** The server rejected the connection. */
    static final String REJECTED = "08004";

    /** Connection does not exist: use after close. */
    static final String CLOSED = "08003";

    /** Read-only SQL transaction. */
    static final String READ_ONLY = "25006";

    /** Serialization failure: frameworks know to retry the transaction. */
    static final String SERIALIZATION_FAILURE = "40001";

    /** Operation canceled; PostgreSQL's own, as the standard's HY008 is of its call level interface. */
    static final String CANCELED = "57014";

    private Sqlstate() {}
}
