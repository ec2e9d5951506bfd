package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.route.Reason;

/**
 * Which server a routed connection is on, and how it gets there and away: none before its first statement, then a replica
 * or the primary, and once on the primary always there. Used by one thread at a time, like any connection; {@code abort} and {@code cancel} come
 * from others and see {@link #target} through the release store of {@link #standOn}.
 */
abstract class BoundConnection extends ConnectionDelegate {

    private static final VarHandle BITS;
    private static final VarHandle TARGET;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BITS = lookup.findVarHandle(BoundConnection.class, "bits", byte.class);
            TARGET = lookup.findVarHandle(BoundConnection.class, "target", Connection.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The application has closed it. */
    static final int CLOSED = 1;

    /** The open transaction may have written on the primary. */
    static final int WROTE = 2;

    /** The open transaction has begun on the replica: it has run a statement or set a savepoint there. */
    static final int READ = 4;

    /** The application holds the vendor's own object, so anything may be written at any time. */
    static final int UNSEEN = 8;

    /** It has left a replica that failed: the next to fail is left for the primary. */
    static final int RESCUED = 32;

    /** The session carries settings that its pool would not reset, or is broken: not to be used by anyone else. */
    static final int SPOILT = 16;

    /** A statement has failed in the open transaction on the replica, and perhaps the transaction with it. */
    static final int FAILED = 64;

    final RoutedConnections home;

    /** The database in the scope of whoever uses the connection. */
    ScopedDatabase part;

    /** Null until bound, and after close. */
    Connection target;

    /** Null unless the target is a replica's. */
    Replica replica;

    /** Null until the application asks for something. */
    SessionState state;

    /**
     * The statements open on the replica, the latest first. They are made past its pool, which would stand in for each of them and their
     * rows with objects of its own, so it is here that they are closed when the connection goes back. Null on the primary.
     */
    private FollowingStatement openStatements;

    /** Result sets open on the target, counted on replicas only. */
    short openResults;

    /** Counts targets, so that a statement sees with one comparison that it was made on an earlier one. */
    byte generation;

    byte bits;

    BoundConnection(RoutedConnections home, ScopedDatabase part) {
        this.home = home;
        this.part = part;
    }

    final Database database() {
        return part.database();
    }

    final boolean is(int bit) {
        return (bits & bit) != 0;
    }

    /** Atomic, since {@code abort} comes from other threads. */
    final void set(int bit) {
        if ((bits & bit) != bit) {
            byte before = (byte) BITS.getAndBitwiseOr(this, (byte) bit);
            assert before >= 0;
        }
    }

    final void clear(int bit) {
        if ((bits & bit) != 0) {
            byte before = (byte) BITS.getAndBitwiseAnd(this, (byte) ~bit);
            assert before >= 0;
        }
    }

    /** The target as another thread may see it. */
    final Connection targetSeenFromOutside() {
        return (Connection) TARGET.getAcquire(this);
    }

    final void checkOpen() throws SQLException {
        if (is(CLOSED)) {
            throw new SQLException("Connection is closed", Sqlstate.CLOSED);
        }
    }

    final SessionState state() {
        if (state == null) {
            state = new SessionState();
        }
        return state;
    }

    final boolean autoCommit() {
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
        int most = home.settings().fallbackMaxConcurrent();
        if (most == 0 || !FallbackBudget.covers(reason)) {
            toPrimary(reason);
            return;
        }
        FallbackBudget budget = home.fallback(database());
        if (!budget.take(most)) {
            tell("fallback", () -> part.refusedFallback());
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
        decided(null, reason);
        Connection primary = database().primary();
        try {
            if (state != null) {
                state.applyTo(primary, database().access(), false);
                state.setSavepointsOn(primary);
            }
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, primary);
            throw e;
        }
        standOn(primary, null);
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
    final Reason toReplica(Reason reason, Replica excluded) {
        ScopedDatabase.Choice choice;
        try {
            choice = part.replica(excluded);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("choose-replica", e);
            return Reason.FAULT;
        }
        return choice.replica() == null ? choice.reason() : toReplica(choice, reason, excluded);
    }

    /** As {@link #toReplica(Reason, Replica)}, with the choice already made. */
    final Reason toReplica(ScopedDatabase.Choice choice, Reason reason, Replica excluded) {
        try {
            long timeout = home.settings().replicaTimeoutMillis();
            Reason against = tryReplica(choice, timeout, reason);
            if (against != Reason.NO_REPLICA || excluded != null) {
                return against;
            }
            ScopedDatabase.Choice other = part.replica(choice.replica());
            return other.replica() == null || other.replica() == choice.replica()
                    ? against
                    : tryReplica(other, 1, reason);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("choose-replica", e);
            return Reason.FAULT;
        }
    }

    private Reason tryReplica(ScopedDatabase.Choice choice, long timeoutMillis, Reason reason) {
        Replica chosen = choice.replica();
        Connection borrowed;
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
        decided(chosen, reason);
        standOn(borrowed, chosen);
        if (state != null && state.hasSettings()) {
            set(SPOILT);
        }
        return null;
    }

    final void standOn(Connection next, Replica nextReplica) {
        if (replica != null) {
            leaveReplica();
        }
        generation++;
        replica = nextReplica;
        TARGET.setRelease(this, next);
    }

    /** Lets go of a replica at the end of a transaction: the next statement takes a server anew. */
    final void abandonReplica() {
        leaveReplica();
        target = null;
        replica = null;
        generation++;
    }

    private void leaveReplica() {
        boolean evict = is(SPOILT) || !undone();
        if (openResults > 0) {
            SessionState kept = state();
            kept.left =
                    new LeftBehind(replica, target, takeOpenStatements(), generation, openResults, evict, kept.left);
        } else {
            LeftBehind.giveBack(replica, target, takeOpenStatements(), evict);
        }
        openResults = 0;
        clear(SPOILT | READ | FAILED);
    }

    /**
     * What makes the statements of the server at hand: on a replica the driver's own connection.
     *
     * @throws SQLException if the replica's connection is broken
     */
    final Connection maker() throws SQLException {
        if (replica == null) {
            return target;
        }
        try {
            return replica.driverOf(target);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("driver-of", e);
            return target;
        }
    }

    /** A statement has been made by {@link #maker}. */
    final void opened(FollowingStatement statement) {
        if (replica != null) {
            statement.nextOpen = openStatements;
            openStatements = statement;
        }
    }

    /** A statement is closed. */
    final void closed(FollowingStatement statement) {
        openStatements = FollowingStatement.without(openStatements, statement);
    }

    /** The driver's statements that are open on the replica; it is about to be left. */
    private List<Statement> takeOpenStatements() {
        List<Statement> all = FollowingStatement.delegates(openStatements);
        openStatements = null;
        return all;
    }

    private boolean undone() {
        try {
            if (state != null) {
                state.undo(target);
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    final void resultClosed(byte of) {
        if (of == generation) {
            openResults--;
        } else if (state != null && state.left != null) {
            state.left = state.left.resultClosed(of);
        }
    }

    /** Gives back whatever is held. */
    final void release() throws SQLException {
        if (state != null && state.left != null) {
            state.left.close();
            state.left = null;
        }
        Connection held = target;
        if (held == null) {
            return;
        }
        if (replica != null) {
            LeftBehind.giveBack(replica, held, takeOpenStatements(), is(SPOILT) || !undone());
            target = null;
            replica = null;
        } else {
            target = null;
            try {
                held.close();
            } finally {
                giveBackFallback();
                // What a driver does with an open transaction on close is its own affair: some commit.
                if (is(WROTE | UNSEEN)) {
                    committed();
                }
            }
        }
        generation++;
    }

    private void giveBackFallback() {
        if (state != null && state.fallback != null) {
            state.fallback.giveBack();
            state.fallback = null;
        }
    }

    /** As {@link #tell}, without an object for each connection. */
    private void decided(Replica chosen, Reason reason) {
        try {
            part.decided(chosen, reason);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("decided", e);
        }
    }

    final void committed() {
        clear(WROTE);
        tell("committed", () -> part.committed());
    }

    static void tell(String place, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught(place, e);
        }
    }
}
