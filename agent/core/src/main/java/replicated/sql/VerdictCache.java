// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;

/**
 * Verdicts by text, for one database. Bounded: a fixed number of slots, each overwritten by a later text that falls
 * into it, so that no flood of texts can make it grow. Thread-safe without a lock: entries are immutable, a reader sees
 * a whole entry or none, and two threads that miss at once inspect twice.
 */
public final class VerdictCache {

    /** A text longer than this is inspected each time: keeping it would let few texts hold much memory. */
    static final int MAX_LENGTH = 8192;
    /** Texts longer than this share an eighth of the slots, for the same reason. */
    static final int LONG = 1024;

    static final int SLOTS = 4096;

    /**
     * Texts whose hashes fall together share so many slots. One that was not asked for again makes room, so that texts
     * in steady use stay, whatever flood of texts comes by that are sent once, with their literals in them.
     */
    private static final int WAYS = 4;

    /**
     * Once in so many times all texts of a set age, so that what was in steady use, and is no more, makes room as well.
     */
    private static final int AGING = 1024;

    /** So many texts are found without their hash code. */
    private static final int RECENT = 1024;

    private static final InspectedText NO_TEXT = new InspectedText(null, 0, Verdict.UNKNOWN);

    private final Dialect dialect;
    private final Inspector inspector;
    private final @Nullable InspectedText[] entries = new InspectedText[SLOTS];

    /**
     * One text for each {@link #glance}, the latest. A String made for one call does not know its hash code yet, and on
     * JDK 17 to compute it takes longer than all else; to compare it with the text that it most probably is does not.
     */
    private final @Nullable InspectedText[] recent = new InspectedText[RECENT];

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
    public Verdict verdict(@Nullable String sql) {
        return known(sql).inspected();
    }

    /**
     * What is known of a text.
     *
     * @param sql statement; null is allowed
     * @return never null; of the text or of one that equals it
     */
    public InspectedText known(@Nullable String sql) {
        if (sql == null) {
            return NO_TEXT;
        }
        int glance = glance(sql);
        InspectedText latest = recent[glance];
        if (latest != null && sql.equals(latest.sql())) {
            latest.want();
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
            if (entry != null && entry.hash() == hash && sql.equals(entry.sql())) {
                entry.want();
                return entry;
            }
        }
        return inspected(sql, hash, set);
    }

    private InspectedText inspected(String sql, int hash, int set) {
        InspectedText fresh = new InspectedText(sql, hash, inspector.inspect(sql));
        if (sql.length() <= MAX_LENGTH) {
            entries[way(set, hash)] = fresh;
        }
        return fresh;
    }

    /** The slot of a set for another text: a free one, else any of a text that was not asked for again. */
    private int way(int set, int hash) {
        // Other bits than those that choose the set.
        int mixed = (hash ^ hash >>> 15) * 0x85EB_CA6B;
        int any = mixed >>> 30;
        int unwanted = -1;
        for (int i = 0; i < WAYS; i++) {
            int way = set + (any + i) % WAYS;
            InspectedText entry = entries[way];
            if (entry == null) {
                return way;
            }
            if (unwanted < 0 && !entry.isWanted()) {
                unwanted = way;
            }
        }
        if (unwanted < 0 || (mixed >>> 12) % AGING == 0) {
            for (int way = set; way < set + WAYS; way++) {
                InspectedText entry = entries[way];
                if (entry != null) {
                    entry.age();
                }
            }
        }
        return unwanted < 0 ? set + any % WAYS : unwanted;
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
