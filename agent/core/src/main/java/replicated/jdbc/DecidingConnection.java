package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import replicated.config.WritesOnReadRequests;
import replicated.context.RoutingContext;
import replicated.dialect.ErrorRules;
import replicated.dialect.Rescue;
import replicated.log.Faults;
import replicated.route.Decide;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * When a routed connection goes where: the decision before each statement, the rules of moving and of rescuing, and what
 * the scope hears of all this.
 */
abstract class DecidingConnection extends DetouringConnection {

    private static final Intent FAULT = new Intent(false, Reason.FAULT);

    DecidingConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    /** The scope's intent, with a fault of ours as a reason for the primary. */
    private Intent scopeIntent() {
        try {
            return scoped.scope().intent();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("intent", e);
            return FAULT;
        }
    }

    private Intent intent() {
        Intent intent = scopeIntent();
        if (intent.read() || state == null || !Boolean.TRUE.equals(state.readOnly)) {
            return intent;
        }
        boolean saidOtherwise = switch (intent.reason()) {
            case OFF, ANNOTATION_PRIMARY, RULE_PRIMARY -> true;
            default -> false;
        };
        return saidOtherwise || !factory().settings().readOnlyTransactions() ? intent : Intent.READ_ONLY_TRANSACTION;
    }

    @Override
    final Decision decide(StatementKind kind) {
        try {
            Intent intent = intent();
            if (!intent.read()) {
                // What is known of the route and of the statement says nothing against that, and takes longer to ask.
                return Decision.primary(intent.reason());
            }
            return Decide.statement(
                    intent,
                    kind,
                    scoped.hasWritten(),
                    isolation() == TRANSACTION_SERIALIZABLE,
                    scoped.scope().trust());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("decide", e);
            return Decision.primary(Reason.FAULT);
        }
    }

    /**
     * Sees to it that the connection stands where a statement may run: takes a server, or moves to the primary.
     *
     * @param kind the inspector's verdict
     */
    final void routeFor(StatementKind kind) throws SQLException {
        Connection on = target;
        boolean there = on != null
                && (replica == null
                        ? state == null || !state.onDetour
                        : kind == StatementKind.READ && state == null && isStillValid());
        if (!there) {
            begin();
            try {
                routeExclusively(kind);
            } finally {
                end();
            }
        }
    }

    /** As {@link #routeFor}, between {@link #begin} and {@link #end}. */
    final void routeExclusively(StatementKind kind) throws SQLException {
        if (target == null) {
            checkOpen();
            ScopedDatabase.CachedDecision cached =
                    kind == StatementKind.READ && state == null ? cachedDecision() : null;
            if (cached == null) {
                takeServer(kind);
            } else {
                fallBackIf(toReplica(cached.choice(), cached.reason(), null));
            }
        } else if (replica != null && !(kind == StatementKind.READ && state == null && isStillValid())) {
            stay(kind);
        } else if (isOnDetour()) {
            endDetour(kind);
        }
    }

    /**
     * Sees to it that the connection is in the scope of whoever uses it: it may have been kept open since another request, or been
     * given away. Where its thread is in none, it goes on in its own scope for as long as that lasts.
     *
     * @param thread the calling thread
     */
    final void usedBy(RoutingContext thread) throws SQLException {
        if (isNowOf(thread) && replica != null) {
            goOnInAnotherScope();
        }
    }

    /**
     * As {@link #usedBy}, for what reads nothing, such as the end of a transaction.
     *
     * @param thread the calling thread
     * @return whether the connection has gone over to another scope
     */
    final boolean isNowOf(RoutingContext thread) {
        RoutingScope own = scoped.scope();
        if (thread.scope() == own) {
            return false;
        }
        ScopedDatabase other = inPresentScope(thread, own);
        if (other == null) {
            return false;
        }
        other.setFactory(factory());
        scoped = other;
        if (is(TX_DIRTY)) {
            tell("writing", () -> scoped.writing(this, true));
        }
        return true;
    }

    /** Null where the connection stays in its own scope, which it also does after a fault of ours. */
    private ScopedDatabase inPresentScope(RoutingContext thread, RoutingScope own) {
        try {
            if (thread.scope() == null && (!own.isOver() || own.outside())) {
                return null;
            }
            RoutingScope present = factory().present();
            return present == null || present == own ? null : present.on(database());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("present-scope", e);
            return null;
        }
    }

    /**
     * What a replica showed to one scope need not be enough for another. A connection that several threads use goes to the primary, since
     * each replica's that it left would be kept until it is closed.
     */
    private void goOnInAnotherScope() throws SQLException {
        begin();
        try {
            if (replica == null) {
                return;
            }
            if (!is(TX_ON_REPLICA | SHARED)) {
                abandonReplica();
            } else if (!is(TX_ON_REPLICA) || (!isStrict() && !is(TX_FAILED))) {
                toPrimary(Reason.BEHIND_BOOKMARK);
                tell("moved", () -> scoped.moved());
            }
        } finally {
            end();
        }
    }

    /** With a fault of ours as a reason to decide anew. */
    private ScopedDatabase.CachedDecision cachedDecision() {
        try {
            return scoped.cachedDecision();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("cached", e);
            return null;
        }
    }

    /** As {@link #cachedDecision()}, where there is a server: how the replica does is of no account to a connection that is on it. */
    private boolean isStillValid() {
        try {
            return scoped.isStillValid();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("cached", e);
            return false;
        }
    }

    private void takeServer(StatementKind kind) throws SQLException {
        if (factory().settings().observe()) {
            toPrimary(Reason.OBSERVE);
            return;
        }
        Decision decision = decide(kind);
        if (decision.replica()) {
            fallBackIf(toReplica(decision.reason(), null));
        } else {
            refuseWhereAsked(decision, kind);
            toPrimary(decision.reason());
            beginDetour(kind, decision.reason());
        }
    }

    /** Goes to the primary if no replica was taken: then there is a reason against it. */
    private void fallBackIf(Reason against) throws SQLException {
        if (against != null) {
            fallBack(against);
        }
    }

    /** On a replica: stays there, or moves to the primary. */
    private void stay(StatementKind kind) throws SQLException {
        Decision decision = decide(kind);
        if (!decision.replica() && !isOnlyOfTheRoute(decision.reason())) {
            refuseWhereAsked(decision, kind);
            move(decision.reason(), kind);
        } else if (!is(TX_ON_REPLICA) && !mayStay()) {
            abandonReplica();
            takeServer(kind);
        }
    }

    /** What is learnt of the route meanwhile counts for its next requests. */
    static boolean isOnlyOfTheRoute(Reason reason) {
        return reason == Reason.LEARNED_WRITER || reason == Reason.UNTRUSTED_ROUTE;
    }

    /** With a fault of ours as a reason to choose anew. */
    private boolean mayStay() {
        try {
            return scoped.mayStayOn(replica);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("may-stay", e);
            return false;
        }
    }

    /** Goes to the primary for something other than a statement. */
    final void routeToPrimary(Reason reason) throws SQLException {
        usedBy(caller());
        if (target != null && replica == null) {
            cancelDetour();
            return;
        }
        begin();
        try {
            if (target == null) {
                checkOpen();
                Intent intent = scopeIntent();
                toPrimary(intent.read() ? reason : intent.reason());
            } else if (replica != null) {
                move(reason, StatementKind.READ);
            } else {
                cancelDetour();
            }
        } finally {
            end();
        }
    }

    private void refuseWhereAsked(Decision decision, StatementKind kind) throws SQLException {
        boolean writes = decision.reason() == Reason.WRITE_STATEMENT || kind == StatementKind.UNKNOWN;
        if (writes && factory().settings().writesOnRead() == WritesOnReadRequests.REFUSE && isUnexpected()) {
            learn();
            throw new SQLException(
                    route() + " was expected to read only, and writes. This was refused because of"
                            + " writes-on-read-requests: refuse. Remedy: a rule {path: ..., use: primary} under routes:,"
                            + " or writes-on-read-requests: move",
                    Sqlstate.READ_ONLY);
        }
    }

    /** Whether nothing has said so far that this scope writes. */
    private boolean isUnexpected() {
        try {
            return scoped.scope().intent().read()
                    && scoped.scope().trust() != RouteTrust.WRITER
                    && !scoped.hasWritten();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("refuse", e);
            return false;
        }
    }

    private String route() {
        try {
            return scoped.scope().route();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("route", e);
            return "This request";
        }
    }

    /** Leaves the replica for good. Result sets that are open on it can be read to their end. */
    final void move(Reason reason, StatementKind kind) throws SQLException {
        if (maySeeItsTransactionOut(reason, kind) && is(TX_ON_REPLICA) && isStrict()) {
            return;
        }
        if (is(TX_FAILED) && kind == StatementKind.TRANSACTION) {
            // Text that ends the failed transaction has to end it where it is; to all other the replica says what the
            // primary would.
            return;
        }
        failAsTheTransactionDid();
        refuseInStrictTransaction(reason);
        if (kind.teaches()) {
            learn();
        }
        toPrimary(reason);
        beginDetour(kind, reason);
        if (!isOnDetour()) {
            tell("moved", () -> scoped.moved());
        }
    }

    /** Whether to stay costs nothing: neither another connection's write nor the kill-switch may fail what only reads. */
    private static boolean maySeeItsTransactionOut(Reason reason, StatementKind kind) {
        return switch (kind) {
            case FUNCTION, TABLE, BOOKKEEPING -> false;
            default -> reason == Reason.WROTE_EARLIER || (reason == Reason.OFF && !kind.writes());
        };
    }

    /**
     * After an error PostgreSQL answers nothing but errors until the transaction ends. A move must not end that: the
     * replica itself says whether it is so, since errors of the driver do not count.
     */
    private void failAsTheTransactionDid() throws SQLException {
        if (is(TX_FAILED)) {
            try (Statement probe = target.createStatement()) {
                probe.execute("SELECT 1");
            }
            clear(TX_FAILED);
        }
    }

    private void refuseInStrictTransaction(Reason reason) throws SQLException {
        if (is(TX_ON_REPLICA) && isStrict()) {
            learn();
            throw new SQLException(
                    "The transaction has read from a replica at an isolation level above READ COMMITTED and now needs the"
                            + " primary (" + reason.code() + "). Run the transaction again: "
                            + route() + " starts on the primary from now on",
                    Sqlstate.SERIALIZATION_FAILURE);
        }
    }

    private boolean isStrict() {
        return isolation() > TRANSACTION_READ_COMMITTED;
    }

    /**
     * A statement failed. Returns where another server has taken over, so that it can run again: a replica's own error,
     * and nothing that it said in this transaction binds the application to it.
     *
     * @param error the error, thrown where it is the application's to see
     * @param verdict what it ran as
     * @return what it is to run as: what a replica refused is a write
     */
    final Verdict rescue(SQLException error, Verdict verdict) throws SQLException {
        Rescue rescue = replica == null ? null : errors().rescue(error);
        if (rescue == null || is(CLOSED)) {
            throw error;
        }
        begin();
        try {
            return rescue(rescue, error, verdict);
        } finally {
            end();
        }
    }

    private Verdict rescue(Rescue rescue, SQLException error, Verdict verdict) throws SQLException {
        if (replica == null) {
            // Another thread has gone to the primary meanwhile.
            return verdict;
        }
        noteState(rescue, error);
        if (is(TX_FAILED)) {
            throw error;
        }
        if (rescue == Rescue.REFUSED) {
            Decision found = Decision.primary(Reason.WRITE_STATEMENT);
            refuseWhereAsked(found, StatementKind.WRITE);
            refuseInStrictTransaction(found.reason());
            learn();
        } else if (is(TX_ON_REPLICA) && isStrict()) {
            throw error;
        }
        boolean elsewhere = rescue == Rescue.CONFLICT || rescue == Rescue.CONNECTION;
        if (!elsewhere || is(TX_ON_REPLICA) || state().rescued || toReplica(Reason.RESCUED, replica) != null) {
            try {
                if (rescue == Rescue.REFUSED) {
                    toPrimary(Reason.RESCUED);
                } else {
                    fallBack(Reason.RESCUED);
                }
            } catch (SQLException e) {
                e.addSuppressed(error);
                throw e;
            }
            tell("moved", () -> scoped.moved());
        }
        state().rescued = true;
        tell("rescued", () -> scoped.rescued(rescue.cause()));
        return rescue == Rescue.REFUSED ? Verdict.WRITE : verdict;
    }

    /** A conflict can end the session or only the statement. */
    private void noteState(Rescue rescue, SQLException error) {
        try {
            if (rescue == Rescue.CONNECTION) {
                set(MUST_EVICT);
                replica.failed(error);
            } else if (rescue == Rescue.CONFLICT && !target.isValid(1)) {
                set(MUST_EVICT);
            }
        } catch (SQLException | RuntimeException e) {
            set(MUST_EVICT);
        }
    }

    private ErrorRules errors() {
        return database().dialect().errors();
    }

    /** An error that the application sees, and that may have cost it its replica. */
    final void spoiltBy(SQLException error) {
        Rescue rescue = replica == null ? null : errors().rescue(error);
        if (rescue != null) {
            noteState(rescue, error);
        }
    }

    /**
     * Whether the end of a transaction on a replica failed only because the replica is gone. Nothing was to be kept
     * there, so the application need not hear of it; its next statement takes a server anew.
     */
    final boolean endsWithItsReplica(SQLException error) throws SQLException {
        if (replica == null || errors().rescue(error) != Rescue.CONNECTION) {
            return false;
        }
        noteState(Rescue.CONNECTION, error);
        begin();
        try {
            if (replica != null) {
                abandonReplica();
            }
        } finally {
            end();
        }
        return true;
    }

    /**
     * Before a statement is sent: the scope hears of writes to the primary.
     *
     * @param verdict what it was found to be
     * @throws SQLException 40001 where it may have been computed from what a replica showed, and the primary knows more by now
     */
    final void sending(Verdict verdict) throws SQLException {
        observe(verdict);
        if (replica != null) {
            return;
        }
        StatementKind kind = verdict.kind();
        boolean proved = kind.writes();
        if (!proved && !countsAsWrite(verdict)) {
            return;
        }
        refuseUnlessFresh();
        set(TX_DIRTY);
        if (!proved && autoCommit() && isToldAnyhow()) {
            return;
        }
        tell("writing", () -> scoped.writing(this, proved));
        if ((kind == StatementKind.WRITE || kind == StatementKind.UNKNOWN)
                && scopeIntent().read()) {
            tell("learn", () -> scoped.scope().wroteOnPrimary());
        }
    }

    /** Whether the end of a statement says all there is to say of it: that the database was written to is known. */
    private boolean isToldAnyhow() {
        try {
            return scoped.hasCommitted();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("writing", e);
            return false;
        }
    }

    private void refuseUnlessFresh() throws SQLException {
        if (factory().settings().writesOnRead() != WritesOnReadRequests.MOVE_IF_FRESH || isFresh()) {
            return;
        }
        learn();
        state().refusedStale = true;
        throw new SQLException(
                route() + " has read from a replica and now writes, and the primary may know more than the replica has"
                        + " shown. This was refused because of writes-on-read-requests: move-if-fresh. Run the"
                        + " transaction again, from its first read on; a route that this happens to by a rule or an annotation needs"
                        + " use: primary",
                Sqlstate.SERIALIZATION_FAILURE);
    }

    /** With a fault of ours as a reason to doubt it. */
    private boolean isFresh() {
        try {
            return scoped.isFresh();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("fresh", e);
            return false;
        }
    }

    /**
     * A read that may write all the same, as views and functions do: nothing would refuse it on the primary, so its client gets a
     * bookmark.
     */
    boolean countsAsWrite(Verdict read) {
        return read.callsUnlisted() || (!read.kind().allowsDetour() && isExpectedToWrite());
    }

    private boolean isExpectedToWrite() {
        try {
            return scoped.scope().expectedToWrite();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("intent", e);
            return true;
        }
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
        if (replica == null) {
            if (verdict.commits() || (is(TX_DIRTY) && (verdict.implicitCommit() || autoCommit()))) {
                committed();
                settleReadOnly();
            }
            return;
        }
        if (!failed && (verdict.commits() || verdict.rollsBack())) {
            transactionEnded(true);
            return;
        }
        if (!autoCommit()) {
            if (!failed && is(TX_FAILED) && verdict.kind() == StatementKind.TRANSACTION && state != null) {
                state.rolledBackToByText(sql, undoesSettings());
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

    /**
     * A statement has failed for good. In auto-commit some databases undo a single one in full if they refuse it; elsewhere rows may be
     * left, and of a batch, a call or a broken connection nobody can tell.
     *
     * @param verdict what it was found to be
     * @param sql its text; empty for batches
     */
    final void refused(SQLException error, Verdict verdict, String sql) {
        if (replica == null
                && is(TX_DIRTY)
                && errors().isTheServersAnswer(error)
                && verdict.kind() == StatementKind.WRITE
                && !verdict.implicitCommit()
                && !sql.isEmpty()
                && database().dialect().transactions().refusedStatementLeavesNothing()
                && autoCommit()) {
            clear(TX_DIRTY);
            tell("rolled-back", () -> scoped.rolledBack(this));
        }
    }

    /**
     * The transaction has ended. Not every database undoes all of it in a rollback: elsewhere some statements commit on their own,
     * and settings stay.
     */
    final void transactionEnded(boolean rolledBack) {
        boolean undone = rolledBack && undoesSettings();
        clear(TX_ON_REPLICA | TX_FAILED);
        if (rolledBack) {
            forgetRefusal();
        }
        if (rolledBack && is(TX_DIRTY)) {
            tell("rolled-back", () -> scoped.rolledBack(this));
        }
        if (is(UNWRAPPED) || (is(TX_DIRTY) && !undone)) {
            committed();
        }
        clear(TX_DIRTY);
        if (state != null) {
            state.transactionEnded(undone);
            settleReadOnly();
        }
    }

    /** What was asked of the next transaction holds from now on. */
    private void settleReadOnly() {
        if (state == null || state.readOnlyNext == null) {
            return;
        }
        state.readOnly = state.readOnlyNext;
        state.readOnlyNext = null;
        if (replica == null && target != null) {
            try {
                target.setReadOnly(state.readOnly);
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
        tell("writing", () -> scoped.writing(this, false));
    }

    final void learn() {
        tell("learn", () -> {
            if (scoped.scope().trust() != RouteTrust.WRITER) {
                scoped.scope().learnWriter();
            }
        });
    }
}
