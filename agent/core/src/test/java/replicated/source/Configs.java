// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import replicated.config.Config;
import replicated.config.ConfigException;
import replicated.config.ConfigParser;

/** Configurations from texts. */
final class Configs {

    private Configs() {}

    static Config of(String yaml) {
        try {
            Path file = Files.createTempFile("replicated", ".yaml");
            try {
                Files.writeString(file, yaml);
                return ConfigParser.parse(new File(file.toString()), Map.<String, String>of()::get);
            } finally {
                Files.delete(file);
            }
        } catch (ConfigException refused) {
            throw new AssertionError(refused.problems().toString(), refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
