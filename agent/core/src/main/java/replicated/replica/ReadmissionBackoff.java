// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long a replica that failed is left alone even if it looks well again: twice as long after each failure that comes
 * soon after the last, with jitter, so that neither a flapping replica nor a whole fleet of application nodes hammers.
 * Not thread-safe: guarded by its owner.
 */
final class ReadmissionBackoff {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FORGOTTEN_AFTER = TimeUnit.SECONDS.toNanos(30);

    private long pause;
    private long failedAt;
    private long notBefore;

    /**
     * Takes note that a replica in use has failed.
     *
     * @param now {@link System#nanoTime}
     */
    void failed(long now) {
        boolean again = pause > 0 && now - failedAt < FORGOTTEN_AFTER;
        pause = again ? Math.min(pause * 2, MAX_NANOS) : FIRST;
        failedAt = now;
        notBefore = now + pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2);
    }

    /**
     * Whether it may be taken back now.
     *
     * @param now {@link System#nanoTime}
     * @return {@code true} before the first failure, and when the pause is over
     */
    boolean allowed(long now) {
        return pause == 0 || now - notBefore >= 0;
    }
}
