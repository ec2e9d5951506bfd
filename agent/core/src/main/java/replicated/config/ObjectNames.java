// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The blocks {@code functions} and {@code tables}: what is known of functions and tables that no catalogue says. Globs
 * ({@code *}: any run of characters), in lower case, of a bare name or of a schema's and a name with a dot between.
 * Immutable.
 *
 * @param readFunctions functions that only read, whatever the server's catalogue says
 * @param primaryFunctions functions that do more, whatever it says; they win over the others
 * @param primaryTables bookkeeping: statements that name one of them run on the primary and say nothing about their
 *     request
 */
public record ObjectNames(List<String> readFunctions, List<String> primaryFunctions, List<String> primaryTables) {

    /** Nothing is said. */
    public static final ObjectNames NONE = new ObjectNames(List.of(), List.of(), List.of());

    /** Copies the lists, in lower case. */
    public ObjectNames {
        readFunctions = lower(readFunctions);
        primaryFunctions = lower(primaryFunctions);
        primaryTables = lower(primaryTables);
    }

    static ObjectNames of(Block root) {
        Block functions = root.get(Keys.FUNCTIONS);
        return new ObjectNames(
                functions.get(Keys.FUNCTIONS_READ),
                functions.get(Keys.FUNCTIONS_PRIMARY),
                root.get(Keys.TABLES).get(Keys.TABLES_PRIMARY));
    }

    private static List<String> lower(List<String> globs) {
        List<String> lower = new ArrayList<>(globs.size());
        for (String glob : globs) {
            lower.add(glob.toLowerCase(Locale.ROOT));
        }
        return List.copyOf(lower);
    }
}
