// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import replicated.replica.Health.State;

/**
 * When a replica should be looked at over a new connection, because its name may lead to another server by now. Only
 * for the watcher's thread.
 */
final class ReconnectSchedule {

    private static final Duration LAGGING = Duration.ofSeconds(1);
    private static final Duration STRANGE = Duration.ofSeconds(10);

    private long last = System.nanoTime();

    /**
     * Whether it should be now.
     *
     * @param state of the replica
     * @param onlyStrangers whether every open connection leads to another server than the watched one
     */
    boolean due(State state, boolean onlyStrangers) {
        return switch (state) {
            case WRONG_ROLE -> true;
            // Behind a reader endpoint there may be another server that does not lag.
            case LAGGING -> since(LAGGING);
            case PRIMARY -> since(STRANGE);
            // The name may lead to another server by now, while the old one is still there.
            case UP -> onlyStrangers && since(STRANGE);
            case DOWN, LOGIN_FAILED, UNKNOWN, SEVERAL_SERVERS -> false;
        };
    }

    private boolean since(Duration interval) {
        long now = System.nanoTime();
        boolean due = now - last >= interval.toNanos();
        if (due) {
            last = now;
        }
        return due;
    }
}
