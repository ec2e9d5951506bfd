package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import replicated.context.RoutingContext;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.route.Reason;

/**
 * Which server a routed connection is on, and how it gets there and away: none before its first statement, then a
 * replica or the primary, and once on the primary always there.
 *
 * <p>Mostly one thread uses a connection; JDBC allows several, and so does this. To take or leave a server is for one
 * thread at a time: {@link #begin} and {@link #end}, which the others wait for. A thread that did not open the
 * connection and finds it bound marks it {@link #SHARED}: from then on statements are made within {@link #begin} and
 * {@link #end} too, and a replica's connection is kept until the routed one is closed, and then closed instead of
 * pooled, since another thread may be using it. {@code abort} and {@code cancel} come from any thread and see
 * {@link #target} through the release store of {@link #attachTo}. Who owns which field, and which races are benign:
 * {@code docs/connection.md}.
 */
abstract class BoundConnection extends ConnectionDelegate {

    private static final VarHandle BITS;
    private static final VarHandle TARGET;
    private static final VarHandle GENERATION;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BITS = lookup.findVarHandle(BoundConnection.class, "bits", byte.class);
            TARGET = lookup.findVarHandle(BoundConnection.class, "target", Connection.class);
            STATE = lookup.findVarHandle(BoundConnection.class, "state", SessionState.class);
            GENERATION = lookup.findVarHandle(BoundConnection.class, "generation", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The application has closed it. */
    static final int CLOSED = 1;

    /** The open transaction may have written on the primary. */
    static final int TX_DIRTY = 2;

    /** The open transaction has begun on the replica: it has run a statement or set a savepoint there. */
    static final int TX_ON_REPLICA = 4;

    /** The application holds the vendor's own object, so anything may be written at any time. */
    static final int UNWRAPPED = 8;

    /** Several threads use it. Never cleared. */
    static final int SHARED = 32;

    /** The session carries settings that its pool would not reset, or is broken: not to be used by anyone else. */
    static final int MUST_EVICT = 16;

    /** A statement has failed in the open transaction on the replica, and perhaps the transaction with it. */
    static final int TX_FAILED = 64;

    /**
     * In {@link #openResults}: the application was given what may read on from the replica's connection
     * ({@link StreamingValues}).
     */
    static final int LOCATORS = 0x4000;

    /** In {@link #generation}: a thread is about to take or to leave a server. */
    private static final int SWITCHING_SERVER = 0x80;

    /**
     * Where threads wait for another to have taken or left a server; for all connections, since it hardly ever happens.
     */
    private static final TurnWaiters TURNS = new TurnWaiters();

    /** The database in the scope of whoever uses the connection. */
    ScopedDatabase scoped;

    /** Null until bound, and after close. */
    Connection target;

    /** Null unless the target is a replica's. */
    Replica replica;

    /** Null until the application asks for something. */
    SessionState state;

    /**
     * The statements open on the replica, the latest first. They are made past its pool, which would stand in for each
     * of them and their rows with objects of its own, so it is here that they are closed when the connection goes back.
     * Null on the primary.
     */
    private RebindingStatement openStatements;

    /** Result sets open on the target, counted on replicas only; and {@link #LOCATORS}. */
    short openResults;

    /**
     * Counts targets, so that a statement sees with one comparison that it was made on an earlier one. Changed by
     * {@link #begin} and {@link #end} alone.
     */
    private byte generation;

    byte bits;

    /** The thread that used it first, or took its first server; null before. */
    private RoutingContext user;

    BoundConnection(ScopedDatabase scoped) {
        this.scoped = scoped;
    }

    final RoutedConnectionFactory factory() {
        return scoped.factory();
    }

    /**
     * The record of the calling thread; found at once where it is the user. Benign race: of two threads that come
     * first, the last to write is the user, and the other marks the connection {@link #SHARED} with its next statement.
     */
    final RoutingContext caller() {
        RoutingContext known = user;
        if (known != null && known.isCurrent()) {
            return known;
        }
        RoutingContext calling = RoutingContext.current();
        if (known == null) {
            user = calling;
        }
        return calling;
    }

    /** Whether only the calling thread has used the connection so far, as far as that can tell. */
    final boolean isOwn() {
        return (user == null || isUsersThread()) && !is(SHARED);
    }

    /** Whether the calling thread is the user; {@code false} also where it sees a target before it sees the user. */
    private boolean isUsersThread() {
        RoutingContext known = user;
        return known != null && known.isCurrent();
    }

    /** Whether several threads use the connection, as far as the calling one can tell. */
    final boolean isShared() {
        if (is(SHARED)) {
            return true;
        }
        if (target == null || isUsersThread()) {
            // Whoever takes the first server is the user from then on: a connection may be handed over.
            return false;
        }
        set(SHARED);
        return true;
    }

    /**
     * The calling thread is about to take or to leave a server. Waits for one that is at it: no longer than that takes
     * to connect.
     *
     * @throws SQLException if it is interrupted while it waits
     */
    final void begin() throws SQLException {
        waitForTurn();
        if (target != null && !isUsersThread()) {
            set(SHARED);
        }
    }

    private void waitForTurn() throws SQLException {
        if (!takeTurn()) {
            TURNS.await(this::takeTurnFreedByAnother);
        }
    }

    /** As {@link #begin}, for a thread that closes the connection: who has used it before need not be at it still. */
    final void waitForTurnUninterruptibly() {
        if (!takeTurn()) {
            TURNS.awaitUninterruptibly(this::takeTurnFreedByAnother);
        }
    }

    private boolean takeTurn() {
        byte seen = generation;
        if (seen >= 0 && GENERATION.compareAndSet(this, seen, (byte) (seen | SWITCHING_SERVER))) {
            return true;
        }
        set(SHARED);
        return false;
    }

    private boolean takeTurnFreedByAnother() {
        byte now = (byte) GENERATION.getAcquire(this);
        return now >= 0 && GENERATION.compareAndSet(this, now, (byte) (now | SWITCHING_SERVER));
    }

    /** Ends what {@link #begin} began, whether a server was taken or not. */
    final void end() {
        GENERATION.setRelease(this, (byte) (generation & ~SWITCHING_SERVER));
        if (is(SHARED)) {
            TURNS.over();
        }
    }

    /** Another target: what was made on the one before is seen to be of that. */
    private void nextGeneration() {
        generation = (byte) ((generation & ~SWITCHING_SERVER) + 1 | SWITCHING_SERVER);
    }

    /** Tells the target from those before. */
    final byte generation() {
        return (byte) (generation & ~SWITCHING_SERVER);
    }

    final Database database() {
        return scoped.database();
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
        SessionState known = state;
        if (known == null) {
            SessionState fresh = new SessionState();
            known = STATE.compareAndSet(this, null, fresh) ? fresh : (SessionState) STATE.getAcquire(this);
        }
        return known;
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
        int most = factory().settings().fallbackMaxConcurrent();
        if (most == 0 || !FallbackBudget.covers(reason)) {
            toPrimary(reason);
            return;
        }
        FallbackBudget budget = factory().fallback(database());
        if (!budget.take(most)) {
            tell("fallback", () -> scoped.refusedFallback());
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
            choice = scoped.replica(excluded);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("choose-replica", e);
            return Reason.FAULT;
        }
        return choice.replica() == null ? choice.reason() : toReplica(choice, reason, excluded);
    }

    /** As {@link #toReplica(Reason, Replica)}, with the choice already made. */
    final Reason toReplica(ScopedDatabase.Choice choice, Reason reason, Replica excluded) {
        try {
            long timeout = factory().settings().replicaTimeoutMillis();
            Reason against = tryReplica(choice, timeout, reason);
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

    private Reason tryReplica(ScopedDatabase.Choice choice, long timeoutMillis, Reason reason) {
        Replica chosen = choice.replica();
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
        decided(chosen, reason);
        attachTo(borrowed, chosen);
        if (state != null && state.hasSettings()) {
            set(MUST_EVICT);
        }
        return null;
    }

    /** For a connection that is made with its server. */
    final void takeOver(Connection own) {
        user = caller();
        target = own;
        generation++;
    }

    final void attachTo(Connection next, Replica nextReplica) {
        if (replica != null) {
            leaveReplica();
        }
        if (target == null) {
            user = caller();
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
        openResults &= ~LOCATORS;
        leaveReplica();
        target = null;
        replica = null;
        nextGeneration();
    }

    private void leaveReplica() {
        boolean evict = is(MUST_EVICT | SHARED) || !undone();
        int open = is(SHARED) || openResults >= LOCATORS ? DrainingConnection.UNTIL_CLOSED : openResults;
        if (open > 0) {
            SessionState kept = state();
            kept.left =
                    new DrainingConnection(replica, target, takeOpenStatements(), generation(), open, evict, kept.left);
        } else {
            DrainingConnection.giveBack(replica, target, takeOpenStatements(), evict);
        }
        openResults = 0;
        clear(MUST_EVICT | TX_ON_REPLICA | TX_FAILED);
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
    final void track(RebindingStatement statement) {
        if (replica != null) {
            statement.nextOpen = openStatements;
            openStatements = statement;
        }
    }

    /** A statement is closed. Of a shared connection all go with its physical one. */
    final void untrack(RebindingStatement statement) {
        if (!is(SHARED)) {
            openStatements = RebindingStatement.without(openStatements, statement);
        }
    }

    /** The driver's statements that are open on the replica; it is about to be left. */
    private List<Statement> takeOpenStatements() {
        List<Statement> all = RebindingStatement.delegates(openStatements);
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
        if (of == generation()) {
            openResults--;
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
    final void keepForLocators(byte of) {
        if (of == generation()) {
            openResults |= LOCATORS;
        } else if (state != null && state.left != null) {
            state.left.keepUntilClosed(of);
        }
    }

    /** Gives back whatever is held; each thing once, whoever else is at it. */
    final void release() throws SQLException {
        forgetRefusal();
        if (state != null && state.left != null) {
            state.left.close();
            state.left = null;
        }
        if (target == null) {
            return;
        }
        Connection held = (Connection) TARGET.getAndSet(this, null);
        if (held == null) {
            return;
        }
        if (replica != null) {
            DrainingConnection.giveBack(replica, held, takeOpenStatements(), is(MUST_EVICT | SHARED) || !undone());
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
        if (state != null && state.fallback != null) {
            state.fallback.giveBack();
            state.fallback = null;
        }
    }

    /** As {@link #tell}, without an object for each connection. */
    private void decided(Replica chosen, Reason reason) {
        try {
            scoped.decided(chosen, reason);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("decided", e);
        }
    }

    /** What a write was refused for is over with the transaction or the connection. */
    final void forgetRefusal() {
        if (state != null && state.refusedStale) {
            state.refusedStale = false;
            tell("read-anew", () -> scoped.readAnew());
        }
    }

    /** Tells the scope that a transaction which may have written has been committed. */
    final void committed() {
        clear(TX_DIRTY);
        tell("committed", () -> scoped.committed(this));
    }

    /** Tells the scope something; what fails in that is a fault of ours, and not the application's. */
    static void tell(String place, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught(place, e);
        }
    }
}
