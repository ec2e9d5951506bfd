// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;

/**
 * Which threads use a routed connection, and whose turn it is. Mostly one thread uses a connection, but drivers bear
 * several, so this does.
 *
 * <p>To take, leave or give back a server is for one thread at a time: {@link #begin} and {@link #end}, which the
 * others wait for. A thread that did not open the connection and finds it bound marks it {@link #SHARED}: from then on
 * statements are made within {@link #begin} and {@link #end} too.
 */
abstract class TurnTakingConnection extends ConnectionDelegate {

    private static final VarHandle BITS;
    private static final VarHandle GENERATION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BITS = lookup.findVarHandle(TurnTakingConnection.class, "bits", byte.class);
            GENERATION = lookup.findVarHandle(TurnTakingConnection.class, "generation", short.class);
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

    /** The application was given what may read on from the replica's connection ({@link StreamingValues}). */
    static final int LOCATORS = 128;

    /** In {@link #generation}: a thread is about to take or to leave a server. */
    private static final int SWITCHING_SERVER = 0x8000;

    /**
     * Where threads wait for another to have taken or left a server; for all connections, since it hardly ever happens.
     */
    private static final TurnWaiters TURNS = new TurnWaiters();

    /**
     * Counts targets, so that a statement sees with one comparison that it was made on an earlier one. Changed by
     * {@link #begin} and {@link #end} alone. It comes round after 32,768 of them: a statement that was not used in
     * exactly as many would be taken for one of the server at hand.
     */
    private short generation;

    /** Flags; changed atomically. */
    private byte bits;

    /** The thread that opened it or used it first, and from then on whichever took its first server; null before. */
    private @Nullable RoutingContext user;

    /** Whether it is on a server. */
    abstract boolean isBound();

    /**
     * Spares the first use to look its thread up.
     *
     * @param thread the calling one, or null
     */
    final void openedBy(@Nullable RoutingContext thread) {
        user = thread;
    }

    final boolean is(int bit) {
        return (bits & bit) != 0;
    }

    /** Atomic, since {@code abort} comes from other threads. */
    final void set(int bit) {
        if ((bits & bit) != bit) {
            BITS.getAndBitwiseOr(this, (byte) bit);
        }
    }

    /**
     * Sets {@link #CLOSED}. Not atomic, which would be half the cost of a close. A benign race: other threads set
     * {@link #MUST_EVICT} in an abort, and {@link #SHARED} at their first statement. Should the former be lost, the
     * next user of the broken connection is rescued from it; for the latter, the statement looks again when it ends.
     */
    final void setClosedByItsUser() {
        bits |= CLOSED;
    }

    final void clear(int bit) {
        if ((bits & bit) != 0) {
            BITS.getAndBitwiseAnd(this, (byte) ~bit);
        }
    }

    final void checkOpen() throws SQLException {
        if (is(CLOSED)) {
            throw new SQLException("Connection is closed", Sqlstate.CLOSED);
        }
    }

    /** The calling thread; found at once where it has used the connection before. */
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

    /** Another thread may see the target before it sees whose it is. */
    private boolean isUsersThread() {
        RoutingContext known = user;
        return known != null && known.isCurrent();
    }

    /** Whether several threads use the connection, as far as the calling one can tell. */
    final boolean isShared() {
        if (is(SHARED)) {
            return true;
        }
        if (!isBound() || isUsersThread()) {
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
        if (!isUsersThread()) {
            if (isBound()) {
                set(SHARED);
            } else {
                // Known before it connects, so that whoever closes the connection meanwhile waits.
                user = RoutingContext.current();
            }
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
        short seen = generation;
        if (seen >= 0 && GENERATION.compareAndSet(this, seen, (short) (seen | SWITCHING_SERVER))) {
            return true;
        }
        set(SHARED);
        return false;
    }

    private boolean takeTurnFreedByAnother() {
        short now = (short) GENERATION.getAcquire(this);
        return now >= 0 && GENERATION.compareAndSet(this, now, (short) (now | SWITCHING_SERVER));
    }

    /** It has taken or left a server, or has not. */
    final void end() {
        GENERATION.setRelease(this, (short) (generation & ~SWITCHING_SERVER));
        if (is(SHARED)) {
            TURNS.over();
        }
    }

    /** Another target: what was made on the one before is seen to be of that. */
    final void nextGeneration() {
        generation = (short) ((generation & ~SWITCHING_SERVER) + 1 | SWITCHING_SERVER);
    }

    /** It was made with its server. */
    final void takenOver() {
        user = caller();
        generation++;
    }

    /** Tells the target from those before. */
    final short generation() {
        return (short) (generation & ~SWITCHING_SERVER);
    }
}
