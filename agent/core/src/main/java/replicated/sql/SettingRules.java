// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static replicated.sql.Evidence.IMPLICIT_COMMIT;
import static replicated.sql.Evidence.LOCAL;
import static replicated.sql.Evidence.PINS;
import static replicated.sql.Evidence.PRIMARY;
import static replicated.sql.Evidence.SERVER;
import static replicated.sql.Evidence.SESSION;
import static replicated.sql.Evidence.TRANSACTION;
import static replicated.sql.Evidence.UNKNOWN;
import static replicated.sql.Evidence.WRITE;

import replicated.dialect.text.Keyword;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.WordMeaning;

/**
 * SET, RESET and SHOW. A setting may be set again on another connection only if its text alone gives the same value
 * there, and if it does not undo that a replica's session is read-only. Not thread-safe.
 */
final class SettingRules {

    private final Tokens tokens;
    private final int syntax;

    SettingRules(Tokens tokens, int syntax) {
        this.tokens = tokens;
        this.syntax = syntax;
    }

    private boolean has(int some) {
        return (syntax & some) != 0;
    }

    /** Reads from the token after SET to the end of the statement. */
    int set() {
        if (has(Syntax.UNCERTAIN)) {
            return toEnd(PRIMARY | PINS);
        }
        int found = first();
        boolean value = false;
        while (!tokens.ended()) {
            switch (tokens.current) {
                case Lexer.WORD -> found |= setWord();
                case '=' -> value = true;
                case ',' -> value = false;
                case '(', Lexer.PARAMETER, Lexer.USER_VARIABLE -> found |= PRIMARY | PINS;
                case Lexer.SYSTEM_VARIABLE -> found |= value ? PRIMARY | PINS : 0;
                default -> {}
            }
            tokens.advance();
        }
        return found;
    }

    /** What the first word after SET makes of the statement. */
    private int first() {
        Keyword keyword = tokens.keyword();
        if (has(Syntax.SETTINGS)) {
            return switch (keyword) {
                case LOCAL -> SESSION | LOCAL;
                case TRANSACTION -> TRANSACTION;
                default -> SESSION;
            };
        }
        if (has(Syntax.DATABASE_SETTINGS)) {
            return tokens.current == Lexer.USER_VARIABLE
                            || keyword == Keyword.SESSION
                            || keyword == Keyword.TRANSACTION
                            || (tokens.currentWord & (WordMeaning.SESSION_SETTING | WordMeaning.TRANSACTION_SETTING))
                                    != 0
                    ? SESSION
                    : WRITE;
        }
        return switch (keyword) {
            case DEFAULT -> WRITE;
            case STATEMENT -> UNKNOWN;
            case TRANSACTION -> TRANSACTION;
            default -> SESSION;
        };
    }

    private int setWord() {
        int found = switch (tokens.keyword()) {
            case GLOBAL, PERSIST -> WRITE;
            case CHARACTERISTICS -> TRANSACTION | PINS;
            case TRANSACTION -> tokens.previousKeyword() == Keyword.SET ? TRANSACTION : TRANSACTION | PINS;
            case UNREPEATABLE, SNAPSHOT -> PRIMARY | PINS;
            case SELECT -> PRIMARY | PINS;
            default -> 0;
        };
        if ((tokens.currentWord & WordMeaning.TRANSACTION_SETTING) != 0) {
            // Turning autocommit on commits what is open.
            found |= TRANSACTION | PINS | IMPLICIT_COMMIT;
        }
        return found;
    }

    /**
     * Reads from the token after RESET. All settings at once would include those that keep a replica's session
     * read-only.
     */
    int reset() {
        if (!has(Syntax.SETTINGS)) {
            return toEnd(WRITE | IMPLICIT_COMMIT);
        }
        int found = tokens.keyword() == Keyword.ALL ? PRIMARY | PINS : SESSION | setWord();
        return toEnd(found);
    }

    /**
     * Reads from the token after SHOW: what replicates may be read anywhere, what one server is set to or doing may
     * not.
     */
    int show() {
        int found;
        if (has(Syntax.UNCERTAIN)) {
            found = UNKNOWN;
        } else if (has(Syntax.SETTINGS)) {
            // With a dot it is the application's own, and set in this session.
            found = tokens.next == '.' ? 0 : SERVER;
        } else if (isShown()) {
            found = 0;
        } else {
            found = has(Syntax.SHOWS_SERVER) ? SERVER : PRIMARY;
        }
        return toEnd(found);
    }

    private boolean isShown() {
        while (switch (tokens.keyword()) {
            case GLOBAL, SESSION, MODIFIER -> true;
            default -> false;
        }) {
            tokens.advance();
        }
        return (tokens.currentWord & WordMeaning.SHOWN) != 0 || tokens.keyword() == Keyword.CREATE;
    }

    private int toEnd(int found) {
        while (!tokens.ended()) {
            tokens.advance();
        }
        return found;
    }
}
