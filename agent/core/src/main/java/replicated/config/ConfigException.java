// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.List;

/**
 * A file that cannot be used. Each problem is one line that names file, line, key, what was expected and, where there
 * is one, the key or word that was probably meant. Never holds a secret.
 */
public final class ConfigException extends Exception {

    private final List<String> problems;
    private final boolean off;

    /**
     * A refused file.
     *
     * @param problems one line each, not empty
     * @param off whether the file says {@code mode: off}, whatever else is wrong with it
     */
    public ConfigException(List<String> problems, boolean off) {
        this.problems = List.copyOf(problems);
        this.off = off;
    }

    /** All problems, one line each; never null. */
    @Override
    public String getMessage() {
        return String.join("\n", problems);
    }

    /**
     * Everything that is wrong, in the order of the file.
     *
     * @return one line each, not empty
     */
    public List<String> problems() {
        return problems;
    }

    /**
     * Whether the file says {@code mode: off}. The kill-switch has to work even in a file that is refused for another
     * reason.
     *
     * @return {@code true} if the operator clearly wants the agent off
     */
    public boolean off() {
        return off;
    }
}
