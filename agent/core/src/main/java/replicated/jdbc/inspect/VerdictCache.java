package replicated.jdbc.inspect;

import replicated.position.Dialect;

/**
 * Verdicts by text, for one database. Bounded: a fixed number of slots, each overwritten by the next text that falls into it,
 * so that no flood of texts can make it grow. Thread-safe without a lock: entries are immutable, a reader sees a whole entry
 * or none, and two threads that miss at once inspect twice.
 */
public final class VerdictCache {

    /** A text longer than this is inspected each time: keeping it would let few texts hold much memory. */
    static final int LONGEST = 8192;
    /** Texts longer than this share an eighth of the slots, for the same reason. */
    static final int LONG = 1024;

    static final int SLOTS = 4096;

    private final Inspector inspector;
    private final Entry[] entries = new Entry[SLOTS];

    private record Entry(String sql, Verdict verdict) {}

    /**
     * An empty cache.
     *
     * @param dialect whose rules apply
     */
    public VerdictCache(Dialect dialect) {
        inspector = new Inspector(dialect);
    }

    /**
     * The verdict on a text.
     *
     * @param sql statement; null is allowed
     * @return never null
     */
    public Verdict verdict(String sql) {
        if (sql == null) {
            return Verdict.UNKNOWN;
        }
        int hash = sql.hashCode();
        int slot = (hash ^ hash >>> 16) & (sql.length() > LONG ? SLOTS / 8 - 1 : SLOTS - 1);
        Entry entry = entries[slot];
        if (entry != null && entry.sql.equals(sql)) {
            return entry.verdict;
        }
        // The neighbour: two texts in steady use that fall into one slot do not drive each other out.
        entry = entries[slot ^ 1];
        if (entry != null && entry.sql.equals(sql)) {
            return entry.verdict;
        }
        return inspected(sql, slot);
    }

    private Verdict inspected(String sql, int slot) {
        Verdict verdict = inspector.inspect(sql);
        if (sql.length() <= LONGEST) {
            entries[slot ^ 1] = entries[slot];
            entries[slot] = new Entry(sql, verdict);
        }
        return verdict;
    }

    /** How many texts are kept; for a test. */
    int size() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry == null ? 0 : 1;
        }
        return size;
    }
}
