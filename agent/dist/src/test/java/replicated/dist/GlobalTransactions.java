// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import replicated.servers.Cluster;

/** Asks the pages of {@code app.Distributed} in a container, of which some end its JVM. */
final class GlobalTransactions {

    private GlobalTransactions() {}

    /** Waits until reads in global transactions are served by the standby, or, without an agent, by the primary. */
    static void awaitServed(StandaloneContainer container, Cluster cluster, boolean byStandby) {
        int port = (byStandby ? cluster.standby(0) : cluster.primary()).port();
        container.await(
                () -> {
                    try {
                        return new Visitor(false)
                                .get(container.application(), "Distributed/read-in-transaction")
                                .body()
                                .startsWith(port + " ");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "reads are served by " + port);
    }

    /** Asks a page that halts the JVM between prepare and commit. */
    static void haltWhilePrepared(StandaloneContainer container, String action) {
        assertThatThrownBy(() -> new Visitor(false).post(container.application(), "Distributed/" + action, ""))
                .isInstanceOf(IOException.class);
        container.process.onExit().join();
    }
}
