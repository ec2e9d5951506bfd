// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/**
 * No write is computed from what a stale replica showed (P9): by the packed agent, with visitors who have no bookmark,
 * while the standby replays nothing. Fails if {@code Scope.trust} trusts at once.
 */
class TrustIT {

    private static final String COUNTER = "/api/doors/counter/";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void noUpdateIsLostByTheFirstVisitsOfARoute(OneStandby product) throws Exception {
        try (Cluster cluster = product.start()) {
            try (TestApp app = start(cluster, "");
                    PausedReplay paused = cluster.pausedReplay()) {
                for (String counter : List.of("aa", "ab", "ac")) {
                    for (int visit = 1; visit <= 4; visit++) {
                        HttpResponse<String> answer = new Visitor(false).get(app.address(), COUNTER + counter);
                        assertThat(answer.body()).as(counter).contains("\"value\": " + visit);
                    }
                }
            }
            try (TestApp app = start(cluster, "trust-after: 0\nwrites-on-read-requests: move-if-fresh\n");
                    PausedReplay paused = cluster.pausedReplay()) {
                counted(app.address());
            }
        }
    }

    /** Whoever is told to try again has counted nothing; whoever is not has lost nothing. */
    private static void counted(URI address) throws Exception {
        int told = 0;
        for (int visit = 0; visit < 4; visit++) {
            // By a path that may have been counted by: the standby does not know it.
            new Visitor(false).post(address, "/api/notes", "0.0");
            HttpResponse<String> answer = new Visitor(false).get(address, COUNTER + "ba");
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).contains("\"value\": " + ++told);
            } else {
                assertThat(answer.statusCode()).isEqualTo(409);
                assertThat(visit).as("the next try starts on the primary").isZero();
            }
        }
        assertThat(told).isEqualTo(3);
    }

    private TestApp start(Cluster cluster, String yaml) throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                yaml + """
                status: {response-header: true}
                datasources:
                  - match: {pool-name: notes}
                    replicas: [{url: "%s", name: standby}]
                """.formatted(cluster.standby(0).jdbcUrl()));
        TestApp app = TestApp.start(folder, file, cluster.primary(), Map.of("DOORS", "true"));
        app.awaitReplicas(() -> Served.byStandby(new Visitor(false).get(app.address(), "/api/notes")));
        return app;
    }
}
