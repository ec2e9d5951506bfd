// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.config.WritesOnReadRequests;
import replicated.context.RoutingContext;
import replicated.dialect.Rescue;
import replicated.log.Faults;
import replicated.replica.Replica;
import replicated.route.Decide;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.StatementKind;
import replicated.route.TransactionDemand;
import replicated.sql.Verdict;

/**
 * When a routed connection goes where: the decision before each statement, the rules of moving and of rescuing, and
 * what the scope hears of all this.
 */
abstract class DecidingConnection extends ManagedConnection {

    DecidingConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    private Intent intent() {
        Intent intent = GuardedScope.intent(scoped());
        if (intent.read() || stateOrNull() == null || !Boolean.TRUE.equals(stateOrNull().readOnly)) {
            return intent;
        }
        boolean saidOtherwise = switch (intent.reason()) {
            case OFF, ANNOTATION_PRIMARY, RULE_PRIMARY, CACHE_FILL -> true;
            default -> false;
        };
        return saidOtherwise || !services().settings().readOnlyTransactions() ? intent : Intent.READ_ONLY_TRANSACTION;
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
                    scoped().hasWritten(),
                    demand(kind),
                    scoped().scope().trust());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("decide", e);
            return Decision.primary(Reason.FAULT);
        }
    }

    private TransactionDemand demand(StatementKind kind) {
        Object managed = database().managedTransaction();
        if (managed != null
                && (isStrict() || kind == StatementKind.SESSION || !database().mayReadOutside(managed))) {
            return TransactionDemand.MANAGED;
        }
        if (!isStrict()) {
            return TransactionDemand.NONE;
        }
        if (scoped().scope().fillsCachesStrictly()) {
            return TransactionDemand.STRICT_CACHE_FILL;
        }
        return isolation() == TRANSACTION_SERIALIZABLE ? TransactionDemand.SERIALIZABLE : TransactionDemand.NONE;
    }

    /**
     * Sees to it that the connection stands where a statement may run: takes a server, or moves to the primary.
     *
     * @param kind the inspector's verdict
     */
    final void routeFor(StatementKind kind) throws SQLException {
        if (!staysFor(kind)) {
            routeAnew(kind);
        }
    }

    /** As {@link #routeFor}, where {@link #staysFor} has said no. */
    final void routeAnew(StatementKind kind) throws SQLException {
        begin();
        try {
            routeExclusively(kind);
        } finally {
            end();
        }
    }

    /**
     * Whether a statement may run where the connection is, as most do that follow the first. Who runs many asks this
     * itself, and {@link #routeAnew} only then: it is compiled into its caller, which {@link #routeFor} is too big for.
     */
    final boolean staysFor(StatementKind kind) {
        Connection on = server();
        return on != null
                && (!isOnReplica()
                        ? stateOrNull() == null || stateOrNull().keepsPrimary()
                        : isPlainRead(kind) && GuardedScope.isStillValid(scoped()));
    }

    /** Whether a statement is decided as a pure read on a connection of which nothing was asked. */
    private boolean isPlainRead(StatementKind kind) {
        return kind == StatementKind.READ
                && (stateOrNull() == null || stateOrNull().leavesReadsAlone());
    }

    /** As {@link #routeFor}, between {@link #begin} and {@link #end}. */
    final void routeExclusively(StatementKind kind) throws SQLException {
        followTransaction();
        if (!isBound()) {
            checkOpen();
            ScopedDatabase.CachedDecision cached = isPlainRead(kind) ? GuardedScope.cachedDecision(scoped()) : null;
            if (cached == null) {
                takeServer(kind);
            } else {
                fallBackIf(toReplica(cached));
            }
            return;
        }
        Replica on = replica();
        if (on != null && !(isPlainRead(kind) && GuardedScope.isStillValid(scoped()))) {
            stay(on, kind);
        } else if (isOnDetour()) {
            endDetour(kind);
        }
    }

    /**
     * Sees to it that the connection is in the scope of whoever uses it: it may have been kept open since another
     * request, or been given away. Where its thread is in none, it goes on in its own scope for as long as that lasts.
     *
     * @param thread the calling thread
     */
    final void usedBy(RoutingContext thread) throws SQLException {
        if (isNowOf(thread) && isOnReplica()) {
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
        RoutingScope own = scoped().scope();
        if (thread.scope() == own) {
            return false;
        }
        ScopedDatabase other = inPresentScope(thread, own);
        if (other == null) {
            return false;
        }
        other.setServices(services());
        goOverTo(other);
        if (is(TX_DIRTY)) {
            GuardedScope.tell("writing", () -> scoped().writing(this, true));
        }
        return true;
    }

    /** Null where the connection stays in its own scope, which it also does after a fault of ours. */
    private @Nullable ScopedDatabase inPresentScope(RoutingContext thread, RoutingScope own) {
        try {
            if (thread.scope() == null && (!own.isOver() || own.outside())) {
                return null;
            }
            RoutingScope present = services().present();
            return present == null || present == own ? null : present.on(database());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("present-scope", e);
            return null;
        }
    }

    /**
     * What a replica showed to one scope need not be enough for another. A connection that several threads use goes to
     * the primary, since each replica's that it left would be kept until it is closed.
     */
    private void goOnInAnotherScope() throws SQLException {
        begin();
        try {
            followTransaction();
            if (!isOnReplica()) {
                return;
            }
            if (!is(TX_ON_REPLICA | SHARED)) {
                abandonReplica();
            } else if (!is(TX_ON_REPLICA) || (!isStrict() && !is(TX_FAILED))) {
                toPrimary(Reason.BEHIND_BOOKMARK);
                GuardedScope.tell("moved", () -> scoped().moved());
            }
        } finally {
            end();
        }
    }

    private void takeServer(StatementKind kind) throws SQLException {
        if (services().settings().observe()) {
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

    /** Of what the statement that is about to run will show, wherever its driver begins a span for it. */
    final void describeToSpan() {
        GuardedScope.describeToSpan(scoped(), replica(), caller());
    }

    /** A statement was answered or has failed where this connection is, and is one of those that are measured. */
    final void took(long nanos) {
        GuardedScope.took(scoped(), replica(), nanos);
    }

    /** Goes to the primary if no replica was taken: then there is a reason against it. */
    private void fallBackIf(@Nullable Reason against) throws SQLException {
        if (against != null) {
            fallBack(against);
        }
    }

    /** On a replica: stays there, or moves to the primary. */
    private void stay(Replica on, StatementKind kind) throws SQLException {
        Decision decision = decide(kind);
        if (!decision.replica() && !isOnlyOfTheRoute(decision.reason())) {
            refuseWhereAsked(decision, kind);
            move(decision.reason(), kind);
        } else if (!GuardedScope.mayStayOn(scoped(), on, is(TX_ON_REPLICA))) {
            if (!is(TX_ON_REPLICA)) {
                abandonReplica();
                takeServer(kind);
            } else if (!isStrict() && !is(TX_FAILED)) {
                toPrimary(Reason.BEHIND_BOOKMARK);
                GuardedScope.tell("moved", () -> scoped().moved());
            }
        }
    }

    /** Whether a reason is about the route only: what is learnt of it while a request runs counts for the next ones. */
    static boolean isOnlyOfTheRoute(Reason reason) {
        return reason.ground() == Reason.Ground.ROUTE;
    }

    /**
     * What ends a transaction or sets one up is for the container to allow or to refuse within its own: the connection
     * becomes a part of that.
     */
    final void joinManagedTransaction() throws SQLException {
        if (!isManaged()) {
            return;
        }
        if (database().managedTransaction() != null) {
            routeToPrimary(Reason.MANAGED_TRANSACTION);
            return;
        }
        begin();
        try {
            followTransaction();
        } finally {
            end();
        }
    }

    /** Goes to the primary for something other than a statement. */
    final void routeToPrimary(Reason reason) throws SQLException {
        usedBy(caller());
        if (isOnPrimary() && !isManaged()) {
            cancelDetour();
            return;
        }
        begin();
        try {
            followTransaction();
            if (!isBound()) {
                checkOpen();
                Intent intent = GuardedScope.intent(scoped());
                toPrimary(intent.read() ? reason : intent.reason());
            } else if (isOnReplica()) {
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
        if (writes
                && services().settings().writesOnReadRequests() == WritesOnReadRequests.REFUSE
                && GuardedScope.isWriteUnexpected(scoped())) {
            GuardedScope.learnWriter(scoped());
            throw new SQLException(
                    GuardedScope.route(scoped()) + " was expected to read only, and writes. This was refused because of"
                            + " writes-on-read-requests: refuse. Remedy: a rule with use: primary under routes: (or jobs:, for work outside of"
                            + " requests), or writes-on-read-requests: move",
                    Sqlstate.READ_ONLY);
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
        if (reason == Reason.CACHE_FILL && !kind.writes() && is(TX_ON_REPLICA) && isStrict()) {
            // To fail a request that only reads would be worse, and it would fail again each time.
            GuardedScope.tell("cache", () -> scoped().scope().noteStrictCacheFill());
            return;
        }
        failAsTheTransactionDid();
        refuseInStrictTransaction(reason);
        if (kind.teaches()) {
            GuardedScope.learnWriter(scoped());
        }
        toPrimary(reason);
        beginDetour(kind, reason);
        if (!isOnDetour()) {
            GuardedScope.tell("moved", () -> scoped().moved());
        }
    }

    /**
     * Whether a transaction that only reads may end where it is: another's write or the kill-switch must not fail it.
     */
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
            try (Statement probe = bound().createStatement()) {
                probe.execute("SELECT 1");
            }
            clear(TX_FAILED);
        }
    }

    private void refuseInStrictTransaction(Reason reason) throws SQLException {
        if (is(TX_ON_REPLICA) && isStrict()) {
            GuardedScope.learnWriter(scoped());
            throw new SQLException(
                    "The transaction has read from a replica at an isolation level above READ COMMITTED and now needs the"
                            + " primary (" + reason.code() + "). Run the transaction again: "
                            + GuardedScope.route(scoped()) + " starts on the primary from now on",
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
        countError(error);
        Rescue rescue = isOnReplica() ? errors().rescue(error) : null;
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

    private void countError(SQLException error) {
        Replica on = replica();
        if (on != null) {
            GuardedScope.tell("met", () -> on.met(error));
        } else if (isBound()) {
            GuardedScope.tell("met", () -> scoped().failedOnPrimary());
        }
    }

    private Verdict rescue(Rescue rescue, SQLException error, Verdict verdict) throws SQLException {
        if (!isOnReplica()) {
            // Another thread has gone to the primary meanwhile.
            return verdict;
        }
        noteState(rescue, error, verdict.kind() == StatementKind.SESSION);
        if (is(TX_FAILED) || errors().isLimitOfTheApplication(error)) {
            throw error;
        }
        if (rescue == Rescue.REFUSED) {
            Decision found = Decision.primary(Reason.WRITE_STATEMENT);
            refuseWhereAsked(found, StatementKind.WRITE);
            refuseInStrictTransaction(found.reason());
            GuardedScope.learnWriter(scoped());
        } else if (is(TX_ON_REPLICA) && isStrict()) {
            throw error;
        }
        boolean elsewhere = rescue == Rescue.CONFLICT || rescue == Rescue.CONNECTION;
        if (!elsewhere || is(TX_ON_REPLICA) || state().rescued || toReplica(Reason.RESCUED, replica()) != null) {
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
            GuardedScope.tell("moved", () -> scoped().moved());
        }
        state().rescued = true;
        GuardedScope.tell("rescued", () -> scoped().rescued(rescue.cause()));
        return rescue == Rescue.REFUSED ? Verdict.WRITE : verdict;
    }

    /** An error that the application sees, and that may have cost it its replica. */
    final void spoiltBy(SQLException error) {
        countError(error);
        Rescue rescue = isOnReplica() ? errors().rescue(error) : null;
        if (rescue != null) {
            noteState(rescue, error);
        }
    }

    /**
     * Whether the end of a transaction on a replica failed only because the replica is gone. Nothing was to be kept
     * there, so the application need not hear of it; its next statement takes a server anew.
     */
    final boolean endsWithItsReplica(SQLException error) throws SQLException {
        if (!isOnReplica() || errors().rescue(error) != Rescue.CONNECTION) {
            return false;
        }
        noteState(Rescue.CONNECTION, error);
        begin();
        try {
            if (isOnReplica()) {
                abandonReplica();
            }
        } finally {
            end();
        }
        return true;
    }
}
