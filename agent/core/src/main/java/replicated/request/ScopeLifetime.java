// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import replicated.jdbc.RoutingScope;

/**
 * Whether a scope is over, and for how long: what tasks do that it has handed over is its own for a while, and then
 * nobody's. Thread-safe.
 */
abstract class ScopeLifetime implements RoutingScope {

    final Policy policy;

    /** No statement of its can follow, unless on other threads. */
    private volatile boolean finished;

    /** It has handed over tasks, or threads were started in it. */
    private volatile boolean handedOver;

    /** When it ended, by {@link System#nanoTime}, as far as anybody asks; 0: it has not, or nobody has asked yet. */
    private volatile long ended;

    ScopeLifetime(Policy policy) {
        this.policy = policy;
    }

    /**
     * Ends it.
     *
     * @return whether this is the first call
     */
    final boolean endOnce() {
        synchronized (this) {
            if (finished) {
                return false;
            }
            finished = true;
        }
        if (handedOver) {
            noteEnd();
        }
        return true;
    }

    @Override
    public final boolean isOver() {
        return finished;
    }

    /** A task is handed over: when the scope ends will be of interest. */
    final void handsOver() {
        if (!handedOver) {
            handedOver = true;
        }
    }

    @Override
    public final boolean hasEnded() {
        return finished || ended != 0;
    }

    /** The annotated method has ended that this is the scope of. */
    final void callEnded() {
        if (handedOver) {
            noteEnd();
        }
    }

    /**
     * Whether it has ended so long ago that nobody has to see any more what it wrote: what is done on its behalf from
     * now on is not for its client. Reads the clock if it has ended.
     */
    final boolean isLongOver() {
        return isOverFor(1);
    }

    /** As {@link #isLongOver}, for so many times as long. */
    final boolean isOverFor(int times) {
        if (!finished && ended == 0) {
            return false;
        }
        if (ended == 0) {
            noteEnd();
        }
        return System.nanoTime() - ended > times * policy.maxAge().toNanos();
    }

    private void noteEnd() {
        // Not 0, whatever the clock says.
        ended = System.nanoTime() | 1;
    }
}
