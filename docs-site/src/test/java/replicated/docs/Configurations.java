// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.config.ConfigException;
import replicated.config.ConfigParser;

/** Configurations of the agent that pages quote, loaded by the agent's own parser. Stateless. */
final class Configurations {

    /** It is read at once, so there has to be one. */
    private static final Pattern PASSWORD_FILE = Pattern.compile("(password-file: *)([^\\s,}]+)");

    private Configurations() {}

    /**
     * Loads a configuration.
     *
     * @param text all of it
     * @return what is wrong with it; empty: nothing
     */
    static List<String> problems(String text) throws IOException {
        Path folder = Files.createTempDirectory("docs");
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Path file = folder.resolve("replicated.yaml");
        try {
            Files.writeString(
                    file, PASSWORD_FILE.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(password.toString())));
            ConfigParser.parse(file.toFile(), Configurations::variable);
            return List.of();
        } catch (ConfigException wrong) {
            return wrong.problems();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(password);
            Files.deleteIfExists(folder);
        }
    }

    /** Only secrets are without defaults in what we show. */
    private static String variable(String name) {
        return name.endsWith("PASSWORD") || name.endsWith("SECRET") ? "0123456789abcdef" : null;
    }
}
