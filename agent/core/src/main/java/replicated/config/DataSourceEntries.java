// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code datasources} of a file, to be asked for one data source after another: the time that takes does not grow
 * with the number of entries. Immutable, so thread-safe.
 */
public final class DataSourceEntries {

    /** In an index of segments: a part of the match that is not given. Means what has no such part as well. */
    private static final String ANYTHING = "*";

    /** Before each part that is given, so that none means what has no such part. */
    private static final String GIVEN = "=";

    private final List<DataSourceSettings> entries = new ArrayList<>();
    private final SegmentIndex index;
    private final GlobIndex<DataSourceSettings> classes = new GlobIndex<>();

    /** Whether anything was found; of one search. */
    private static final class Found {

        private boolean anything;
    }

    /**
     * An index.
     *
     * @param all in the order of the file; one without a match means nothing
     */
    public DataSourceEntries(List<DataSourceSettings> all) {
        List<List<String>> patterns = new ArrayList<>();
        for (DataSourceSettings entry : all) {
            DataSourceSettings.Match match = entry.match();
            if (match != null) {
                entries.add(entry);
                patterns.add(List.of(pattern(match.url()), pattern(match.poolName()), pattern(match.className())));
                if (match.className() != null) {
                    classes.add(match.className(), entry);
                }
            }
        }
        index = new SegmentIndex(patterns);
    }

    private static String pattern(@Nullable String glob) {
        return glob == null ? ANYTHING : GIVEN + glob;
    }

    /**
     * The entry that counts for a data source.
     *
     * @param url of its database; null: unknown
     * @param poolName null: it has none
     * @param className full name
     * @return the first that matches; null: none does
     */
    public @Nullable DataSourceSettings first(@Nullable String url, @Nullable String poolName, String className) {
        int[] matching = index.matching(List.of(text(url), text(poolName), text(className)));
        return matching.length == 0 ? null : entries.get(matching[0]);
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : GIVEN + part;
    }

    /**
     * Whether any entry is about a class, whatever else it says.
     *
     * @param className full name
     * @return {@code true} if one names it
     */
    public boolean nameClass(String className) {
        Found found = new Found();
        classes.find(className, entry -> found.anything = true);
        return found.anything;
    }
}
