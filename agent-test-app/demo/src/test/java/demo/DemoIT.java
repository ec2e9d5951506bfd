// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/** The demo is the first thing a newcomer runs: its story has to be true, wherever it is told. */
class DemoIT {
    @Test
    void the_story_is_true_on_postgresql() throws Exception {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());

        assertThat(Demo.run(false, false)).isTrue();
    }

    @Test
    void the_story_is_true_on_h2() throws Exception {
        assertThat(Demo.run(false, true)).isTrue();
    }
}
