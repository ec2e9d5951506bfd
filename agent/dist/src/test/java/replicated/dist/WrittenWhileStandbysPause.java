// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/**
 * The scene of P10: a client writes, and reads it; while the standbys apply nothing it writes again, and others work.
 * What it reads in the end, with the standbys at the same point, must be what it wrote.
 */
final class WrittenWhileStandbysPause {

    /** What others do meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private WrittenWhileStandbysPause() {}

    /**
     * Plays it.
     *
     * @param write what the client posts to: it makes what {@code page} shows 1, then 2
     * @param page what it gets
     */
    static void play(Cluster cluster, TestApp app, String write, String page, Work work) throws Exception {
        assertThat(seen(cluster, app, write, page, work)).isEqualTo("2");
    }

    /** As above, and returns what it reads in the end. */
    static String seen(Cluster cluster, TestApp app, String write, String page, Work work) throws Exception {
        Visitor writer = new Visitor(true);
        app.post(writer, write);
        cluster.awaitCaughtUp();
        assertThat(app.get(writer, page).body()).isEqualTo("1");
        try (PausedReplay paused = cluster.pausedReplay()) {
            app.post(writer, write);
            work.run();
        }
        cluster.awaitCaughtUp();
        return app.get(writer, page).body();
    }
}
