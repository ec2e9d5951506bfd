// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A failed replica is left alone for a while, longer each time, and never for good. */
class ReadmissionBackoffTest {

    private final ReadmissionBackoff readmission = new ReadmissionBackoff();

    @Test
    void letsInWhoHasNeverFailed() {
        assertThat(readmission.allowed(0)).isTrue();
    }

    @RepeatedTest(10)
    void leavesAloneForAShortJitteredWhileAtFirst() {
        readmission.failed(0);
        assertThat(readmission.allowed(millis(49))).isFalse();
        assertThat(readmission.allowed(millis(100))).isTrue();
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToABound() {
        long now = 0;
        for (int i = 0; i < 20; i++) {
            readmission.failed(now);
            now += millis(1);
        }
        assertThat(readmission.allowed(now + millis(4900))).isFalse();
        assertThat(readmission.allowed(now + millis(10_000))).isTrue();
    }

    @Test
    void forgetsFailuresOfLongAgo() {
        for (int i = 0; i < 20; i++) {
            readmission.failed(0);
        }
        readmission.failed(millis(31_000));
        assertThat(readmission.allowed(millis(31_100))).isTrue();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
