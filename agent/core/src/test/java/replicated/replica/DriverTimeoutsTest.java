// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each driver counts in units of its own, and two milliseconds instead of two seconds would leave no server within
 * reach.
 */
class DriverTimeoutsTest {

    @Test
    void areInTheUnitOfTheDriverThatReadsThem() {
        assertThat(DriverTimeouts.missing("jdbc:postgresql://h/db", Set.of())).containsEntry("connectTimeout", "2");
        assertThat(DriverTimeouts.missing("jdbc:p6spy:postgresql://h/db", Set.of()))
                .containsEntry("connectTimeout", "2");
        assertThat(DriverTimeouts.missing("jdbc:aws-wrapper:postgresql://h/db", Set.of()))
                .containsEntry("connectTimeout", "2000");
        assertThat(DriverTimeouts.missing("jdbc:p6spy:aws-wrapper:postgresql://h/db", Set.of()))
                .containsEntry("connectTimeout", "2000");
        assertThat(DriverTimeouts.missing("jdbc:mysql:replication://h/db", Set.of()))
                .containsEntry("connectTimeout", "2000");
    }

    @Test
    void leaveWhatIsSet() {
        assertThat(DriverTimeouts.missing("jdbc:postgresql://h/db", Set.of("socketTimeout")))
                .doesNotContainKey("socketTimeout");
    }
}
