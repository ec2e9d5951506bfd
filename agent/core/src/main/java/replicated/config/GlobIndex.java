// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Globs as of {@link Glob}, each with something that belongs to it, found without asking all of them: by the whole text
 * where there is no star, else by what stands before the first star or, where nothing does, behind the last. Those that
 * have nothing in both places are asked each time. Filled, and not changed after that; thread-safe from then on.
 *
 * @param <V> what belongs to a glob
 */
final class GlobIndex<V> {

    private final Map<String, List<V>> literals = new HashMap<>();

    /**
     * Each null as long as there are none: most have no star, and a tree of patterns has an index for each of its
     * branches.
     */
    private @Nullable Affixes<V> prefixes;

    private @Nullable Affixes<V> suffixes;
    private @Nullable List<Entry<V>> others;

    private record Entry<V>(String glob, V value) {}

    /** Globs by what a text begins or ends with. */
    private static final class Affixes<V> {

        private final Map<String, List<Entry<V>>> entries = new HashMap<>();
        private final TreeSet<Integer> lengths = new TreeSet<>();

        private void add(String affix, Entry<V> entry) {
            list(entries, affix).add(entry);
            lengths.add(affix.length());
        }

        private void find(String text, boolean behind, Consumer<V> found) {
            for (int length : lengths) {
                if (length > text.length()) {
                    return;
                }
                ask(
                        entries.get(behind ? text.substring(text.length() - length) : text.substring(0, length)),
                        text,
                        found);
            }
        }
    }

    /**
     * Adds a glob.
     *
     * @param glob not null; the same one may be there already
     * @param value given to those who ask for a text that it means
     */
    void add(String glob, V value) {
        int first = glob.indexOf('*');
        if (first < 0) {
            list(literals, glob).add(value);
            return;
        }
        Entry<V> entry = new Entry<>(glob, value);
        String last = glob.substring(glob.lastIndexOf('*') + 1);
        if (first > 0) {
            prefixes = prefixes == null ? new Affixes<>() : prefixes;
            prefixes.add(glob.substring(0, first), entry);
        } else if (!last.isEmpty()) {
            suffixes = suffixes == null ? new Affixes<>() : suffixes;
            suffixes.add(last, entry);
        } else {
            others = others == null ? new ArrayList<>() : others;
            others.add(entry);
        }
    }

    /**
     * Finds what belongs to the globs that mean a text.
     *
     * @param text not null
     * @param found told of each, in no order
     */
    void find(String text, Consumer<V> found) {
        literals.getOrDefault(text, List.of()).forEach(found);
        if (prefixes != null) {
            prefixes.find(text, false, found);
        }
        if (suffixes != null) {
            suffixes.find(text, true, found);
        }
        ask(others, text, found);
    }

    private static <T> List<T> list(Map<String, List<T>> lists, String key) {
        List<T> known = lists.get(key);
        if (known == null) {
            known = new ArrayList<>(1);
            lists.put(key, known);
        }
        return known;
    }

    private static <V> void ask(@Nullable List<Entry<V>> entries, String text, Consumer<V> found) {
        if (entries == null) {
            return;
        }
        for (Entry<V> entry : entries) {
            if (Glob.matches(entry.glob, text)) {
                found.accept(entry.value);
            }
        }
    }
}
