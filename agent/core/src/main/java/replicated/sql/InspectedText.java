// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import org.jspecify.annotations.Nullable;

/**
 * A text and what it does. Thread-safe: what is kept of the last judge is immutable, and whoever sees an old one judges
 * anew.
 */
public final class InspectedText {

    private final @Nullable String sql;
    private final int hash;
    private final Verdict inspected;

    /** Since it was asked for again last, so often it may age and stay. */
    private static final byte WANTED = 2;

    /**
     * 0 as long as it was not asked for again. Written by whoever asks, and read as it comes: all that hangs on it is
     * which text makes room.
     */
    private byte wanted;

    /** Of the judge that was asked last; null before the first. */
    private @Nullable Judged judged;

    private record Judged(VerdictRefiner by, Verdict verdict) {}

    /**
     * A text that was inspected.
     *
     * @param sql the text; null for the verdict on null
     * @param hash its hash code
     * @param inspected what it does by what it says itself
     */
    public InspectedText(@Nullable String sql, int hash, Verdict inspected) {
        this.sql = sql;
        this.hash = hash;
        this.inspected = inspected;
    }

    /**
     * The text.
     *
     * @return null for the verdict on null
     */
    public @Nullable String sql() {
        return sql;
    }

    int hash() {
        return hash;
    }

    boolean isWanted() {
        return wanted > 0;
    }

    /** It was asked for again. Writes only what changes: threads share it. */
    void want() {
        if (wanted != WANTED) {
            wanted = WANTED;
        }
    }

    void age() {
        if (wanted > 0) {
            wanted--;
        }
    }

    /**
     * What it does by what it says itself.
     *
     * @return never null
     */
    public Verdict inspected() {
        return inspected;
    }

    /**
     * The verdict.
     *
     * @param judge the one in force; each is asked once as long as it stays the same
     * @return never null
     */
    public Verdict verdict(VerdictRefiner judge) {
        Judged known = judged;
        if (known == null || known.by != judge) {
            known = new Judged(judge, judge.judge(this));
            judged = known;
        }
        return known.verdict;
    }

    /**
     * The same text, known to write: a server has said so.
     *
     * @return another object
     */
    public InspectedText found() {
        return new InspectedText(sql, hash, Verdict.WRITE);
    }

    /**
     * Whether this is about a text, told by the object alone: to compare characters is for {@link VerdictCache}.
     *
     * @param text any, or null
     * @return {@code false} also for an equal text that is another object
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(@Nullable String text) {
        return sql == text;
    }
}
