// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.route.StatementKind;

/**
 * What the text of a statement proves, and what a routed connection has to know of it. Immutable.
 *
 * @param kind what it is
 * @param pinsSession leaves something behind in the session that no other connection has (temporary table, advisory
 *     lock, prepared statement, cursor, user variable, LISTEN, a setting that cannot be set again): once it ran, the
 *     connection has to stay on its server until it is closed
 * @param implicitCommit commits the open transaction, or may do so, although it is not a COMMIT: DDL of MySQL, MariaDB
 *     and H2, procedures, several statements in one text
 * @param begins opens a transaction by text
 * @param commits commits a transaction by text, a prepared one included
 * @param rollsBack rolls a whole transaction back by text; going back to a savepoint does not count
 * @param transactionLocal a SESSION setting that is gone at the end of the transaction ({@code SET LOCAL})
 * @param callsUnlisted calls a function that is not listed as harmless. A replica refuses it if it writes; a primary
 *     does not, so there what looks like a read has to be taken for a write
 */
public record Verdict(
        StatementKind kind,
        boolean pinsSession,
        boolean implicitCommit,
        boolean begins,
        boolean commits,
        boolean rollsBack,
        boolean transactionLocal,
        boolean callsUnlisted) {

    /** A pure read. */
    public static final Verdict READ = plain(StatementKind.READ);

    private static final Verdict READ_BY_UNLISTED =
            new Verdict(StatementKind.READ, false, false, false, false, false, false, true);

    /** Reads, and calls what is not proved to do no more. */
    public static final Verdict FUNCTION =
            new Verdict(StatementKind.FUNCTION, false, false, false, false, false, false, true);

    /** Reads what only the primary has right. */
    public static final Verdict TABLE = plain(StatementKind.TABLE);

    /** Writes or locks nothing but bookkeeping. */
    public static final Verdict BOOKKEEPING = plain(StatementKind.BOOKKEEPING);

    /** A write without anything special. */
    public static final Verdict WRITE = plain(StatementKind.WRITE);

    /** Not understood. */
    public static final Verdict UNKNOWN = plain(StatementKind.UNKNOWN);

    /**
     * The verdict on all that was found in a text.
     *
     * @param found bits of {@link Evidence}
     * @return READ if nothing was found
     */
    static Verdict of(int found) {
        return switch (found) {
            case 0 -> READ;
            case Evidence.CALLS -> READ_BY_UNLISTED;
            case Evidence.SERVER -> TABLE;
            case Evidence.WRITE -> WRITE;
            case Evidence.UNKNOWN -> UNKNOWN;
            default ->
                new Verdict(
                        Evidence.kind(found),
                        (found & Evidence.PINS) != 0,
                        (found & Evidence.IMPLICIT_COMMIT) != 0,
                        (found & Evidence.BEGINS) != 0,
                        (found & Evidence.COMMITS) != 0,
                        (found & Evidence.ROLLS_BACK) != 0,
                        (found & Evidence.LOCAL) != 0,
                        (found & (Evidence.CALLS | Evidence.CALLS_UNGUARDED)) != 0);
        };
    }

    /**
     * Whether it says nothing beyond the kind, calls apart.
     *
     * @return {@code false} if it does something to the session or its transaction
     */
    public boolean isPlain() {
        return !(pinsSession || implicitCommit || begins || commits || rollsBack || transactionLocal);
    }

    /**
     * A verdict that says nothing beyond the kind.
     *
     * @param kind what it is
     * @return never null
     */
    public static Verdict plain(StatementKind kind) {
        return new Verdict(kind, false, false, false, false, false, false, false);
    }
}
