// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition that nobody can notify us of, such as the state of another process. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    /** A question to a server that may fail while the server is not there yet. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as the condition holds. A condition that throws an exception does not hold yet; an error of it is
     * thrown at once.
     *
     * @throws IllegalStateException if it does not hold within a minute; the last failure of the condition is its cause
     */
    public static void until(Condition condition) {
        until(() -> "what is waited for", condition);
    }

    /**
     * As above.
     *
     * @param details what is the case, for the error: asked for only then
     */
    public static void until(Supplier<?> details, Condition condition) {
        until("", PATIENCE, () -> String.valueOf(details.get()), condition);
    }

    /**
     * Returns as soon as the condition holds. A condition that throws does not hold yet.
     *
     * @param what the condition in words, for the error
     * @param limit the longest to wait
     * @param details what to add to the error, asked for only then
     * @throws IllegalStateException if it does not hold in time; the last failure of the condition is its cause
     */
    static void until(String what, Duration limit, Supplier<String> details, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Exception failure = null;
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (Exception e) {
                failure = e;
            }
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(
                        "Not within " + limit.toSeconds() + " s: " + what + details.get(), failure);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
