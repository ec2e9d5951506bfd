// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Those who wait for a replica to get somewhere, woken by what the watchers publish. A lock and not a monitor, so that
 * a virtual thread that waits gives its carrier back. Thread-safe.
 */
final class PositionWaiters {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();

    /** Changed under the lock; read without it to spare publishers the lock while nobody waits. */
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Whether anybody waits.
     *
     * @return {@code true} between the start and the end of an {@link #until}
     */
    boolean anybody() {
        return waiting.get() > 0;
    }

    /** Lets all who wait look again. */
    void published() {
        if (waiting.get() == 0) {
            return;
        }
        lock.lock();
        try {
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is something.
     *
     * @param look finds it or null; looks at volatile state that is written before {@link #published} is called
     * @param timeoutMillis the longest wait
     * @param hurry called once, when the wait has begun
     * @return what was found, or null
     * @throws InterruptedException if the calling thread is interrupted
     */
    <T> T until(Supplier<T> look, long timeoutMillis, Runnable hurry) throws InterruptedException {
        T found = look.get();
        if (found != null || timeoutMillis <= 0) {
            return found;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            hurry.run();
            while (true) {
                found = look.get();
                if (found != null || left <= 0) {
                    return found;
                }
                left = published.awaitNanos(left);
            }
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
