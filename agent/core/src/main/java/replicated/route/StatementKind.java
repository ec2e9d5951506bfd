// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

import org.jspecify.annotations.Nullable;

/** The inspector's verdict on the text of a statement. */
public enum StatementKind {
    /** Proved to change nothing and to depend on no session: may run on a replica. */
    READ,
    /** Looks like a read, and calls a function, or reads a view with one, that is not proved to read only. */
    FUNCTION,
    /**
     * Reads what is right on the primary only: tables that do not replicate or are listed as bookkeeping, facts about
     * the server.
     */
    TABLE,
    /** Writes to, or locks, nothing but tables that are said to be bookkeeping: says nothing about its scope. */
    BOOKKEEPING,
    /** Changes data, or nothing proves that it does not. */
    WRITE,
    /**
     * Changes nothing that replicates but means something only on the primary: locks, sequences, temporary tables, ...
     */
    PRIMARY_ONLY,
    /** Sets something of the session that can be set again on another connection. */
    SESSION,
    /** Begins, ends or marks a transaction by SQL text. */
    TRANSACTION,
    /** Not understood: the primary. */
    UNKNOWN;

    /**
     * What a statement of this kind has against a replica.
     *
     * @return null: nothing
     */
    public @Nullable Reason against() {
        return switch (this) {
            case READ, SESSION -> null;
            case FUNCTION -> Reason.FUNCTION;
            case TABLE, BOOKKEEPING -> Reason.TABLE;
            case WRITE -> Reason.WRITE_STATEMENT;
            case PRIMARY_ONLY, TRANSACTION, UNKNOWN -> Reason.UNSAFE_STATEMENT;
        };
    }

    /**
     * Whether nothing in the text shows more than reading.
     *
     * @return {@code true} also where the server's catalogue has something against a replica
     */
    public boolean reads() {
        return this == READ || this == FUNCTION || this == TABLE;
    }

    /**
     * Whether it is known to be more than a read.
     *
     * @return {@code false} also where it may be one all the same, and for bookkeeping
     */
    public boolean writes() {
        return this == WRITE || this == PRIMARY_ONLY || this == UNKNOWN;
    }

    /**
     * Whether it says nothing about the other statements of its request.
     *
     * @return {@code true} for tables that only the primary has right
     */
    public boolean allowsDetour() {
        return this == TABLE || this == BOOKKEEPING;
    }

    /**
     * Whether a route whose requests do this is learnt as one that writes.
     *
     * @return {@code false} for what may be a read, and for bookkeeping, which each route does
     */
    public boolean teaches() {
        return !reads() && this != BOOKKEEPING;
    }
}
