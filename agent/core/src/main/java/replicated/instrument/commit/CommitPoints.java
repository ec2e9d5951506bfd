// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import java.util.List;

/** The commit points of the containers that are known. Stateless. */
public final class CommitPoints {

    private CommitPoints() {}

    /**
     * One of each kind.
     *
     * @return new objects
     */
    public static List<CommitPoint> all() {
        return List.of(
                new TomcatCommitInstrumentation(),
                new JettyCommitInstrumentation(),
                new OlderJettyCommitInstrumentation(),
                new UndertowCommitInstrumentation());
    }
}
