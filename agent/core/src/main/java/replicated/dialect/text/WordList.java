// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

import java.util.HashMap;
import java.util.Map;

/**
 * The words that mean something in a dialect, collected once to be looked up fast. What is known of a word is one
 * {@code int}: the ordinal of its {@link Keyword} in the low byte, flags of {@link WordMeaning} above it. A word may
 * stand in several lists: what they say adds up. Not thread-safe.
 */
public final class WordList {

    /** The bits of a meaning that hold the keyword. */
    public static final int KEYWORD_MASK = 0xff;

    private final Map<String, Integer> known = new HashMap<>();
    private final Map<String, Integer> prefixes = new HashMap<>();

    /** An empty one: {@link StandardWords#list} is what most begin with. */
    public WordList() {}

    /**
     * Adds words.
     *
     * @param meaning flags
     * @param list words in lower case with white space between
     * @return this
     */
    public WordList words(int meaning, String list) {
        for (String word : list.strip().split("\\s+", -1)) {
            known.merge(word, meaning, (before, now) -> before | now);
        }
        return this;
    }

    /**
     * Adds keywords. The last list that names a word as a keyword decides which.
     *
     * @param keyword which
     * @param list words in lower case with white space between
     * @return this
     */
    public WordList keyword(Keyword keyword, String list) {
        for (String word : list.strip().split("\\s+", -1)) {
            known.merge(word, keyword.ordinal(), (before, now) -> (before & ~KEYWORD_MASK) | now);
        }
        return this;
    }

    /**
     * Adds words that mean nothing, although they begin like others that do.
     *
     * @param list words in lower case with white space between
     * @return this
     */
    public WordList nothing(String list) {
        return words(0, list);
    }

    /**
     * Adds words that begin like this and are in no list. Where two match, the longer decides; where two are the same,
     * the first.
     *
     * @param meaning flags
     * @param beginnings in lower case
     * @return this
     */
    public WordList prefix(int meaning, String... beginnings) {
        for (String beginning : beginnings) {
            prefixes.putIfAbsent(beginning, meaning);
        }
        return this;
    }

    /**
     * The words.
     *
     * @return meanings by word
     */
    public Map<String, Integer> words() {
        return known;
    }

    /**
     * The beginnings of words.
     *
     * @return meanings by beginning
     */
    public Map<String, Integer> prefixes() {
        return prefixes;
    }
}
