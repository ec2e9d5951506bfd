// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other processes do. */
final class Waiting {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Waiting() {}

    /**
     * @param what the condition in words
     * @param question answered null until there is an answer
     * @return the answer
     */
    static <T> T until(String what, Supplier<T> question) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new StoryFailed("Not within " + LIMIT.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
