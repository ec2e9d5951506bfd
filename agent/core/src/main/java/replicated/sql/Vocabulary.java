package replicated.sql;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import replicated.dialect.Dialect;

/**
 * The words that mean something to the inspector, per dialect: an open-addressing table that is asked with the characters of the
 * statement itself, eight at a time, so that looking a word up allocates nothing. Immutable once built, so thread-safe.
 *
 * <p>What is known of a word is one {@code int}: the ordinal of its {@link Keyword} in the low byte, flags above it.
 */
final class Vocabulary {

    /** Called, it means something only on the primary. */
    static final int CALL_PRIMARY = 1 << 8;
    /** Called, it leaves something behind in the session. */
    static final int CALL_PINS = 1 << 9;
    /** Called, it changes data, or something outside the database. */
    static final int CALL_WRITE = 1 << 10;
    /** Called, it runs whatever text it is given. */
    static final int CALL_UNKNOWN = 1 << 11;
    /** Named at all, it means something only on the primary. */
    static final int NAME_PRIMARY = 1 << 12;
    /** As a system variable it belongs to a session or to the primary. */
    static final int VARIABLE_PRIMARY = 1 << 13;
    /** A keyword, type or function that is known to do nothing by standing before a parenthesis. */
    static final int HARMLESS_CALL = 1 << 14;
    /** A setting that is about transactions, or about how statements are to be read. */
    static final int TRANSACTION_SETTING = 1 << 15;
    /** A setting of the session where most settings are of the whole database. */
    static final int SESSION_SETTING = 1 << 16;
    /** SHOW of it reads what replicates. */
    static final int SHOWN = 1 << 17;
    /** After this keyword a verb is a column's name. */
    static final int COLUMN_FOLLOWS = 1 << 18;

    /** Called, it asks a server about itself. */
    static final int CALL_SERVER = 1 << 20;
    /** Named without being called, it tells of a server and not of the data. */
    static final int NAME_SERVER = 1 << 21;
    /** As a system variable it tells where the connection leads to. */
    static final int VARIABLE_PLAIN = 1 << 22;

    private static final int KEYWORD_MASK = 0xff;
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

    private Vocabulary(Map<String, Integer> known, String[] prefixes, int[] prefixMeanings) {
        // A quarter full at most: most words of a statement are unknown, and an empty slot says so at the first look.
        int size = Integer.highestOneBit(known.size() * 4) << 1;
        heads = new long[size];
        words = new Text[size];
        meanings = new int[size];
        mask = size - 1;
        known.forEach(this::put);
        this.prefixes = new Text[prefixes.length];
        this.prefixMeanings = prefixMeanings;
        for (int i = 0; i < prefixes.length; i++) {
            this.prefixes[i] = new Text(prefixes[i]);
            prefixPairs |= 1L << pair(head(this.prefixes[i]));
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
        return switch (dialect) {
            case POSTGRESQL -> Postgres.WORDS;
            case MYSQL, MARIADB -> Mysql.WORDS;
            case H2, OTHER -> Strict.WORDS;
        };
    }

    static Keyword keyword(int meaning) {
        return KEYWORDS[meaning & KEYWORD_MASK];
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

    /** Collects the lists of a dialect. A word may stand in several: what they say adds up. */
    static final class Builder {

        private final Map<String, Integer> known = new HashMap<>();
        private final Map<String, Integer> prefixes = new HashMap<>();

        Builder words(int meaning, String list) {
            for (String word : list.strip().split("\\s+", -1)) {
                known.merge(word, meaning, (before, now) -> before | now);
            }
            return this;
        }

        /** The last list that names a word as a keyword decides which. */
        Builder keyword(Keyword keyword, String list) {
            for (String word : list.strip().split("\\s+", -1)) {
                known.merge(word, keyword.ordinal(), (before, now) -> (before & ~KEYWORD_MASK) | now);
            }
            return this;
        }

        /** Words that mean nothing, although they begin like others that do. */
        Builder nothing(String list) {
            return words(0, list);
        }

        /** Words that begin like this and are in no list. Where two match, the longer decides. */
        Builder prefix(int meaning, String... beginnings) {
            for (String beginning : beginnings) {
                prefixes.putIfAbsent(beginning, meaning);
            }
            return this;
        }

        Vocabulary build() {
            String[] longestFirst = prefixes.keySet().toArray(new String[0]);
            Arrays.sort(longestFirst, (a, b) -> b.length() - a.length());
            int[] meanings = new int[longestFirst.length];
            for (int i = 0; i < meanings.length; i++) {
                meanings[i] = prefixes.get(longestFirst[i]);
            }
            return new Vocabulary(known, longestFirst, meanings);
        }
    }

    private static final class Postgres {
        static final Vocabulary WORDS = WordLists.postgresql();
    }

    private static final class Mysql {
        static final Vocabulary WORDS = WordLists.mysql();
    }

    private static final class Strict {
        static final Vocabulary WORDS = WordLists.strict();
    }
}
