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

import replicated.dialect.Dialect;

/**
 * SET, RESET and SHOW. A setting may be set again on another connection only if its text alone gives the same value there, and
 * if it does not undo that a replica's session is read-only. Not thread-safe.
 */
final class SettingRules {

    private final Tokens tokens;
    private final Dialect dialect;

    SettingRules(Tokens tokens, Dialect dialect) {
        this.tokens = tokens;
        this.dialect = dialect;
    }

    /** Reads from the token after SET to the end of the statement. */
    int set() {
        if (dialect == Dialect.OTHER) {
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
        if (dialect == Dialect.POSTGRESQL) {
            return switch (keyword) {
                case LOCAL -> SESSION | LOCAL;
                case TRANSACTION -> TRANSACTION;
                default -> SESSION;
            };
        }
        if (dialect == Dialect.H2) {
            return tokens.current == Lexer.USER_VARIABLE
                            || keyword == Keyword.SESSION
                            || keyword == Keyword.TRANSACTION
                            || (tokens.currentWord & (Vocabulary.SESSION_SETTING | Vocabulary.TRANSACTION_SETTING)) != 0
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
        if ((tokens.currentWord & Vocabulary.TRANSACTION_SETTING) != 0) {
            // Turning autocommit on commits what is open.
            found |= TRANSACTION | PINS | IMPLICIT_COMMIT;
        }
        return found;
    }

    /** Reads from the token after RESET. All settings at once would include those that keep a replica's session read-only. */
    int reset() {
        if (dialect != Dialect.POSTGRESQL) {
            return toEnd(WRITE | IMPLICIT_COMMIT);
        }
        int found = tokens.keyword() == Keyword.ALL ? PRIMARY | PINS : SESSION | setWord();
        return toEnd(found);
    }

    /** Reads from the token after SHOW: what replicates may be read anywhere, what one server is set to or doing may not. */
    int show() {
        int found = switch (dialect) {
            // With a dot it is the application's own, and set in this session.
            case POSTGRESQL -> tokens.next == '.' ? 0 : SERVER;
            case MYSQL, MARIADB -> isShown() ? 0 : SERVER;
            case H2 -> isShown() ? 0 : PRIMARY;
            case OTHER -> UNKNOWN;
        };
        return toEnd(found);
    }

    private boolean isShown() {
        while (switch (tokens.keyword()) {
            case GLOBAL, SESSION, MODIFIER -> true;
            default -> false;
        }) {
            tokens.advance();
        }
        return (tokens.currentWord & Vocabulary.SHOWN) != 0 || tokens.keyword() == Keyword.CREATE;
    }

    private int toEnd(int found) {
        while (!tokens.ended()) {
            tokens.advance();
        }
        return found;
    }
}
