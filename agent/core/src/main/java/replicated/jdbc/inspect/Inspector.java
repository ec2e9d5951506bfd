package replicated.jdbc.inspect;

import replicated.position.Dialect;

/**
 * Reads the text of a statement and says whether it may run on a replica. Immutable and thread-safe; it never throws, and
 * its time is linear in the length of the text, whatever the text.
 *
 * <p>It is conservative: what it does not prove to be a pure read is not one, with one exception that is made on purpose.
 * A function that it does not know, in a query that is otherwise a pure read, counts as harmless on PostgreSQL, MySQL
 * and MariaDB: should it write, the read-only session and the server refuse it, and the statement is run again on
 * the primary. To call it a write would cost applications with stored functions most of their reads. What that net does not catch
 * is listed by name in {@link WordLists}: functions that <em>succeed</em> on a standby and are wrong there (advisory locks, the
 * state of a session, effects outside the database). On H2 and on databases not known by name nothing refuses
 * reliably, so there only functions known to be harmless are.
 *
 * <p>Functions of PostgreSQL itself ({@code pg_...}) are harmless only if listed as such. A stored function that takes an advisory
 * lock cannot be seen from here; nor can a statement behind {@code EXECUTE}, which therefore is UNKNOWN.
 *
 * <p>Several statements in one text are never a read. A text that means different things under different settings of the server
 * (backslash escapes, executable comments) is read in each way that is possible, and what any reading finds counts.
 */
public final class Inspector {

    private final Dialect dialect;
    private final Vocabulary vocabulary;
    private final int usual;
    private final int possible;

    /**
     * An inspector for one dialect.
     *
     * @param dialect whose rules apply
     */
    public Inspector(Dialect dialect) {
        this.dialect = dialect;
        vocabulary = Vocabulary.of(dialect);
        usual = Modes.usual(dialect);
        possible = Modes.possible(dialect);
    }

    /**
     * Inspects a text.
     *
     * @param sql statement as the application gave it, JDBC escapes and parameter marks included; null is allowed
     * @return never null; unknown for null
     */
    public Verdict inspect(String sql) {
        if (sql == null) {
            return Verdict.UNKNOWN;
        }
        Text text = new Text(sql);
        Lexer lexer = lexer(text, usual);
        int found = read(lexer) | (lexer.unterminated ? Evidence.UNKNOWN : 0);
        if (lexer.ambiguous) {
            found |= otherReadings(text);
        }
        return Verdict.of(found & ~Evidence.SEVERAL);
    }

    /** Reads one text in one way; for a test that counts. */
    int read(Lexer lexer) {
        int found = new StatementReader(lexer, dialect).read();
        return lexer.doubtful ? found | Evidence.UNKNOWN : found;
    }

    private Lexer lexer(Text text, int modes) {
        return new Lexer(text, dialect, vocabulary, modes);
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
