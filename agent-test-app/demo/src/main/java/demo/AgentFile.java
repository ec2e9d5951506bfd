// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The agent's configuration file, which the story changes while the application runs. */
final class AgentFile {
    private static final String TEXT = """
            mode: %s
            replicas:
              - name: standby-1
                url: %s
              - name: standby-2
                url: %s
            routes: %s
            status:
              listen: 127.0.0.1:%d
              response-header: true
            log:
              level: debug
            """;

    private final Path file;
    private final Stage stage;
    private final int statusPort;
    private String mode = "route";
    private String routes = "[]";

    AgentFile(Path folder, Stage stage, int statusPort) {
        this.file = folder.resolve("replicated.yaml");
        this.stage = stage;
        this.statusPort = statusPort;
        write();
    }

    Path path() {
        return file;
    }

    void mode(String newMode) {
        mode = newMode;
        write();
    }

    void routes(String newRoutes) {
        routes = newRoutes;
        write();
    }

    private void write() {
        try {
            // Under its name at once and as a whole, as an editor or a configuration tool does it.
            Path next = file.resolveSibling("replicated.yaml.next");
            Files.writeString(
                    next, TEXT.formatted(mode, stage.urls().get(1), stage.urls().get(2), routes, statusPort));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
