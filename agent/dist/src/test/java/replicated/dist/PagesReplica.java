// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A second database in memory that passes for a replica of {@link app.Pages}'s: nothing is copied to it, so what it
 * serves tells itself from what the primary serves.
 */
final class PagesReplica {

    /** In the file, and on responses. */
    static final String NAME = "replica-1";

    /** How {@code /read} begins where the primary has answered. */
    static final String PRIMARY = "APP ";

    private static final String REPLICA = "REPLICA ";

    private PagesReplica() {}

    /**
     * A file of the agent.
     *
     * @param more further lines of it
     */
    static Path configuration(Path folder, String... more) throws IOException {
        return Files.writeString(
                folder.resolve("replicated.yaml"), """
                replicas:
                  - name: %s
                    url: jdbc:h2:mem:replica;DB_CLOSE_DELAY=-1
                    driver-properties: {INIT: create table if not exists note (text varchar(100))}
                """.formatted(NAME) + String.join("\n", more) + "\n");
    }

    /** As above, for a class that the agent knows by this file only. */
    static Path configurationFor(Path folder, String className) throws IOException {
        return Files.writeString(folder.resolve("replicated.yaml"), """
                datasources:
                  - match: {class: %s}
                    replicas:
                      - name: %s
                        url: jdbc:h2:mem:replica;DB_CLOSE_DELAY=-1
                        driver-properties: {INIT: create table if not exists note (text varchar(100))}
                """.formatted(className, NAME));
    }

    /** Waits until reads of a client without cookies are served by the replica. */
    static void awaitServing(ForkedApp app) throws Exception {
        awaitServing(app, app.address());
    }

    /** As above, where one JVM has several applications. */
    static void awaitServing(ForkedApp app, String address) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!servedByReplica(address)) {
            assertThat(System.nanoTime())
                    .as("the replica does not serve:\n" + app.transcript())
                    .isLessThan(deadline);
        }
    }

    /** Who serves a client without cookies. */
    static boolean servedByReplica(String address) throws Exception {
        return new Visitor(false).get(URI.create(address), "/read").body().startsWith(REPLICA);
    }
}
