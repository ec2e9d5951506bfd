// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static replicated.sql.Evidence.BEGINS;
import static replicated.sql.Evidence.COMMITS;
import static replicated.sql.Evidence.IMPLICIT_COMMIT;
import static replicated.sql.Evidence.PINS;
import static replicated.sql.Evidence.PRIMARY;
import static replicated.sql.Evidence.ROLLS_BACK;
import static replicated.sql.Evidence.SESSION;
import static replicated.sql.Evidence.SEVERAL;
import static replicated.sql.Evidence.TRANSACTION;
import static replicated.sql.Evidence.UNKNOWN;
import static replicated.sql.Evidence.WRITE;

import replicated.dialect.text.Keyword;
import replicated.dialect.text.Syntax;

/** Tells statements by their first words and hands the rest to the rules of their kind. Not thread-safe. */
final class StatementReader {

    private final Tokens tokens;
    private final int syntax;
    private final QueryRules query;
    private final SettingRules settings;
    /** What statements that change the schema do to the open transaction. */
    private final int definition;

    private boolean defines;

    StatementReader(Lexer lexer, int syntax) {
        tokens = new Tokens(lexer);
        this.syntax = syntax;
        query = new QueryRules(tokens, syntax);
        settings = new SettingRules(tokens, syntax);
        definition = has(Syntax.TRANSACTIONAL_SCHEMA) ? 0 : IMPLICIT_COMMIT;
    }

    private boolean has(int some) {
        return (syntax & some) != 0;
    }

    /** Reads the whole text. */
    int read() {
        int found = statement();
        while (tokens.current == ';') {
            tokens.advance();
            if (!tokens.ended()) {
                boolean body = defines;
                int further = statement();
                // What follows a semicolon inside a routine's body is not run now.
                found |= UNKNOWN | IMPLICIT_COMMIT | PINS | SEVERAL | (body ? 0 : further);
            }
        }
        return found;
    }

    private int statement() {
        boolean parenthesis = tokens.current == '(';
        while (tokens.current == '(') {
            tokens.advance();
        }
        if (tokens.current == '{') {
            return jdbcCall();
        }
        Keyword verb = tokens.keyword();
        tokens.advance();
        int found = parenthesis ? query(verb) : verb(verb);
        while (!tokens.ended()) {
            tokens.advance();
        }
        return found;
    }

    /** The statement that begins with this verb; the current token is the one after it. */
    private int verb(Keyword verb) {
        return switch (verb) {
            case SELECT, WITH, VALUES, TABLE -> query(verb);
            case INSERT, UPDATE, DELETE, MERGE -> WRITE;
            case EXPLAIN -> explain();
            case SHOW -> settings.show();
            case SET -> settings.set();
            case RESET -> settings.reset();
            case USE -> has(Syntax.USE_SCHEMA) ? SESSION : UNKNOWN | PINS;
            case BEGIN -> begin();
            case START -> tokens.keyword() == Keyword.TRANSACTION ? begins() : WRITE | definition;
            case COMMIT -> commit();
            case END -> has(Syntax.BEGIN_OF_TRANSACTION) ? commit() : UNKNOWN;
            case ROLLBACK -> rollback();
            case SAVEPOINT -> TRANSACTION;
            case PREPARE ->
                tokens.keyword() == Keyword.TRANSACTION || tokens.keyword() == Keyword.COMMIT
                        ? WRITE | COMMITS
                        : PRIMARY | PINS;
            case XA -> xa();
            case CALL -> WRITE | IMPLICIT_COMMIT;
            case EXECUTE -> UNKNOWN | PINS | IMPLICIT_COMMIT;
            case CREATE, DROP -> definition();
            case ALTER ->
                has(Syntax.UNCERTAIN) && tokens.keyword() == Keyword.SESSION ? PRIMARY | PINS : WRITE | definition;
            case DEFINITION, ANALYZE -> WRITE | definition;
            case SESSION_BOUND -> has(Syntax.UNCERTAIN) ? UNKNOWN | PINS : PRIMARY | PINS;
            case LOCK -> PRIMARY | PINS | definition;
            case SERVER_BOUND -> PRIMARY;
            default -> UNKNOWN;
        };
    }

    private int query(Keyword verb) {
        int found = switch (verb) {
            case SELECT, WITH, VALUES, TABLE -> 0;
            default -> UNKNOWN;
        };
        return found | query.rest();
    }

    /** {call ...} and {?= call ...}; anything else that begins with a brace is not JDBC. */
    private int jdbcCall() {
        while (!tokens.ended()) {
            tokens.advance();
        }
        return WRITE | IMPLICIT_COMMIT;
    }

    /** Without ANALYZE nothing runs, but planning a change is still nothing for a replica. */
    private int explain() {
        boolean runs = false;
        boolean options = false;
        while (!tokens.ended()) {
            Keyword keyword = tokens.keyword();
            if (keyword == Keyword.ANALYZE) {
                runs = true;
            } else if (tokens.current == '(' && !options) {
                options = switch (tokens.nextKeyword()) {
                    case SELECT, WITH, VALUES, TABLE -> false;
                    default -> tokens.next != '(';
                };
            } else if (tokens.current == ')') {
                options = false;
            } else if (!options && !explainOption(keyword)) {
                break;
            }
            tokens.advance();
        }
        Keyword verb = tokens.keyword();
        if (has(Syntax.EXPLAIN_TABLES) && verb == Keyword.FOR) {
            return PRIMARY;
        }
        if (has(Syntax.EXPLAIN_TABLES) && (tokens.current == Lexer.QUOTED || verb == Keyword.NONE)) {
            return query.rest();
        }
        tokens.advance();
        int found = verb(verb);
        if (has(Syntax.UNCERTAIN)) {
            return found | UNKNOWN;
        }
        return runs || (found & WRITE) == 0 ? found : PRIMARY;
    }

    private boolean explainOption(Keyword keyword) {
        return keyword == Keyword.MODIFIER
                || tokens.current == '='
                || tokens.current == Lexer.STRING
                || (keyword == Keyword.FOR && tokens.previousKeyword() == Keyword.MODIFIER);
    }

    /** BEGIN of a transaction, or of a block that may hold anything. */
    private int begin() {
        if (has(Syntax.BEGIN_OF_TRANSACTION) || tokens.ended()) {
            return begins();
        }
        return switch (tokens.keyword()) {
            case WORK, TRANSACTION -> begins();
            default -> WRITE | IMPLICIT_COMMIT | PINS;
        };
    }

    private int begins() {
        return TRANSACTION | BEGINS | (has(Syntax.BEGIN_COMMITS) ? IMPLICIT_COMMIT : 0);
    }

    private int commit() {
        if (tokens.keyword() == Keyword.PREPARED) {
            return WRITE | COMMITS;
        }
        return TRANSACTION | COMMITS | chained();
    }

    private int rollback() {
        int found = TRANSACTION | ROLLS_BACK;
        if (tokens.keyword() == Keyword.PREPARED) {
            return WRITE;
        }
        if (tokens.keyword() == Keyword.WORK || tokens.keyword() == Keyword.TRANSACTION) {
            tokens.advance();
        }
        if (tokens.keyword() == Keyword.TO) {
            return TRANSACTION;
        }
        return found | chained();
    }

    /** AND CHAIN opens the next transaction; AND NO CHAIN does not. */
    private int chained() {
        while (!tokens.ended()) {
            if (tokens.keyword() == Keyword.CHAIN) {
                return tokens.previousKeyword() == Keyword.NO ? 0 : BEGINS;
            }
            tokens.advance();
        }
        return 0;
    }

    private int xa() {
        int found = PRIMARY | PINS;
        return switch (tokens.keyword()) {
            case BEGIN, START -> found | BEGINS;
            case COMMIT -> found | WRITE | COMMITS;
            case ROLLBACK -> found | ROLLS_BACK;
            default -> found;
        };
    }

    /** CREATE and DROP: a temporary table belongs to the session and leaves the transaction alone. */
    private int definition() {
        defines = true;
        boolean global = false;
        while (!tokens.ended()) {
            switch (tokens.keyword()) {
                case TEMPORARY -> {
                    return global && has(Syntax.GLOBAL_TEMPORARY) ? WRITE | definition : PRIMARY | PINS | changes();
                }
                case GLOBAL -> global = true;
                case OR, INSERT, LOCAL -> {}
                default -> {
                    return WRITE | definition;
                }
            }
            tokens.advance();
        }
        return UNKNOWN;
    }

    private int changes() {
        int found = 0;
        while (!tokens.ended()) {
            switch (tokens.keyword()) {
                case INSERT, UPDATE, DELETE, MERGE -> found |= query.dataChange();
                default -> {}
            }
            tokens.advance();
        }
        return found;
    }
}
