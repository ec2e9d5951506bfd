// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code config-samples/} is, wherever the tests are started from. */
public final class Samples {

    private Samples() {}

    public static Path directory() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("config-samples"))) {
                return up.resolve("config-samples");
            }
        }
        throw new IllegalStateException("no config-samples above " + Path.of("").toAbsolutePath());
    }
}
