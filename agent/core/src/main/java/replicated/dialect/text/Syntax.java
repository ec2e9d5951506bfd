// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/**
 * In what the SQL of one database is read otherwise than that of another; bits, since the inspector looks at them for
 * each character. A text without any is read as the standard has it. No thread touches it.
 */
public final class Syntax {

    /**
     * It is not known which server it is: whatever servers differ in makes a text doubtful, and nothing proves more
     * than a plain query.
     */
    public static final int UNCERTAIN = 1;

    /** No server refuses what was let through, so that a call of an unknown function is no read. */
    public static final int UNGUARDED = 1 << 1;

    /** White space beyond ASCII separates words, and names are folded as Java does it. */
    public static final int WIDE_SPACE = 1 << 2;

    /** E'...' has backslashes. */
    public static final int ESCAPE_STRINGS = 1 << 3;

    /** A literal goes on in the next line. */
    public static final int CONTINUED_STRINGS = 1 << 4;

    /** {@code U&'...'} is a literal, and {@code U&"..."} may be any name. */
    public static final int UNICODE_STRINGS = 1 << 5;

    /** `...` is a name. */
    public static final int BACKTICK_NAMES = 1 << 6;

    /** [...] may be a name, so that a quote in it may be none. */
    public static final int BRACKET_NAMES = 1 << 7;

    /** &#64;x and &#64;&#64;x are variables. */
    public static final int VARIABLES = 1 << 8;

    /** A name may hold a dollar sign, and no literal begins with one. */
    public static final int DOLLAR_IN_NAMES = 1 << 9;

    /** $tag$...$tag$ is a literal; without this only $$...$$ is. */
    public static final int DOLLAR_TAGS = 1 << 10;

    /** Versions differ in whether $$ needs white space before it. */
    public static final int DOLLAR_AFTER_SPACE = 1 << 11;

    /** # begins a comment up to the end of the line. */
    public static final int HASH_COMMENTS = 1 << 12;

    /** # may begin a comment, or not. */
    public static final int HASH_VARIES = 1 << 13;

    /** // begins a comment up to the end of the line. */
    public static final int SLASH_COMMENTS = 1 << 14;

    /** -- begins a comment only with white space after it. */
    public static final int DASHES_NEED_SPACE = 1 << 15;

    /** A carriage return alone ends a line. */
    public static final int RETURN_ENDS_LINE = 1 << 16;

    /** A comment may begin with an exclamation mark and be executed. */
    public static final int EXECUTABLE_COMMENTS = 1 << 17;

    /** Comments nest. */
    public static final int NESTED_COMMENTS = 1 << 18;

    /** Versions differ in whether comments nest. */
    public static final int NESTING_VARIES = 1 << 19;

    /** A name may begin with digits. */
    public static final int DIGITS_IN_NAMES = 1 << 20;

    /** Names are cut off after 63 bytes. */
    public static final int SHORT_NAMES = 1 << 21;

    /** Statements that change the schema are part of the transaction; without this they commit. */
    public static final int TRANSACTIONAL_SCHEMA = 1 << 22;

    /** BEGIN and END are those of a transaction, and never of a block. */
    public static final int BEGIN_OF_TRANSACTION = 1 << 23;

    /** To begin a transaction commits the one that is open. */
    public static final int BEGIN_COMMITS = 1 << 24;

    /** USE sets the schema for the session. */
    public static final int USE_SCHEMA = 1 << 25;

    /** EXPLAIN also describes tables, and other connections. */
    public static final int EXPLAIN_TABLES = 1 << 26;

    /** A GLOBAL TEMPORARY table is everybody's; without this the word says nothing. */
    public static final int GLOBAL_TEMPORARY = 1 << 27;

    /** SET LOCAL, SET, RESET and SHOW are of settings of the transaction or the session. */
    public static final int SETTINGS = 1 << 28;

    /** SET is of the whole database, with exceptions. */
    public static final int DATABASE_SETTINGS = 1 << 29;

    /** What SHOW does not tell of the catalogue, it tells of the server. */
    public static final int SHOWS_SERVER = 1 << 30;

    private Syntax() {}
}
