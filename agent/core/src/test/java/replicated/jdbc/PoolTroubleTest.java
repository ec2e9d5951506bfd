// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the page says of the application's pool is what it last said, for as long as it says so. */
class PoolTroubleTest {

    @Test
    void failuresAreCountedFromTheFirstOn() {
        PoolTrouble first = PoolTrouble.after(null, new SQLException("refused\nand more"), 10);
        PoolTrouble second = PoolTrouble.after(first, new SQLException("timed out"), 20);

        assertThat(first).isEqualTo(new PoolTrouble("refused", 10, 10, 1));
        assertThat(second).isEqualTo(new PoolTrouble("timed out", 10, 20, 2));
    }

    @Test
    void anErrorWithoutATextOrWithALongOneDoesNoHarm() {
        assertThat(PoolTrouble.after(null, new SQLException(), 1).why()).isEqualTo("null");
        assertThat(PoolTrouble.after(null, new SQLException("x".repeat(5_000)), 1)
                        .why())
                .hasSizeLessThan(400);
    }
}
