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
 * where there is no star, else by what stands before the first star, behind the last, and between the two. How many are
 * asked does not grow with their number, unless they have all three of these in common. Filled, and not changed after
 * that; thread-safe from then on.
 *
 * @param <V> what belongs to a glob
 */
final class GlobIndex<V> {

    private final Map<String, List<V>> literals = new HashMap<>();

    /** Null as long as no glob has a star: most have none, and a tree of patterns has an index for each of its branches. */
    private @Nullable Bucket<V> starred;

    /**
     * A glob with a star.
     *
     * @param glob as it was given
     * @param value what belongs to it
     */
    record Entry<V>(String glob, V value) {

        /** A text that matches begins with the first, ends with the second, and has the third somewhere. */
        private String piece(int depth) {
            return switch (depth) {
                case 0 -> glob.substring(0, glob.indexOf('*'));
                case 1 -> glob.substring(glob.lastIndexOf('*') + 1);
                default -> longestWithin();
            };
        }

        private String longestWithin() {
            String longest = "";
            int from = glob.indexOf('*') + 1;
            for (int star = glob.indexOf('*', from); star >= 0; star = glob.indexOf('*', from)) {
                longest = star - from > longest.length() ? glob.substring(from, star) : longest;
                from = star + 1;
            }
            return longest;
        }
    }

    /** Globs that have some pieces in common. As long as they are few each is asked; more are told apart by the next piece. */
    private static final class Bucket<V> {

        private static final int FEW = 8;
        private static final int WITHIN = 2;

        private final int depth;
        private List<Entry<V>> entries = new ArrayList<>(1);

        /** By their next piece; empty while there are few, or no piece is left. */
        private Map<String, Bucket<V>> next = Map.of();

        /** Of the pieces. */
        private final TreeSet<Integer> lengths = new TreeSet<>();

        private Bucket(int depth) {
            this.depth = depth;
        }

        private void add(Entry<V> entry) {
            if (lengths.isEmpty()) {
                entries.add(entry);
                if (entries.size() > FEW && depth <= WITHIN) {
                    List<Entry<V>> all = entries;
                    entries = List.of();
                    next = new HashMap<>();
                    all.forEach(this::tellApart);
                }
            } else {
                tellApart(entry);
            }
        }

        private void tellApart(Entry<V> entry) {
            String piece = entry.piece(depth);
            Bucket<V> bucket = next.get(piece);
            if (bucket == null) {
                bucket = new Bucket<>(depth + 1);
                next.put(piece, bucket);
                lengths.add(piece.length());
            }
            bucket.add(entry);
        }

        private void candidates(String text, Consumer<Entry<V>> candidate) {
            entries.forEach(candidate);
            for (int length : lengths) {
                if (length > text.length()) {
                    return;
                }
                int last = text.length() - length;
                int from = depth == 1 ? last : 0;
                int to = depth == 0 || length == 0 ? from : last;
                for (int at = from; at <= to; at++) {
                    String piece = text.substring(at, at + length);
                    Bucket<V> bucket = next.get(piece);
                    // What stands in the text twice is there once.
                    if (bucket != null && (depth < WITHIN || text.indexOf(piece) == at)) {
                        bucket.candidates(text, candidate);
                    }
                }
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
        if (glob.indexOf('*') < 0) {
            List<V> values = literals.get(glob);
            if (values == null) {
                values = new ArrayList<>(1);
                literals.put(glob, values);
            }
            values.add(value);
        } else {
            starred = starred == null ? new Bucket<>(0) : starred;
            starred.add(new Entry<>(glob, value));
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
        candidates(text, entry -> {
            if (Glob.matches(entry.glob(), text)) {
                found.accept(entry.value());
            }
        });
    }

    /** Those with a star that have to be asked about a text, since no other can mean it. */
    void candidates(String text, Consumer<Entry<V>> candidate) {
        if (starred != null) {
            starred.candidates(text, candidate);
        }
    }
}
