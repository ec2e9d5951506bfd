// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/**
 * Read your writes (P2), by whatever connection of the JVM a write went: the client's next GETs show it although the
 * replica does not have it. Fails if {@code StatementInstrumentation} is not among the instrumentations.
 */
class UnroutedDoorsIT {

    private static final int TIMES = 5;

    /** Those of the test application that change a note; see {@code notes.doors}. */
    private static final List<String> DOORS = List.of(
            "second-pool",
            "driver-manager",
            "kept-connection",
            "user-password",
            "managed",
            "xa",
            "function",
            "function-overload",
            "other-thread");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void writeIsShownByWhateverConnectionItWent(OneStandby product) throws Exception {
        try (Cluster cluster = product.start()) {
            Server standby = cluster.standbys().get(0);
            Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                    status: {response-header: true}
                    datasources:
                      - match: {pool-name: notes}
                        replicas: [{url: "%s", name: standby}]
                    """.formatted(standby.jdbcUrl()));
            try (TestApp app = TestApp.start(folder, file, cluster.primary(), Map.of("DOORS", "true"))) {
                URI address = app.address();
                app.awaitReplicas(() -> Served.byStandby(new Visitor(false).get(address, "/api/notes")));
                readOnce(address);
                for (String door : DOORS) {
                    assertShown(address, door, cluster.primary(), standby);
                }
                assertThat(Served.byStandby(new Visitor(false).get(address, "/api/notes")))
                        .as("others still read from the standby")
                        .isTrue();
            }
        }
    }

    /**
     * With the first lines of the README for a file: a second pool to the same database is no ambiguity, and routed
     * too.
     */
    @Test
    void aSecondPoolIsRoutedTooWithoutAWordInTheFile() throws Exception {
        try (Cluster cluster = OneStandby.POSTGRESQL.start()) {
            Server standby = cluster.standbys().get(0);
            Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                    status: {response-header: true}
                    replicas:
                      - url: %s
                        name: standby
                    """.formatted(standby.jdbcUrl()));
            try (TestApp app = TestApp.start(folder, file, cluster.primary(), Map.of("DOORS", "true"))) {
                URI address = app.address();
                app.awaitReplicas(() -> Served.byStandby(new Visitor(false).get(address, "/api/notes")));
                readOnce(address);
                assertShown(address, "second-pool", cluster.primary(), standby);
                assertThat(app.output())
                        .contains("the data source second (", "reads from 1 replica(s), as 'second'")
                        .doesNotContain("is not routed");
                assertThat(Served.byStandby(new Visitor(false).get(address, "/api/notes")))
                        .as("others still read from the standby")
                        .isTrue();
            }
        }
    }

    /** From then on the route of a note is trusted. */
    private static void readOnce(URI address) throws Exception {
        String note = noteOf(new Visitor(false).post(address, "/api/notes", "0.0"));
        new Visitor(false).get(address, "/api/notes/" + note);
    }

    private static String noteOf(HttpResponse<String> added) {
        return added.body().replaceAll(".*\"value\": (\\d+).*", "$1").strip();
    }

    private static void assertShown(URI address, String door, Server primary, Server standby) throws Exception {
        Visitor visitor = new Visitor(true);
        String note = noteOf(visitor.post(address, "/api/notes", "0.0"));
        standby.awaitReplay(primary);
        try (PausedReplay paused = standby.pausedReplay()) {
            for (int i = 1; i <= TIMES; i++) {
                String text = "0." + i;
                assertThat(visitor.post(address, "/api/doors/" + door + "/" + note, text)
                                .statusCode())
                        .as(door)
                        .isEqualTo(200);
                assertThat(visitor.get(address, "/api/notes/" + note).body())
                        .as("after a write through %s", door)
                        .contains("\"text\": \"" + text + "\"");
            }
        }
    }
}
