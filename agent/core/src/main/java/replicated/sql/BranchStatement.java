// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement about a branch of a distributed transaction, as the drivers of MySQL and MariaDB send it ({@code XA START
 * 0x61,0x62,0x1}). Immutable.
 *
 * @param verb what is done
 * @param branch the branch, as it is written; two that are written alike are one
 * @param goesOn whether it begins again what it has left before ({@code RESUME}, {@code JOIN})
 */
public record BranchStatement(Verb verb, String branch, boolean goesOn) {

    /** What is done with a branch. */
    public enum Verb {
        /** What runs from here on belongs to it. */
        START,
        /** What runs from here on does not. */
        END,
        /** It can be committed from here on, by whatever connection. */
        PREPARE,
        /** Ends it, and what it has written is there for all. */
        COMMIT,
        /** Ends it, and nothing is left of it. */
        ROLLBACK,
        /** Asks which ones are prepared. */
        RECOVER
    }

    /** A branch's name has 128 bytes at most, each of them two characters where a driver writes it; the rest is ours. */
    private static final int LONGEST = 400;

    private static final Pattern TEXT = Pattern.compile(
            "XA\\s++(START|BEGIN|END|PREPARE|COMMIT|ROLLBACK|RECOVER)\\b\\s*+([^;\\s][^;]*?)?"
                    + "\\s*(ONE\\s+PHASE|JOIN|RESUME|SUSPEND(?:\\s+FOR\\s+MIGRATE)?)?",
            Pattern.CASE_INSENSITIVE);

    /**
     * Whether a text may be such a statement. Of others it says so at a glance, and loads nothing.
     *
     * @param sql null: none
     * @return {@code false}: {@link #of} would return null
     */
    public static boolean mayBe(@Nullable String sql) {
        return sql != null
                && sql.length() > 3
                && (sql.charAt(0) | 0x20) == 'x'
                && (sql.charAt(1) | 0x20) == 'a'
                && sql.charAt(2) <= ' ';
    }

    /**
     * Reads a text.
     *
     * @param sql null: none
     * @return null: it is no such statement, or not written as drivers write it, or not alone in its text
     */
    public static @Nullable BranchStatement of(@Nullable String sql) {
        if (sql == null || !mayBe(sql) || sql.length() > LONGEST) {
            return null;
        }
        Matcher read = TEXT.matcher(sql.strip());
        if (!read.matches()) {
            return null;
        }
        String verb = read.group(1).toUpperCase(Locale.ROOT);
        String branch = read.group(2) == null ? "" : read.group(2);
        String option = read.group(3) == null ? "" : read.group(3).toUpperCase(Locale.ROOT);
        return new BranchStatement(
                verb.equals("BEGIN") ? Verb.START : Verb.valueOf(verb),
                branch,
                option.equals("JOIN") || option.equals("RESUME"));
    }
}
