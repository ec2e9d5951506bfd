// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import replicated.dialect.Dialect;
import replicated.dialect.text.Keyword;
import replicated.dialect.text.WordList;

/**
 * The words that mean something to the inspector, per dialect: an open-addressing table that is asked with the
 * characters of the statement itself, eight at a time, so that looking a word up allocates nothing. Immutable once
 * built, so thread-safe.
 *
 * <p>What is known of a word is one {@code int}: the ordinal of its {@link Keyword} in the low byte, the flags of
 * {@link replicated.dialect.text.WordMeaning} above it.
 */
final class Vocabulary {

    private static final Map<Dialect, Vocabulary> BUILT = new ConcurrentHashMap<>();

    private static final Keyword[] KEYWORDS = Keyword.values();

    /** The first eight letters of the word in a slot; 0: none. */
    private final long[] heads;

    private final Text[] words;
    private final int[] meanings;
    private final int mask;
    /** For each first letter the lengths of words that begin with it, modulo 32: most names are settled by this. */
    private final int[] lengths = new int[32];

    private final Text[] prefixes;
    private final int[] prefixMeanings;
    /** A bit for what the first two letters of each prefix come to. */
    private long prefixPairs;

    private Vocabulary(WordList list) {
        Map<String, Integer> known = list.words();
        // A quarter full at most: most words of a statement are unknown, and an empty slot says so at the first look.
        int size = Integer.highestOneBit(known.size() * 4) << 1;
        heads = new long[size];
        words = new Text[size];
        meanings = new int[size];
        mask = size - 1;
        known.forEach(this::put);
        List<Map.Entry<String, Integer>> longestFirst =
                new ArrayList<>(list.prefixes().entrySet());
        longestFirst.sort((a, b) -> b.getKey().length() - a.getKey().length());
        prefixes = new Text[longestFirst.size()];
        prefixMeanings = new int[longestFirst.size()];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = new Text(longestFirst.get(i).getKey());
            prefixMeanings[i] = longestFirst.get(i).getValue();
            prefixPairs |= 1L << pair(head(prefixes[i]));
        }
    }

    private static long head(Text word) {
        return word.word(0, word.length);
    }

    /** Of the six bits that a shift of a long takes into account. */
    private static long pair(long head) {
        return head ^ head >>> 5;
    }

    /** The vocabulary of a dialect; built once each. */
    static Vocabulary of(Dialect dialect) {
        return BUILT.computeIfAbsent(dialect, each -> new Vocabulary(each.text().words()));
    }

    static Keyword keyword(int meaning) {
        return KEYWORDS[meaning & WordList.KEYWORD_MASK];
    }

    /**
     * What is known of a word of a statement, whatever its case.
     *
     * @return 0 if nothing
     */
    int find(Text sql, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return 0;
        }
        long head = sql.word(start, end);
        if ((lengths[(int) head & 31] >>> length & 1) != 0) {
            for (int slot = slot(head, length); heads[slot] != 0; slot = (slot + 1) & mask) {
                if (heads[slot] == head
                        && words[slot].length == length
                        && (length <= Long.BYTES || startsWith(words[slot], sql, start))) {
                    return meanings[slot];
                }
            }
        }
        return (prefixPairs >>> pair(head) & 1) == 0 ? 0 : findPrefix(sql, start, end);
    }

    private int slot(long head, int length) {
        return (int) (((head ^ length) * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    }

    private int findPrefix(Text sql, int start, int end) {
        for (int i = 0; i < prefixes.length; i++) {
            if (start + prefixes[i].length <= end && startsWith(prefixes[i], sql, start)) {
                return prefixMeanings[i];
            }
        }
        return 0;
    }

    private static boolean startsWith(Text word, Text sql, int start) {
        for (int from = 0; from < word.length; from += Long.BYTES) {
            int to = Math.min(from + Long.BYTES, word.length);
            if (word.word(from, to) != sql.word(start + from, start + to)) {
                return false;
            }
        }
        return true;
    }

    private void put(String known, int meaning) {
        Text word = new Text(known);
        long head = head(word);
        int slot = slot(head, word.length);
        while (heads[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        heads[slot] = head;
        words[slot] = word;
        meanings[slot] = meaning;
        lengths[(int) head & 31] |= 1 << word.length;
    }
}
