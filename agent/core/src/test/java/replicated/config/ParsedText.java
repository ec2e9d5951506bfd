// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses texts in place of files; their name is {@code replicated.yaml}. */
public final class ParsedText {

    private ParsedText() {}

    /**
     * Parses a text that is a right file.
     *
     * @param yaml the whole file
     * @return the configuration
     * @throws ConfigException if it is wrong after all
     */
    public static Config parse(String yaml) throws ConfigException {
        return parse(yaml, Map.of());
    }

    static Config parse(String yaml, Map<String, String> environment) throws ConfigException {
        return ConfigParser.parse(
                "replicated.yaml", yaml.getBytes(StandardCharsets.UTF_8), environment::get, new ArrayList<>());
    }

    static List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    static List<String> problems(String yaml, Map<String, String> environment) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> parse(yaml, environment));
        return refused == null ? List.of() : refused.problems();
    }
}
