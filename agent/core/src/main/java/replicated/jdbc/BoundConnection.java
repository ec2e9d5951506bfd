// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.context.RoutingContext;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.route.Reason;

/**
 * Which server a routed connection is on, and how it gets there and away: none before its first statement, then a
 * replica or the primary, and once on the primary always there.
 *
 * <p>To take, leave or give back a server is for one thread at a time ({@link #begin}, {@link #end}). A replica's
 * connection that several threads use is kept until the routed one is closed, and then closed instead of pooled.
 * {@code abort} and {@code cancel} come from any thread and see {@link #target} through the release store of
 * {@link #attachTo}.
 */
abstract class BoundConnection extends TurnTakingConnection {

    private static final VarHandle TARGET;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TARGET = lookup.findVarHandle(BoundConnection.class, "target", Connection.class);
            STATE = lookup.findVarHandle(BoundConnection.class, "state", SessionState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The database in the scope of whoever uses the connection. */
    private ScopedDatabase scoped;

    /** Null until bound, and after close. */
    private @Nullable Connection target;

    /** Null unless the target is a replica's. */
    private @Nullable Replica replica;

    /** Null until the application asks for something. */
    private @Nullable SessionState state;

    /**
     * The statements open on the replica, the latest first. They are made past its pool, which would stand in for each
     * of them and their rows with objects of its own, so it is here that they are closed when the connection goes back.
     * Null on the primary.
     */
    private @Nullable OpenStatement openStatements;

    /**
     * Result sets open on the target, counted on replicas only, and up to a number beyond which it is kept until the
     * end.
     */
    private byte openResults;

    BoundConnection(ScopedDatabase scoped) {
        this.scoped = scoped;
    }

    /** The database in the scope that the connection belongs to. */
    final ScopedDatabase scoped() {
        return scoped;
    }

    /** The connection belongs to another scope from now on. */
    final void goOverTo(ScopedDatabase other) {
        scoped = other;
    }

    /** What the application has asked for of its session; null: nothing so far. */
    final @Nullable SessionState stateOrNull() {
        return state;
    }

    final ConnectionServices services() {
        return scoped.services();
    }

    /** Whether it is on a server: from its first statement until it is closed. */
    @Override
    final boolean isBound() {
        return target != null;
    }

    /** Whether it is on a replica. */
    final boolean isOnReplica() {
        return replica != null;
    }

    /** Whether it is on the primary. */
    final boolean isOnPrimary() {
        return target != null && replica == null;
    }

    /** The connection to the server at hand; null where there is none. */
    final @Nullable Connection server() {
        return target;
    }

    /** As {@link #server}, for whoever has seen that there is one, or has just gone to one. */
    @SuppressWarnings("NullAway") // who has seen it need not look again: each statement comes by here
    final Connection bound() {
        return target;
    }

    /** The replica it is on, or null. */
    final @Nullable Replica replica() {
        return replica;
    }

    final boolean hasOpenResults() {
        return openResults != 0 || is(LOCATORS);
    }

    /** A result set was opened on the server at hand. */
    final void resultOpened() {
        if (openResults == Byte.MAX_VALUE) {
            // Too many to count: as if other threads were at it, the replica's connection is kept until the end, and
            // closed.
            set(SHARED);
        } else {
            openResults++;
        }
    }

    final Database database() {
        return scoped.database();
    }

    /** The target as another thread may see it. */
    final @Nullable Connection targetSeenFromOutside() {
        return (Connection) TARGET.getAcquire(this);
    }

    final SessionState state() {
        SessionState known = state;
        if (known == null) {
            SessionState fresh = new SessionState();
            known = STATE.compareAndSet(this, null, fresh) ? fresh : (SessionState) STATE.getAcquire(this);
        }
        return known;
    }

    /** Within a transaction of the container's there is none, on a replica neither. */
    final boolean autoCommit() {
        if (state != null && state.isInContainersTransaction()) {
            return false;
        }
        return autoCommitAskedFor();
    }

    /** What the application or its pool's configuration asked for outside of such transactions. */
    final boolean autoCommitAskedFor() {
        Boolean asked = state == null ? null : state.autoCommit;
        return asked == null ? database().access().autoCommit() : asked;
    }

    /** The isolation the application or its pool's configuration asked for, or {@link SessionState#NOT_ASKED}. */
    final int isolation() {
        return state == null || state.isolation == SessionState.NOT_ASKED
                ? database().access().isolation()
                : state.isolation;
    }

    /**
     * Goes to the primary with a read that a replica should have served.
     *
     * @param reason why none did
     * @throws SQLTransientConnectionException if the primary serves as many of them as it may
     */
    final void fallBack(Reason reason) throws SQLException {
        int most = services().settings().fallback().maxConcurrent();
        if (most == 0 || !FallbackBudget.covers(reason)) {
            toPrimary(reason);
            return;
        }
        FallbackBudget budget = services().fallback(database());
        if (!budget.take(most)) {
            GuardedScope.tell("fallback", () -> scoped.refusedFallback());
            throw new SQLTransientConnectionException(
                    "No replica of " + database().name() + " can serve this read (" + reason.code()
                            + "), and the primary already serves " + most + " such reads, as many as"
                            + " fallback.max-concurrent allows. Remedy: try again, bring a replica back, or raise the bound",
                    Sqlstate.REJECTED);
        }
        try {
            toPrimary(reason);
        } catch (SQLException | RuntimeException | Error e) {
            budget.giveBack();
            throw e;
        }
        state().fallback = budget;
    }

    final void toPrimary(Reason reason) throws SQLException {
        GuardedScope.decided(scoped, null, reason);
        Connection primary = database().primary(caller());
        try {
            if (state != null) {
                state.applyTo(primary, database().access(), false);
            }
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, primary);
            throw e;
        }
        if (replica != null) {
            // What made the connection move may have marked the session before, and nothing of it may meet anybody
            // else.
            set(MUST_EVICT);
        }
        attachTo(primary, null);
        if (state != null && state.container != null) {
            state.container.join(database());
        }
    }

    private static void closeAfter(Exception error, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    /**
     * Takes a connection of a replica.
     *
     * @param excluded a replica that has just failed, or null
     * @return null if one was taken, else why not
     */
    final @Nullable Reason toReplica(Reason reason, @Nullable Replica excluded) {
        ScopedDatabase.Choice choice;
        try {
            choice = scoped.replica(excluded);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("choose-replica", e);
            return Reason.FAULT;
        }
        return choice.replica() == null
                ? choice.reason()
                : toReplica(choice, services().settings().replicaTimeout().toMillis(), reason, excluded);
    }

    /** As {@link #toReplica(Reason, Replica)}, with the choice already made. */
    final @Nullable Reason toReplica(ScopedDatabase.CachedDecision cached) {
        return toReplica(cached.choice(), cached.timeoutMillis(), cached.reason(), null);
    }

    private @Nullable Reason toReplica(
            ScopedDatabase.Choice choice, long timeoutMillis, Reason reason, @Nullable Replica excluded) {
        try {
            Reason against = tryReplica(choice, timeoutMillis, reason);
            if (against != Reason.NO_REPLICA || excluded != null) {
                return against;
            }
            ScopedDatabase.Choice other = scoped.replica(choice.replica());
            return other.replica() == null || other.replica() == choice.replica()
                    ? against
                    : tryReplica(other, 1, reason);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("choose-replica", e);
            return Reason.FAULT;
        }
    }

    private @Nullable Reason tryReplica(ScopedDatabase.Choice choice, long timeoutMillis, Reason reason) {
        Replica chosen = choice.chosen();
        Connection borrowed;
        // A server may be asked where it is, which is nothing that the request has written.
        RoutingContext thread = caller();
        thread.suppress();
        try {
            borrowed = chosen.borrow(timeoutMillis, choice.required());
        } catch (SQLException e) {
            if (chosen.health().state() != Health.State.UP) {
                return Reason.NO_REPLICA;
            }
            if (e.getCause() == null) {
                return Reason.REPLICA_BUSY;
            }
            chosen.failed(e);
            return Reason.NO_REPLICA;
        } finally {
            thread.resume();
        }
        try {
            if (state != null) {
                state.applyTo(borrowed, database().access(), true);
                boolean autoCommit = autoCommit();
                if (borrowed.getAutoCommit() != autoCommit) {
                    borrowed.setAutoCommit(autoCommit);
                }
            }
        } catch (SQLException e) {
            chosen.evict(borrowed);
            return Reason.NO_REPLICA;
        } catch (RuntimeException | LinkageError e) {
            chosen.evict(borrowed);
            throw e;
        }
        GuardedScope.decided(scoped, chosen, reason);
        attachTo(borrowed, chosen);
        if (state != null && state.hasSettings()) {
            set(MUST_EVICT);
        }
        return null;
    }

    /** For a connection that is made with its server. */
    final void takeOver(Connection own) {
        target = own;
        takenOver();
    }

    final void attachTo(Connection next, @Nullable Replica nextReplica) {
        Replica before = replica;
        if (before != null) {
            leave(before);
        }
        nextGeneration();
        replica = nextReplica;
        TARGET.setRelease(this, next);
    }

    /**
     * Lets go of a replica at the end of a transaction: the next statement takes a server anew. Locators that were read
     * in no transaction are not kept: a connection that goes from replica to replica would hold one of each.
     */
    final void abandonReplica() {
        clear(LOCATORS);
        Replica before = replica;
        if (before != null) {
            leave(before);
        }
        nextGeneration();
        target = null;
        replica = null;
    }

    /** Lets go of the primary: the next statement takes a server anew. What is open there is closed with it. */
    final void abandonPrimary() {
        nextGeneration();
        Connection held = (Connection) TARGET.getAndSet(this, null);
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                // It was of a transaction that is over; what follows is another's.
            } finally {
                giveBackFallback();
            }
        }
    }

    private void leave(Replica from) {
        Connection held = bound();
        if (state != null && state.leavesPlace(database().access())) {
            // Whatever the application is yet to set back, it sets back elsewhere.
            set(MUST_EVICT);
        }
        boolean evict = is(MUST_EVICT | SHARED) || !undone(held);
        int open = is(SHARED | LOCATORS) ? DrainingConnection.UNTIL_CLOSED : openResults;
        if (open > 0) {
            SessionState kept = state();
            kept.left = new DrainingConnection(from, held, takeOpenStatements(), generation(), open, evict, kept.left);
        } else {
            DrainingConnection.giveBack(from, held, takeOpenStatements(), evict);
        }
        openResults = 0;
        clear(MUST_EVICT | TX_ON_REPLICA | TX_FAILED | LOCATORS);
    }

    /**
     * What makes the statements of the server at hand: on a replica the driver's own connection.
     *
     * @throws SQLException if the replica's connection is broken
     */
    final Connection maker() throws SQLException {
        Replica on = replica;
        Connection held = bound();
        if (on == null) {
            return held;
        }
        try {
            return on.driverOf(held);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("driver-of", e);
            return held;
        }
    }

    /** A statement has been made by {@link #maker}. */
    final void track(OpenStatement statement) {
        if (replica != null) {
            statement.nextOpen = openStatements;
            openStatements = statement;
        }
    }

    /** A statement is closed. Of a shared connection all go with its physical one. */
    final void untrack(OpenStatement statement) {
        if (!is(SHARED)) {
            openStatements = OpenStatement.without(openStatements, statement);
        }
    }

    /** The driver's statements that are open on the replica; it is about to be left. */
    private List<Statement> takeOpenStatements() {
        List<Statement> all = OpenStatement.delegates(openStatements);
        openStatements = null;
        return all;
    }

    /** Puts back what the pool would not; whether that went well. Older drivers of MySQL throw at a null. */
    private boolean undone(Connection held) {
        try {
            if (state != null) {
                state.undo(held);
            }
            return true;
        } catch (SQLException | RuntimeException | LinkageError e) {
            return false;
        }
    }

    final void resultClosed(short of) {
        if (of == generation()) {
            if (openResults > 0) {
                openResults--;
            }
        } else if (state != null && state.left != null && !is(SHARED)) {
            state.left = state.left.resultClosed(of);
        }
    }

    /**
     * The application was given what reads on from a replica's connection. When it is done with that, nobody says: the
     * connection stays until the routed one is closed.
     *
     * @param of the generation of that connection
     */
    final void keepForLocators(short of) {
        if (of == generation()) {
            set(LOCATORS);
        } else if (state != null && state.left != null) {
            state.left.keepUntilClosed(of);
        }
    }

    /** Whether there is anything to give back. */
    final boolean holdsAnything() {
        return target != null || (state != null && state.left != null);
    }

    /** Gives back whatever is held; each thing once, whoever else is at it. */
    final void release() throws SQLException {
        forgetRefusal();
        SessionState known = state;
        if (known != null && known.left != null) {
            known.left.close();
            known.left = null;
        }
        if (target == null) {
            return;
        }
        Connection held = (Connection) TARGET.getAndSet(this, null);
        if (held == null) {
            return;
        }
        Replica from = replica;
        if (from != null) {
            DrainingConnection.giveBack(from, held, takeOpenStatements(), is(MUST_EVICT | SHARED) || !undone(held));
            replica = null;
        } else {
            try {
                held.close();
            } finally {
                giveBackFallback();
                // What a driver does with an open transaction on close is its own affair: some commit.
                if (is(TX_DIRTY | UNWRAPPED)) {
                    committed();
                }
            }
        }
    }

    /**
     * Gives back what was taken on this thread while another closed the connection. Nobody would otherwise: the other
     * saw nothing to give back.
     */
    final void releaseIfClosed() throws SQLException {
        if (is(CLOSED) && target != null) {
            release();
        }
    }

    private void giveBackFallback() {
        SessionState known = state;
        if (known != null && known.fallback != null) {
            known.fallback.giveBack();
            known.fallback = null;
        }
    }

    /** What a write was refused for is over with the transaction or the connection. */
    final void forgetRefusal() {
        SessionState known = state;
        if (known != null && known.refusedStale) {
            known.refusedStale = false;
            GuardedScope.tell("read-anew", () -> scoped.readAnew());
        }
    }

    /** Tells the scope that a transaction which may have written has been committed. */
    final void committed() {
        committed(null);
    }

    /**
     * As {@link #committed()}.
     *
     * @param told what the primary has told of it with its answer; null: nothing
     */
    final void committed(@Nullable Position told) {
        clear(TX_DIRTY);
        GuardedScope.tell("committed", () -> scoped.committed(this, told));
    }

    /**
     * What the driver keeps of answers, before something is sent to the primary that commits.
     *
     * @return for {@link #toldSince}; null where nothing will be told, or where it might be of what others have done on
     *     this connection
     */
    final @Nullable Object keptOfAnswers() {
        if (!isOnPrimary() || is(SHARED | UNWRAPPED)) {
            return null;
        }
        Database database = database();
        try {
            return database.dialect()
                    .commitAnswers()
                    .before(bound(), database.access().driver());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("commit-answer", e);
            return null;
        }
    }

    /**
     * What the primary has told with its answer to what was sent since.
     *
     * @param kept from {@link #keptOfAnswers}
     * @return null: nothing
     */
    final @Nullable Position toldSince(@Nullable Object kept) {
        if (kept == null || is(SHARED | UNWRAPPED)) {
            return null;
        }
        try {
            return database().dialect().commitAnswers().since(kept);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("commit-answer", e);
            return null;
        }
    }
}
