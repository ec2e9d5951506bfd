// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.text.Modes;
import replicated.dialect.text.Syntax;

/**
 * Cuts a statement into tokens as the server of a dialect would, without allocating: one pass, every character is
 * looked at a bounded number of times, and the position only grows. Comments and white space are no tokens.
 *
 * <p>Where a text means different things under different settings of the server (backslashes in literals, executable
 * comments), {@link #ambiguous} says so and the text is read again under the other {@link #modes}. What no reading can
 * settle is a {@link #doubtful} text.
 *
 * <p>Not thread-safe: one instance reads one text once.
 */
final class Lexer {

    /** Kinds of tokens. Every other value is the punctuation character itself. */
    static final char END = 0;

    static final char WORD = 1;
    static final char QUOTED = 2;
    static final char STRING = 3;
    static final char NUMBER = 4;
    static final char PARAMETER = 5;
    static final char USER_VARIABLE = 6;
    static final char SYSTEM_VARIABLE = 7;

    /** Bytes of what may change the meaning of the quote after it: two characters, of which one may be beyond ASCII. */
    private static final int MAX_PREFIX = 4;

    private final Text text;
    private final int length;
    private final Vocabulary vocabulary;
    private final int syntax;
    private final int modes;
    private int at;
    private boolean inExecutable;
    private boolean inBrackets;

    /** What the vocabulary knows of the last token, if it was a name. */
    int word;
    /** Where the last name began and ended, without its quotes. */
    int wordStart;

    int wordEnd;
    /** A mode other than the given one would have read this text differently. */
    boolean ambiguous;
    /** The text holds something whose extent is not known for certain. */
    boolean doubtful;
    /** A literal, name or comment has no end. */
    boolean unterminated;

    Lexer(Text text, int syntax, Vocabulary vocabulary, int modes) {
        this.text = text;
        this.length = text.length;
        this.vocabulary = vocabulary;
        this.modes = modes;
        this.syntax = syntax;
    }

    /** Whether the dialect has something of {@link Syntax}. */
    private boolean has(int some) {
        return (syntax & some) != 0;
    }

    private int at(int index) {
        return text.at(index);
    }

    /** Reads the next token. */
    char next() {
        word = 0;
        while (at < length) {
            int c = at(at);
            if (c == ' ') {
                at++;
                continue;
            }
            switch (Characters.of(c)) {
                case Characters.LETTER -> {
                    return word();
                }
                case Characters.WIDE -> {
                    int space = has(Syntax.WIDE_SPACE) ? wideSpace(text.wide(at)) : 0;
                    if (space == 0) {
                        return word();
                    }
                    at += space;
                }
                case Characters.DIGIT -> {
                    return number();
                }
                case Characters.PUNCTUATION -> {
                    at++;
                    return (char) c;
                }
                case Characters.SPACE -> at++;
                case Characters.CONTROL -> {
                    doubtful = true;
                    at++;
                }
                default -> {
                    if (!comment(c)) {
                        return symbol(c);
                    }
                }
            }
        }
        unterminated |= inExecutable;
        return END;
    }

    /**
     * How many bytes a character beyond ASCII has if it is white space, else 0; for PostgreSQL and MySQL it is part of
     * a name.
     */
    private static int wideSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) ? c < 0x800 ? 2 : 3 : 0;
    }

    private char word() {
        int start = at;
        int end = text.nameEnd(start);
        while (end < length && at(end) >= 0x80 && !endsName(end)) {
            end = text.nameEnd(end + 1);
        }
        at = end;
        if (end - start <= MAX_PREFIX && end < length && prefixesLiteral(start)) {
            return STRING;
        }
        wordStart = start;
        wordEnd = end;
        word = vocabulary.find(text, start, end);
        return WORD;
    }

    /**
     * Whether a character beyond ASCII ends a name. Servers that fold names as Java does take three of them for i, s
     * and k.
     */
    private boolean endsName(int index) {
        if (!has(Syntax.WIDE_SPACE)) {
            return false;
        }
        char c = text.wide(index);
        doubtful |= c == '\u0131' || c == '\u017f' || c == '\u212a';
        return wideSpace(c) > 0;
    }

    /** {@code E'...'}, {@code U&'...'} and Oracle's {@code q'[...]'}: a short word directly before a quote changes what the quote means. */
    private boolean prefixesLiteral(int start) {
        int first = at(start);
        int after = at(at);
        boolean single = at - start == 1;
        if (after == '\'') {
            if (has(Syntax.ESCAPE_STRINGS) && single && (first == 'e' || first == 'E')) {
                string(true);
                return true;
            }
            int last = at(at - 1);
            doubtful |= has(Syntax.UNCERTAIN) && (last == 'q' || last == 'Q');
        } else if (has(Syntax.UNICODE_STRINGS)
                && single
                && after == '&'
                && (first == 'u' || first == 'U')
                && at + 1 < length) {
            int quote = at(at + 1);
            if (quote == '\'') {
                at++;
                string(false);
                return true;
            }
            // A name in Unicode escapes may be any name at all.
            doubtful |= quote == '"';
        }
        return false;
    }

    private char number() {
        while (at < length && (Characters.of(at(at)) == Characters.DIGIT || at(at) == '.')) {
            at++;
        }
        return NUMBER;
    }

    private char symbol(int c) {
        return switch (c) {
            case '\'' -> {
                doubtful |= inBrackets;
                string((modes & Modes.BACKSLASH_IN_SINGLE) != 0);
                yield STRING;
            }
            case '"' -> {
                doubtful |= inBrackets;
                yield quoted('"', (modes & Modes.BACKSLASH_IN_DOUBLE) != 0);
            }
            case '`' -> has(Syntax.BACKTICK_NAMES) ? quoted('`', false) : punctuation(c);
            case '$' -> dollar();
            case '@' -> has(Syntax.VARIABLES) ? variable() : punctuation(c);
            case '?' -> {
                at++;
                yield PARAMETER;
            }
            case '[', ']' -> {
                // SQL Server's [a'b] is a name: a quote between brackets may be no quote at all.
                inBrackets = c == '[' && has(Syntax.BRACKET_NAMES);
                yield punctuation(c);
            }
            case '#' -> {
                doubtful |= has(Syntax.HASH_VARIES);
                yield punctuation(c);
            }
            default -> punctuation(c);
        };
    }

    private char punctuation(int c) {
        at++;
        return (char) c;
    }

    private char variable() {
        at++;
        if (at < length && at(at) == '@') {
            at++;
            return SYSTEM_VARIABLE;
        }
        return USER_VARIABLE;
    }

    /**
     * Reads '...' from its first quote, and further parts of the same literal: whatever the first part makes of
     * backslashes, they do too. A bit string, B'...' or X'...', needs no rule of its own: with a backslash inside,
     * PostgreSQL refuses it.
     */
    private void string(boolean backslash) {
        do {
            part(backslash);
        } while (has(Syntax.CONTINUED_STRINGS) && goesOn());
    }

    /**
     * Whether a literal of PostgreSQL goes on, with its next quote as the current character: behind white space with a
     * line break in it. A comment up to the end of a line is such white space, one between slashes is not.
     */
    private boolean goesOn() {
        int next = at;
        boolean anotherLine = false;
        while (next < length) {
            int c = at(next);
            if (c == '-' && next + 1 < length && at(next + 1) == '-') {
                next = text.find(next, '\n', '\r');
            } else if (Characters.of(c) == Characters.SPACE) {
                anotherLine |= c == '\n' || c == '\r';
                next++;
            } else if (anotherLine && c == '\'') {
                at = next;
                return true;
            } else {
                return false;
            }
        }
        return false;
    }

    private void part(boolean backslash) {
        at = text.find(at + 1, '\'', '\\');
        while (at < length) {
            int c = at(at++);
            if (c == '\\' && at < length) {
                ambiguous |= at(at) == '\'';
                if (backslash) {
                    at++;
                }
            } else if (c == '\'') {
                if (at == length || at(at) != '\'') {
                    return;
                }
                at++;
            }
            at = text.find(at, '\'', '\\');
        }
        unterminated = true;
    }

    /** Reads "..." or `...`, name or literal: what follows decides whether it matters. */
    private char quoted(char quote, boolean backslash) {
        int start = ++at;
        while (at < length) {
            int c = at(at++);
            if (c == '\\' && quote == '"' && at < length) {
                ambiguous |= at(at) == '"';
                if (backslash) {
                    at++;
                }
            } else if (c == quote) {
                if (at == length || at(at) != quote) {
                    wordStart = start;
                    wordEnd = at - 1;
                    word = vocabulary.find(text, start, at - 1);
                    return QUOTED;
                }
                at++;
            }
        }
        unterminated = true;
        return QUOTED;
    }

    /** Parameters such as $1, dollar-quoted literals, names. */
    private char dollar() {
        if (has(Syntax.DOLLAR_IN_NAMES)) {
            return word();
        }
        int tagEnd = at + 1;
        if (tagEnd < length && Characters.of(at(tagEnd)) == Characters.DIGIT) {
            at++;
            number();
            return PARAMETER;
        }
        while (has(Syntax.DOLLAR_TAGS) && tagEnd < length && at(tagEnd) != '$' && Characters.mayBeInName(at(tagEnd))) {
            tagEnd++;
        }
        if (tagEnd == length || at(tagEnd) != '$') {
            at++;
            return '$';
        }
        doubtful |= has(Syntax.UNCERTAIN) || (has(Syntax.DOLLAR_AFTER_SPACE) && at > 0 && at(at - 1) > ' ');
        dollarQuoted(at, tagEnd - at + 1);
        return STRING;
    }

    private void dollarQuoted(int tag, int tagLength) {
        at = tag + tagLength;
        while (at < length) {
            if (at(at) != '$') {
                at = text.find(at, '$', '$');
                continue;
            }
            int matched = 1;
            while (matched < tagLength && at + matched < length && at(at + matched) == at(tag + matched)) {
                matched++;
            }
            if (matched == tagLength) {
                at += matched;
                return;
            }
            // No tag has a dollar inside, so what has matched cannot begin another match.
            at += matched;
        }
        unterminated = true;
    }

    /** Skips a comment if there is one here. */
    private boolean comment(int c) {
        int after = at + 1 < length ? at(at + 1) : END;
        return switch (c) {
            case '-' ->
                after == '-' && (!has(Syntax.DASHES_NEED_SPACE) || at + 2 >= length || at(at + 2) <= ' ') && line();
            case '#' -> has(Syntax.HASH_COMMENTS) && line();
            case '/' -> {
                doubtful |= has(Syntax.UNCERTAIN) && after == '/';
                yield after == '*' ? block() : has(Syntax.SLASH_COMMENTS) && after == '/' && line();
            }
            case '*' -> {
                if (!inExecutable || after != '/') {
                    yield false;
                }
                inExecutable = false;
                at += 2;
                yield true;
            }
            default -> false;
        };
    }

    private boolean line() {
        while ((at = text.find(at, '\n', '\r')) < length) {
            int c = at(at++);
            if (c == '\n') {
                break;
            }
            if (c == '\r' && has(Syntax.RETURN_ENDS_LINE)) {
                doubtful |= has(Syntax.UNCERTAIN) && (at == length || at(at) != '\n');
                break;
            }
        }
        return true;
    }

    private boolean block() {
        at += 2;
        if (has(Syntax.EXECUTABLE_COMMENTS) && executable()) {
            ambiguous = true;
            doubtful |= inExecutable;
            if ((modes & Modes.EXECUTABLE_COMMENTS) != 0) {
                inExecutable = true;
                return true;
            }
            skipBlock(true);
        } else {
            skipBlock(false);
        }
        return true;
    }

    /** Whether this is the start of an executable comment; if so, reads it and the version after it. */
    private boolean executable() {
        int mark = at;
        if (mark < length && (at(mark) == 'M' || at(mark) == 'm')) {
            mark++;
        }
        if (mark == length || at(mark) != '!') {
            return false;
        }
        at = mark + 1;
        int digits = 0;
        while (at < length && digits < 6 && Characters.of(at(at)) == Characters.DIGIT) {
            at++;
            digits++;
        }
        return true;
    }

    /**
     * Reads to the end of a comment. Whether comments nest differs between servers and versions of those not named
     * here.
     */
    private void skipBlock(boolean notExecuted) {
        int depth = 1;
        while (at + 1 < length) {
            int c = at(at);
            int after = at(at + 1);
            if (c == '*' && after == '/') {
                at += 2;
                if (--depth == 0) {
                    return;
                }
            } else if (c == '/' && after == '*') {
                at += 2;
                depth += has(Syntax.NESTED_COMMENTS) ? 1 : 0;
                doubtful |= notExecuted || has(Syntax.NESTING_VARIES);
            } else {
                at = text.find(at + 1, '*', '/');
            }
        }
        at = length;
        unterminated = true;
    }
}
