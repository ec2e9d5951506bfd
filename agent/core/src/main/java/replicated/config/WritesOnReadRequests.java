// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** What happens to a write in a scope that was expected to read. */
public enum WritesOnReadRequests {
    /** The connection moves to the primary and goes on. */
    MOVE,
    /**
     * As {@link #MOVE}, but a scope that has read from a replica may write only if the primary has nothing that the
     * replica had not shown; otherwise the statement fails with SQLSTATE 40001.
     */
    MOVE_IF_FRESH,
    /** The statement fails with SQLSTATE 25006. */
    REFUSE
}
