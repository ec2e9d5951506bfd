// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.concurrent.TimeUnit;

/** For how long a server has been in its state. Thread-safe; of changes at once any one's time may be told. */
final class StateClock {

    private volatile long since = System.nanoTime();

    /**
     * It has come to another state.
     *
     * @param before the one that has ended
     * @return for how long it was in that, to be put behind the line that tells of the new one; empty where nothing was
     *     known
     */
    String changed(Health.State before) {
        long now = System.nanoTime();
        long lasted = TimeUnit.NANOSECONDS.toSeconds(now - since);
        since = now;
        return before == Health.State.UNKNOWN ? "" : "; " + before + " for " + text(lasted);
    }

    private static String text(long seconds) {
        if (seconds < 100) {
            return seconds + " s";
        }
        return seconds < 6_000 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
