// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which file holds the configuration. Immutable.
 *
 * @param file need not exist
 * @param namedBy who named it, for error texts
 */
public record ConfigSource(File file, String namedBy) {

    /** What to tell the operator when there is no configuration at all. */
    public static final String NONE = "replicated: no configuration, so nothing is routed. Name a file in"
            + " -javaagent:replicated.jar=FILE, -Dreplicated.config=FILE or REPLICATED_CONFIG, or put replicated.yaml into the"
            + " working directory";

    private static final String PROPERTY = "replicated.config";
    private static final String VARIABLE = "REPLICATED_CONFIG";
    private static final String DEFAULT_FILE = "replicated.yaml";

    /**
     * Finds the file: the agent's argument, else {@code -Dreplicated.config}, else {@code REPLICATED_CONFIG}, else
     * {@code replicated.yaml} in the working directory.
     *
     * @param argument of the agent; null or blank: none
     * @return null if no file is named and there is none in the working directory; then {@link #NONE} is to be printed
     */
    public static @Nullable ConfigSource find(@Nullable String argument) {
        ConfigSource ofArgument = ofArgument(argument);
        return ofArgument != null
                ? ofArgument
                : find(null, System::getProperty, System::getenv, new File(DEFAULT_FILE));
    }

    static @Nullable ConfigSource find(
            @Nullable String argument,
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> environment,
            File byDefault) {
        ConfigSource ofArgument = ofArgument(argument);
        if (ofArgument != null) {
            return ofArgument;
        }
        String property = properties.apply(PROPERTY);
        if (property != null && !property.isBlank()) {
            return new ConfigSource(new File(property.strip()), "-D" + PROPERTY);
        }
        String variable = environment.apply(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return new ConfigSource(new File(variable.strip()), "the environment variable " + VARIABLE);
        }
        return byDefault.exists() ? new ConfigSource(byDefault, "the working directory") : null;
    }

    private static @Nullable ConfigSource ofArgument(@Nullable String argument) {
        return argument == null || argument.isBlank()
                ? null
                : new ConfigSource(new File(argument.strip()), "the agent's argument");
    }

    /**
     * Makes sure that the file is there.
     *
     * @throws ConfigException if it is not; the message names the file and who named it
     */
    public void check() throws ConfigException {
        if (!file.exists()) {
            throw new ConfigException(
                    List.of(file.getPath() + ": there is no such file, though " + namedBy + " names it (looked for "
                            + file.getAbsolutePath() + ")"),
                    false);
        }
    }
}
