// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Threads that wait until another has done with a connection. Not a monitor, so that a virtual thread that waits gives
 * its carrier back. Thread-safe.
 */
final class TurnWaiters {

    /**
     * Who ends a turn looks for those who wait without a fence, which would cost each connection as much as the rest of
     * the turn, and so may overlook one that has just come: that one looks again by itself.
     */
    private static final long OVERLOOKED_MILLIS = 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();

    /**
     * Waits for a turn.
     *
     * @param take takes it; {@code false}: another has it
     * @throws SQLException if the thread is interrupted
     */
    void await(BooleanSupplier take) throws SQLException {
        try {
            untilTaken(take);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while another thread connects", Sqlstate.REJECTED, e);
        }
    }

    /**
     * As {@link #await}, for what has to be done in any case; an interrupt is there still afterwards.
     *
     * @param take takes the turn; {@code false}: another has it
     */
    void awaitUninterruptibly(BooleanSupplier take) {
        boolean interrupted = false;
        while (true) {
            try {
                untilTaken(take);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilTaken(BooleanSupplier take) throws InterruptedException {
        lock.lock();
        try {
            while (!take.getAsBoolean()) {
                boolean unused = over.await(OVERLOOKED_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A turn has ended. */
    void over() {
        lock.lock();
        try {
            over.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
