// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static replicated.sql.Evidence.CALLS;
import static replicated.sql.Evidence.CALLS_UNGUARDED;
import static replicated.sql.Evidence.PINS;
import static replicated.sql.Evidence.PRIMARY;
import static replicated.sql.Evidence.SERVER;
import static replicated.sql.Evidence.UNKNOWN;
import static replicated.sql.Evidence.WRITE;

import replicated.dialect.text.Keyword;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.WordMeaning;

/** What inside a query keeps it from being a pure read, wherever in it that stands. Not thread-safe. */
final class QueryRules {

    private final Tokens tokens;
    private final boolean strict;
    private boolean inSystemVariable;

    QueryRules(Tokens tokens, int syntax) {
        this.tokens = tokens;
        strict = (syntax & Syntax.UNGUARDED) != 0;
    }

    /** Reads from the current token to the end of the statement. */
    int rest() {
        int found = 0;
        while (!tokens.ended()) {
            // Most tokens are names of the application's own and signs between them.
            if (tokens.currentWord != 0
                    || tokens.next == '('
                    || strict
                    || inSystemVariable
                    || tokens.startsVariable()) {
                found |= token();
            }
            tokens.advance();
        }
        return found;
    }

    private int token() {
        return switch (tokens.current) {
            case Lexer.WORD -> word(tokens.currentWord);
            case Lexer.QUOTED -> name(tokens.currentWord);
            case Lexer.USER_VARIABLE -> PRIMARY | PINS;
            case Lexer.SYSTEM_VARIABLE -> {
                inSystemVariable = true;
                yield strict ? PRIMARY : 0;
            }
            case '.' -> 0;
            default -> {
                inSystemVariable = false;
                // A name in brackets, called.
                yield strict && tokens.current == ']' && tokens.next == '(' ? UNKNOWN : 0;
            }
        };
    }

    private int word(int word) {
        int found = name(word);
        return switch (Vocabulary.keyword(word)) {
            case FOR -> found | lockingClause();
            case LOCK -> tokens.nextKeyword() == Keyword.IN ? found | PRIMARY : found;
            case INTO -> found | into();
            case INSERT, UPDATE, DELETE, MERGE -> found | dataChange();
            case NEXT -> tokens.nextKeyword() == Keyword.VALUE ? found | PRIMARY : found;
            case SEQUENCE_VALUE -> tokens.previous == '.' ? found | PRIMARY : found;
            default -> found;
        };
    }

    private int name(int word) {
        int found = (word & WordMeaning.NAME_PRIMARY) != 0 ? PRIMARY : 0;
        if (inSystemVariable && tokens.next != '.') {
            inSystemVariable = false;
            return found | systemVariable(word);
        }
        if (tokens.next == '(') {
            return found | call(word);
        }
        return (word & WordMeaning.NAME_SERVER) != 0 ? found | SERVER : found;
    }

    private int systemVariable(int word) {
        if ((word & WordMeaning.VARIABLE_PRIMARY) != 0) {
            return PRIMARY;
        }
        return strict || (word & WordMeaning.VARIABLE_PLAIN) != 0 ? 0 : SERVER;
    }

    private int call(int word) {
        int found = 0;
        if ((word & WordMeaning.CALL_PRIMARY) != 0) {
            found |= PRIMARY;
        }
        if ((word & WordMeaning.CALL_SERVER) != 0) {
            found |= SERVER;
        }
        if ((word & WordMeaning.CALL_PINS) != 0) {
            found |= PINS;
        }
        if ((word & WordMeaning.CALL_WRITE) != 0) {
            found |= WRITE;
        }
        if ((word & WordMeaning.CALL_UNKNOWN) != 0) {
            found |= UNKNOWN;
        }
        if (found == 0 && mayDoAnything(word)) {
            found = strict ? CALLS_UNGUARDED : CALLS;
        }
        return found;
    }

    /** A function that is not known by name; the names after WITH and AS are given here, not called. */
    private boolean mayDoAnything(int word) {
        if (tokens.previous == '.') {
            return true;
        }
        return (word & WordMeaning.HARMLESS_CALL) == 0
                && switch (tokens.previousKeyword()) {
                    case WITH, RECURSIVE, AS -> false;
                    default -> true;
                };
    }

    /** FOR UPDATE, FOR NO KEY UPDATE, FOR SHARE, FOR KEY SHARE; not the FOR of SUBSTRING(x FROM 1 FOR 2). */
    private int lockingClause() {
        return switch (tokens.nextKeyword()) {
            case UPDATE, SHARE, NO, KEY -> PRIMARY;
            default -> 0;
        };
    }

    /** SELECT ... INTO makes a table, writes a file, or sets variables. */
    private int into() {
        return switch (tokens.next) {
            case Lexer.USER_VARIABLE -> PRIMARY | PINS;
            default -> tokens.nextKeyword() == Keyword.TEMPORARY ? WRITE | PINS : WRITE;
        };
    }

    /** A verb that changes data, unless it plainly names a column or a function, or belongs to FOR [NO KEY] UPDATE. */
    int dataChange() {
        if (namesColumn()) {
            return 0;
        }
        return switch (tokens.keyword()) {
            case INSERT -> tokens.next == '(' ? 0 : WRITE;
            case UPDATE ->
                switch (tokens.previousKeyword()) {
                    case FOR, KEY -> 0;
                    default -> WRITE;
                };
            default -> WRITE;
        };
    }

    private boolean namesColumn() {
        return switch (tokens.previous) {
            case '.', ',', '=', '<', '>', '+', '-', '*', '/', '|', '%' -> true;
            case Lexer.WORD -> (tokens.previousWord & WordMeaning.COLUMN_FOLLOWS) != 0;
            default -> false;
        };
    }
}
