// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.WritesOnReadRequests;
import replicated.dialect.ErrorRules;
import replicated.dialect.Rescue;
import replicated.replica.Replica;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * The transaction of a routed connection, on whichever server: what is told of it before a statement is sent, after it
 * was answered, and at its end. Used by one thread at a time.
 */
abstract class TransactedConnection extends DetouringConnection {

    TransactedConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    /**
     * Before a statement is sent: the scope hears of writes to the primary.
     *
     * @param verdict what it was found to be
     * @return what {@link #answered} is to be given: what the driver keeps of answers, if the next one is that to a
     *     commit; else null
     * @throws SQLException 40001 where it may have been computed from what a replica showed, and the primary knows more
     *     by now
     */
    final @Nullable Object sending(Verdict verdict) throws SQLException {
        observe(verdict);
        if (isOnReplica()) {
            return null;
        }
        StatementKind kind = verdict.kind();
        boolean proved = kind.writes();
        if (!proved && GuardedScope.hasCommittedWrites(scoped()) && commitsItself()) {
            // What is told when it has been answered says all there is to say of it.
            return null;
        }
        if (!proved && !countsAsWrite(verdict)) {
            return null;
        }
        refuseUnlessFresh();
        set(TX_DIRTY);
        GuardedScope.tell("writing", () -> scoped().writing(this, proved));
        if ((kind == StatementKind.WRITE || kind == StatementKind.UNKNOWN)
                && GuardedScope.intent(scoped()).read()) {
            GuardedScope.tell("learn", () -> scoped().scope().wroteOnPrimary());
        }
        // Several statements in one text have several answers, and the latest need not be that to the latest commit.
        return kind == StatementKind.WRITE && !verdict.implicitCommit() && commitsItself() ? keptOfAnswers() : null;
    }

    private void refuseUnlessFresh() throws SQLException {
        if (services().settings().writesOnReadRequests() != WritesOnReadRequests.MOVE_IF_FRESH
                || GuardedScope.isFresh(scoped())) {
            return;
        }
        GuardedScope.learnWriter(scoped());
        state().refusedStale = true;
        throw new SQLException(
                GuardedScope.route(scoped())
                        + " has read from a replica and now writes, and the primary may know more than the replica has"
                        + " shown. This was refused because of writes-on-read-requests: move-if-fresh. Run the"
                        + " transaction again, from its first read on; a route that this happens to by a rule or an annotation needs"
                        + " use: primary",
                Sqlstate.SERIALIZATION_FAILURE);
    }

    /**
     * A read that may write all the same, as views and functions do: nothing would refuse it on the primary, so its
     * client gets a bookmark.
     */
    boolean countsAsWrite(Verdict read) {
        return read.callsUnlisted() || (!read.kind().allowsDetour() && GuardedScope.isExpectedToWrite(scoped()));
    }

    /** A statement is about to be sent; what it would have come to is noted in mode observe. */
    void observe(Verdict verdict) {}

    /**
     * After a statement was answered.
     *
     * @param verdict what it was found to be
     * @param sql its text
     * @param failed whether with an error; even then a setting may have been made, and only its answer been unexpected
     */
    final void answered(Verdict verdict, String sql, boolean failed) {
        answered(verdict, sql, failed, null);
    }

    /**
     * As {@link #answered(Verdict, String, boolean)}.
     *
     * @param kept from {@link #sending}
     */
    final void answered(Verdict verdict, String sql, boolean failed, @Nullable Object kept) {
        if (!isOnReplica()) {
            if (addsNothing(verdict)) {
                return;
            }
            if (verdict.commits() || (mayHaveWritten(verdict) && (verdict.implicitCommit() || commitsItself()))) {
                committed(toldSince(kept));
                settleReadOnly();
            }
            return;
        }
        if (!failed && (verdict.commits() || verdict.rollsBack())) {
            transactionEnded(true);
            return;
        }
        if (!autoCommit()) {
            if (!failed && is(TX_FAILED) && verdict.kind() == StatementKind.TRANSACTION && stateOrNull() != null) {
                stateOrNull().rolledBackToByText(sql, undoesSettings());
            }
            set(TX_ON_REPLICA);
            if (failed && database().dialect().transactions().errorFailsTransaction()) {
                set(TX_FAILED);
            }
        }
        if (verdict.kind() == StatementKind.SESSION && !(verdict.transactionLocal() && autoCommit())) {
            state().steps().setting(sql, verdict.transactionLocal(), failed, !autoCommit());
            if (!verdict.transactionLocal()) {
                set(MUST_EVICT);
            }
        }
    }

    /** Often so: each read of a request that is expected to write may have written, and the first tells of all. */
    private boolean addsNothing(Verdict answered) {
        return answered.kind() == StatementKind.READ
                && stateOrNull() == null
                && !is(TX_DIRTY)
                && GuardedScope.tellsOfCommits(scoped());
    }

    /**
     * Whether what has just been answered is committed: within a transaction of the container's it may yet be taken
     * back.
     */
    private boolean commitsItself() {
        return autoCommit() && database().managedTransaction() == null;
    }

    /** Of a read that only may have written, the transaction is not marked where the response tells of it anyhow. */
    private boolean mayHaveWritten(Verdict answered) {
        return is(TX_DIRTY) || (!answered.kind().writes() && countsAsWrite(answered));
    }

    /**
     * A statement has failed for good. In auto-commit some databases undo a single one in full if they refuse it;
     * elsewhere rows may be left, and of a batch, a call or a broken connection nobody can tell.
     *
     * @param verdict what it was found to be
     * @param sql its text; empty for batches
     */
    final void refused(SQLException error, Verdict verdict, String sql) {
        if (!isOnReplica()
                && is(TX_DIRTY)
                && errors().isTheServersAnswer(error)
                && verdict.kind() == StatementKind.WRITE
                && !verdict.implicitCommit()
                && !sql.isEmpty()
                && database().dialect().transactions().refusedStatementLeavesNothing()
                && autoCommit()) {
            clear(TX_DIRTY);
            GuardedScope.tell("rolled-back", () -> scoped().rolledBack(this));
        }
    }

    /**
     * The transaction has ended. Not every database undoes all of it in a rollback: elsewhere some statements commit on
     * their own, and settings stay.
     */
    final void transactionEnded(boolean rolledBack) {
        transactionEnded(rolledBack, null);
    }

    /**
     * As {@link #transactionEnded(boolean)}.
     *
     * @param told what the primary has told of its commit; null: nothing
     */
    final void transactionEnded(boolean rolledBack, @Nullable Position told) {
        boolean undone = rolledBack && undoesSettings();
        clear(TX_ON_REPLICA | TX_FAILED);
        if (rolledBack) {
            forgetRefusal();
        }
        if (rolledBack && is(TX_DIRTY)) {
            GuardedScope.tell("rolled-back", () -> scoped().rolledBack(this));
        }
        if (is(UNWRAPPED) || (is(TX_DIRTY) && !undone)) {
            committed(told);
        }
        clear(TX_DIRTY);
        if (stateOrNull() != null) {
            stateOrNull().transactionEnded(undone);
            settleReadOnly();
        }
    }

    /** What was asked of the next transaction holds from now on. */
    private void settleReadOnly() {
        SessionState known = stateOrNull();
        if (known == null || known.readOnlyNext == null) {
            return;
        }
        boolean readOnly = known.readOnlyNext;
        known.readOnly = readOnly;
        known.readOnlyNext = null;
        if (isOnPrimary()) {
            try {
                bound().setReadOnly(readOnly);
            } catch (SQLException e) {
                // It would not have failed where it was asked, unless the connection is broken: the next statement says
                // so.
                set(MUST_EVICT);
            }
        }
    }

    /** Whether a rollback, to a savepoint too, takes back all that was done since, settings included. */
    final boolean undoesSettings() {
        return database().dialect().transactions().rollbackRestoresSettings();
    }

    /** The application holds the vendor's own object, and what is done through it cannot be seen. */
    final void unwrapped() {
        set(UNWRAPPED);
        GuardedScope.tell("writing", () -> scoped().writing(this, false));
    }

    /** As {@link #noteState(Rescue, SQLException, boolean)}, of what no setting can have brought about. */
    final void noteState(Rescue rescue, SQLException error) {
        noteState(rescue, error, false);
    }

    /**
     * A conflict can end the session or only the statement.
     *
     * @param byASetting whether the statement was one: drivers close a connection whose encoding or date style they do
     *     not know, which says nothing about the replica
     */
    final void noteState(Rescue rescue, SQLException error, boolean byASetting) {
        try {
            if (rescue == Rescue.CONNECTION) {
                set(MUST_EVICT);
                Replica on = replica();
                if (on != null && !byASetting) {
                    on.failed(error);
                }
            } else if (rescue == Rescue.CONFLICT && !bound().isValid(1)) {
                set(MUST_EVICT);
            }
        } catch (SQLException | RuntimeException e) {
            set(MUST_EVICT);
        }
    }

    final ErrorRules errors() {
        return database().dialect().errors();
    }
}
