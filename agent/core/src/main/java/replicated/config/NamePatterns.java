// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of {@link ObjectNames}, to be asked for one name after another: the time that takes does not grow with the
 * list. Immutable, so thread-safe.
 */
public final class NamePatterns {

    private final GlobIndex<Schemas> names = new GlobIndex<>();
    private final boolean isEmpty;

    /** The schemas in which a name is meant. */
    private static final class Schemas {

        private final GlobIndex<Boolean> named = new GlobIndex<>();

        /** Whether some pattern has no schema. */
        private boolean all;
    }

    /** Whether anything was found; of one search. */
    private static final class Found {

        private boolean anything;
    }

    /**
     * An index.
     *
     * @param patterns globs as of {@link ObjectNames}
     */
    public NamePatterns(List<String> patterns) {
        isEmpty = patterns.isEmpty();
        Map<String, Schemas> byName = new HashMap<>();
        for (String pattern : patterns) {
            int dot = pattern.indexOf('.');
            String name = pattern.substring(dot + 1);
            Schemas schemas = byName.get(name);
            if (schemas == null) {
                schemas = new Schemas();
                byName.put(name, schemas);
                names.add(name, schemas);
            }
            if (dot < 0) {
                schemas.all = true;
            } else {
                schemas.named.add(pattern.substring(0, dot), true);
            }
        }
    }

    /**
     * Whether there are none.
     *
     * @return {@code true} if no name is meant
     */
    public boolean isEmpty() {
        return isEmpty;
    }

    /**
     * Whether a name is meant by one of them.
     *
     * @param schema in lower case; null: not given
     * @param name in lower case
     * @param loosely whether it is enough that it may be meant: without its schema it can be anyone's
     * @return {@code false} if none does
     */
    public boolean match(@Nullable String schema, String name, boolean loosely) {
        Found found = new Found();
        names.find(name, schemas -> {
            if (schemas.all) {
                found.anything = true;
            } else if (schema == null) {
                found.anything |= loosely;
            } else {
                schemas.named.find(schema, each -> found.anything = true);
            }
        });
        return found.anything;
    }
}
