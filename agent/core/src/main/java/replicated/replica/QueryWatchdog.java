// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Goes off when something has been under way for too long. To set a timer wakes a thread, which for a question that is
 * answered in a tenth of a millisecond would cost as much as the answer; so a timer, once set, runs down whatever
 * happens, and is set again only if something is under way then. {@link #begin} and {@link #end} are for one thread.
 */
final class QueryWatchdog {

    private final ReplicaSetThreads threads;

    /** Null while nothing is under way. Written by the one thread, read by the timer's. */
    private volatile @Nullable Turn turn;

    /** Null while none is set. */
    @GuardedBy("this")
    private @Nullable Future<?> timer;

    /** When it will have run down, by {@link System#nanoTime}. */
    @GuardedBy("this")
    private long due;

    private record Turn(long deadline, Runnable tooLong) {}

    QueryWatchdog(ReplicaSetThreads threads) {
        this.threads = threads;
    }

    /**
     * Something begins.
     *
     * @param limit how long it may take
     * @param tooLong what to do otherwise; must not block
     */
    void begin(Duration limit, Runnable tooLong) {
        long deadline = System.nanoTime() + limit.toNanos();
        turn = new Turn(deadline, tooLong);
        set(deadline);
    }

    /** It is over; the alarm may go off all the same, if this comes at the last moment. */
    void end() {
        turn = null;
    }

    private synchronized void set(long deadline) {
        if (timer == null || deadline - due < 0) {
            due = deadline;
            timer = threads.later(this::ranDown, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    private void ranDown() {
        Turn late;
        synchronized (this) {
            timer = null;
            late = turn;
            if (late != null && late.deadline() - System.nanoTime() > 0) {
                set(late.deadline());
                return;
            }
        }
        if (late != null) {
            late.tooLong().run();
        }
    }
}
