// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guess is made where it helps, and only there; durations are printed as they are read. */
class ClosestWordTest {

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "mdoe,mode,1", "'',abc,3", "same,same,0"})
    void theDistanceCountsEdits(String a, String b, int expected) {
        assertThat(ClosestWord.distance(a, b)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"max-lagg,max-lag", "MAX_LAG,max-lag", "maxAge,max-age", "wiat,wait", "x,none", "elephant,none"})
    void theNearestKeyIsGuessedIfItIsNear(String typed, String expected) {
        assertThat(ClosestWord.to(typed, List.of("max-lag", "max-age", "wait", "window")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "250,250ms", "1000,1s", "90000,90s", "120000,2m", "7200000,2h"})
    void durationsArePrintedInTheLargestUnit(long millis, String expected) {
        assertThat(Durations.print(Duration.ofMillis(millis))).isEqualTo(expected);
        assertThat(Durations.parse(expected)).isEqualTo(Duration.ofMillis(millis));
    }
}
