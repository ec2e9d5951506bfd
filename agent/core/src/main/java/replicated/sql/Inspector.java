// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.Dialect;
import replicated.dialect.text.TextRules;

/**
 * Reads the text of a statement and says whether it may run on a replica. Immutable and thread-safe; it never throws,
 * and its time is linear in the length of the text, whatever the text.
 *
 * <p>It is conservative: what it does not prove to be a pure read is not one, with one exception that is made on
 * purpose. A function that it does not know, in a query that is otherwise a pure read, is the server's catalogue's to
 * judge where there is one: {@link Verdict#callsUnlisted} tells. What no catalogue says is listed by name among the
 * dialect's words ({@link TextRules#words}): functions of the server itself that <em>succeed</em> on a standby and are
 * wrong there (advisory locks, the state of a session, effects outside the database). On H2 and on databases not known
 * by name there is no catalogue to ask, so there only functions known to be harmless are.
 *
 * <p>Functions of PostgreSQL itself ({@code pg_...}) are harmless only if listed as such. A statement behind
 * {@code EXECUTE} cannot be seen from here, and therefore is UNKNOWN.
 *
 * <p>Several statements in one text are never a read. A text that means different things under different settings of
 * the server (backslash escapes, executable comments) is read in each way that is possible, and what any reading finds
 * counts.
 */
public final class Inspector {

    private final int syntax;
    private final Vocabulary vocabulary;
    private final int usual;
    private final int possible;

    /**
     * An inspector for one dialect.
     *
     * @param dialect whose rules apply
     */
    public Inspector(Dialect dialect) {
        TextRules rules = dialect.text();
        syntax = rules.syntax();
        vocabulary = Vocabulary.of(dialect);
        usual = rules.usualModes();
        possible = rules.possibleModes();
    }

    /**
     * Inspects a text.
     *
     * @param sql statement as the application gave it, JDBC escapes and parameter marks included; null is allowed
     * @return never null; unknown for null
     */
    public Verdict inspect(String sql) {
        return inspect(sql, 0);
    }

    /**
     * Inspects a text whose calls are known to do no more than read, those excepted that are listed as something else.
     *
     * @param sql statement; null is allowed
     * @return never null
     */
    public Verdict inspectBesidesCalls(String sql) {
        return inspect(sql, Evidence.CALLS | Evidence.CALLS_UNGUARDED);
    }

    private Verdict inspect(String sql, int excused) {
        if (sql == null) {
            return Verdict.UNKNOWN;
        }
        Text text = new Text(sql);
        Lexer lexer = lexer(text, usual);
        int found = read(lexer) | (lexer.unterminated ? Evidence.UNKNOWN : 0);
        if (lexer.ambiguous) {
            found |= otherReadings(text);
        }
        return Verdict.of(found & ~(Evidence.SEVERAL | excused));
    }

    /** Reads one text in one way; for a test that counts. */
    int read(Lexer lexer) {
        int found = new StatementReader(lexer, syntax).read();
        return lexer.doubtful ? found | Evidence.UNKNOWN : found;
    }

    /**
     * The names in a text, in whichever way it can be read.
     *
     * @param sql statement
     * @return never null
     */
    public Names names(String sql) {
        Text text = new Text(sql);
        Names names = new Names(syntax);
        Lexer lexer = lexer(text, usual);
        NameReader.read(text, lexer, names);
        if (lexer.ambiguous) {
            names.certain = false;
            for (int modes = 0; modes <= possible; modes++) {
                if (modes != usual && (modes & ~possible) == 0) {
                    NameReader.read(text, lexer(text, modes), names);
                }
            }
        }
        return names;
    }

    /**
     * A text as people may see it.
     *
     * @param sql statement
     * @return one line without literals, numbers, parameters and comments, cut where it is long
     */
    public String outline(String sql) {
        Text text = new Text(sql);
        return StatementOutline.of(text, lexer(text, usual), syntax, possible);
    }

    private Lexer lexer(Text text, int modes) {
        return new Lexer(text, syntax, vocabulary, modes);
    }

    private int otherReadings(Text text) {
        int found = 0;
        for (int modes = 0; modes <= possible; modes++) {
            if (modes == usual || (modes & ~possible) != 0) {
                continue;
            }
            Lexer lexer = lexer(text, modes);
            int other = read(lexer);
            // A server that reads an open literal refuses the text, except for statements that stand before it.
            if (!lexer.unterminated || (other & Evidence.SEVERAL) != 0) {
                found |= other;
            }
        }
        return found;
    }
}
