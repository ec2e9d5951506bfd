package replicated.sql;

import replicated.dialect.Dialect;

/**
 * Verdicts by text, for one database. Bounded: a fixed number of slots, each overwritten by a later text that falls into it,
 * so that no flood of texts can make it grow. Thread-safe without a lock: entries are immutable, a reader sees a whole entry
 * or none, and two threads that miss at once inspect twice.
 */
public final class VerdictCache {

    /** A text longer than this is inspected each time: keeping it would let few texts hold much memory. */
    static final int MAX_LENGTH = 8192;
    /** Texts longer than this share an eighth of the slots, for the same reason. */
    static final int LONG = 1024;

    static final int SLOTS = 4096;

    /** Texts whose hashes fall together share so many slots, the oldest making room: texts in steady use do not drive each other out. */
    private static final int WAYS = 4;

    /** So many texts are found without their hash code. */
    private static final int RECENT = 1024;

    private static final InspectedText NO_TEXT = new InspectedText(null, 0, Verdict.UNKNOWN);

    private final Dialect dialect;
    private final Inspector inspector;
    private final InspectedText[] entries = new InspectedText[SLOTS];

    /**
     * One text for each {@link #glance}, the latest. A String made for one call does not know its hash code yet, and on JDK 17 to
     * compute it takes longer than all else; to compare it with the text that it most probably is does not.
     */
    private final InspectedText[] recent = new InspectedText[RECENT];

    /**
     * An empty cache.
     *
     * @param dialect whose rules apply
     */
    public VerdictCache(Dialect dialect) {
        this.dialect = dialect;
        inspector = new Inspector(dialect);
    }

    /**
     * A text as people may see it.
     *
     * @param sql statement
     * @return as {@link Inspector#outline}
     */
    public String outline(String sql) {
        return inspector.outline(sql);
    }

    /** Whose rules apply. */
    Dialect dialect() {
        return dialect;
    }

    /**
     * The verdict on a text by what it says itself.
     *
     * @param sql statement; null is allowed
     * @return never null
     */
    public Verdict verdict(String sql) {
        return known(sql).inspected();
    }

    /**
     * What is known of a text.
     *
     * @param sql statement; null is allowed
     * @return never null; of the text or of one that equals it
     */
    public InspectedText known(String sql) {
        if (sql == null) {
            return NO_TEXT;
        }
        int glance = glance(sql);
        InspectedText latest = recent[glance];
        if (latest != null && latest.sql().equals(sql)) {
            return latest;
        }
        InspectedText known = entry(sql);
        if (sql.length() <= LONG) {
            recent[glance] = known;
        }
        return known;
    }

    /** A slot of {@link #recent} by the length and three characters. Texts that look alike take turns in it. */
    private static int glance(String sql) {
        int length = sql.length();
        if (length == 0) {
            return 0;
        }
        int mixed = length + 131 * sql.charAt(length >>> 1) + 8191 * sql.charAt(length - (length >>> 2) - 1);
        mixed += 31 * sql.charAt(length - 1);
        return (mixed ^ mixed >>> 10) & (RECENT - 1);
    }

    private InspectedText entry(String sql) {
        int hash = sql.hashCode();
        int set = (hash ^ hash >>> 16) & (sql.length() > LONG ? SLOTS / 8 - 1 : SLOTS - 1) & -WAYS;
        for (int way = set; way < set + WAYS; way++) {
            InspectedText entry = entries[way];
            if (entry != null && entry.hash() == hash && entry.sql().equals(sql)) {
                return entry;
            }
        }
        return inspected(sql, hash, set);
    }

    private InspectedText inspected(String sql, int hash, int set) {
        InspectedText fresh = new InspectedText(sql, hash, inspector.inspect(sql));
        if (sql.length() <= MAX_LENGTH) {
            for (int way = set + WAYS - 1; way > set; way--) {
                entries[way] = entries[way - 1];
            }
            entries[set] = fresh;
        }
        return fresh;
    }

    /** How many texts are kept; for a test. */
    int size() {
        int size = 0;
        for (InspectedText entry : entries) {
            size += entry == null ? 0 : 1;
        }
        return size;
    }
}
