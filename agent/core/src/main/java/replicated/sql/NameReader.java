// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.dialect.text.WordMeaning;
import replicated.sql.Names.Name;

/**
 * Finds the names in a text. It knows no grammar, only what stands before and after: where that is not enough, it
 * rather finds a call or a relation too many. Takes memory by the length of the text, and is for texts that were not
 * seen before. Not thread-safe.
 */
final class NameReader {

    private final Names names;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    /** A token; the text of all but names is empty. */
    private record Token(char kind, int word, String text) {

        static final Token NONE = new Token(Lexer.END, 0, "");

        /** Most tokens of a long text are signs and parameters, of which one each is enough. */
        private static final Token[] SIGNS = new Token[128];

        static Token sign(char kind) {
            if (kind >= SIGNS.length) {
                return new Token(kind, 0, "");
            }
            Token known = SIGNS[kind];
            if (known == null) {
                known = new Token(kind, 0, "");
                SIGNS[kind] = known;
            }
            return known;
        }

        boolean isName() {
            return kind == Lexer.WORD || kind == Lexer.QUOTED;
        }

        /** Whether it is this word, and not a quoted name. */
        boolean is(String other) {
            return kind == Lexer.WORD && text.equals(other);
        }
    }

    /** What is between two parentheses. */
    private static final class Level {

        /** The token before it. */
        final Token before;

        /** The one before that. */
        final Token earlier;

        /** A comma is followed by another relation. */
        boolean inFrom;

        /** A relation comes next. */
        boolean expected;

        /** A comma is followed by another common table expression. */
        boolean inWith;

        Level(Token before, Token earlier) {
            this.before = before;
            this.earlier = earlier;
        }

        /** Another clause begins, or another statement within. */
        void ends(boolean statement) {
            inFrom = false;
            expected = false;
            inWith &= !statement;
        }

        /** EXTRACT(year FROM x) and its kin have a FROM that is no clause. */
        boolean isArgument() {
            return switch (before.text()) {
                case "extract", "substring", "substr", "trim", "overlay", "position" -> true;
                default -> false;
            };
        }
    }

    private NameReader(Names names) {
        this.names = names;
    }

    /** Adds what one reading of a text finds. */
    static void read(Text text, Lexer lexer, Names names) {
        NameReader reader = new NameReader(names);
        for (char kind = lexer.next(); kind != Lexer.END; kind = lexer.next()) {
            if (kind == Lexer.WORD) {
                reader.add(kind, lexer.word, names.text(text, lexer.wordStart, lexer.wordEnd, (char) 0));
            } else if (kind == Lexer.QUOTED && !lexer.unterminated) {
                char quote = (char) text.at(lexer.wordStart - 1);
                reader.add(kind, lexer.word, names.text(text, lexer.wordStart, lexer.wordEnd, quote));
            } else {
                reader.tokens.add(Token.sign(kind));
            }
        }
        reader.read();
    }

    private void add(char kind, int word, String name) {
        tokens.add(new Token(kind, word, name));
    }

    private Token at(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.NONE;
    }

    private void read() {
        Level level = new Level(Token.NONE, Token.NONE);
        Level closed = null;
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            switch (token.kind()) {
                case '(' -> {
                    levels.push(level);
                    Level inner = new Level(at(at - 1), at(at - 2));
                    // FROM (a JOIN b ...), as well as a subquery.
                    inner.inFrom = level.expected;
                    inner.expected = level.expected;
                    level.expected = false;
                    level = inner;
                }
                case ')' -> {
                    closed = level;
                    level = levels.isEmpty() ? new Level(Token.NONE, Token.NONE) : levels.pop();
                }
                case ',' -> level.expected = level.inFrom;
                case ';' -> {
                    if (at + 1 < tokens.size()) {
                        names.certain = false;
                    }
                }
                case Lexer.WORD, Lexer.QUOTED -> {
                    if (!token.text().isEmpty()) {
                        names.words.add(token.text());
                    }
                    name(at, token, level, closed);
                }
                default -> {}
            }
        }
        note();
    }

    private void name(int at, Token token, Level level, @Nullable Level closed) {
        boolean clause = token.kind() == Lexer.WORD && clause(at, token, level);
        if (!clause && level.expected && !isModifier(token)) {
            if (at(at + 1).kind() == '.') {
                // Its qualifier.
                return;
            }
            level.expected = false;
            if (at(at + 1).kind() != '(' || isTarget(at)) {
                names.relations.add(named(at, token));
                return;
            }
        }
        if (at(at + 1).kind() == '(' && mayCall(at, level, closed)) {
            names.called.add(named(at, token));
        }
    }

    /** INSERT INTO t (columns). */
    private boolean isTarget(int at) {
        int first = at;
        while (at(first - 1).kind() == '.') {
            first -= 2;
        }
        return at(first - 1).is("into");
    }

    private Name named(int at, Token token) {
        boolean qualified = at(at - 1).kind() == '.';
        boolean listed = (token.word() & (WordMeaning.HARMLESS_CALL | WordMeaning.CALL_SERVER)) != 0;
        return new Name(qualified ? at(at - 2).text() : null, token.text(), listed);
    }

    /** Whether a word begins a clause; if so, notes what comes next in it. */
    private boolean clause(int at, Token token, Level level) {
        Token before = at(at - 1);
        if (before.kind() == '.') {
            return false;
        }
        switch (token.text()) {
            case "from" -> {
                if (!level.isArgument() && !before.is("distinct")) {
                    level.inFrom = true;
                    level.expected = true;
                }
            }
            case "join", "straight_join", "apply" -> {
                level.inFrom = true;
                level.expected = true;
            }
            case "update" -> {
                if (!before.is("for")
                        && !before.is("key")
                        && !before.is("do")
                        && at(at + 1).isName()) {
                    level.inFrom = true;
                    level.expected = true;
                }
            }
            case "into", "table" -> level.expected = true;
            case "using" -> level.expected = at(at + 1).kind() != '(';
            case "with" -> level.inWith = before.kind() == Lexer.END || before.kind() == '(';
            case "select", "values", "delete", "merge" -> level.ends(true);
            case "insert" -> {
                if (at(at + 1).kind() != '(') {
                    level.ends(true);
                }
            }
            case "where",
                    "group",
                    "order",
                    "having",
                    "limit",
                    "offset",
                    "fetch",
                    "union",
                    "intersect",
                    "except",
                    "window",
                    "set",
                    "returning" -> level.ends(false);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What may stand between FROM and a relation. */
    private static boolean isModifier(Token token) {
        if (token.kind() != Lexer.WORD) {
            return false;
        }
        return switch (token.text()) {
            case "only",
                    "lateral",
                    "ignore",
                    "low_priority",
                    "high_priority",
                    "delayed",
                    "quick",
                    "if",
                    "not",
                    "exists",
                    "rows",
                    "oj",
                    "outer",
                    "inner",
                    "left",
                    "right",
                    "full",
                    "cross",
                    "natural",
                    "unlogged",
                    "temp",
                    "temporary" -> true;
            default -> false;
        };
    }

    /** Whether what stands before a parenthesis can be called: what is named or given columns there is not. */
    private boolean mayCall(int at, Level level, @Nullable Level closed) {
        Token before = at(at - 1);
        if (before.kind() == ')') {
            // (SELECT ...) name (columns); but DISTINCT ON (columns) f(x), OPERATOR(+) f(x), TOP (1) f(x).
            return closed == null
                    || (closed.before.is("on") && closed.earlier.is("distinct"))
                    || closed.before.is("operator")
                    || closed.before.is("top");
        }
        return !before.is("as")
                && !before.is("with")
                && !before.is("recursive")
                && !before.is("tablesample")
                && !(before.kind() == ',' && level.inWith);
    }

    /** Tells what kind of statement it is, where that is plain. */
    private void note() {
        boolean into = false;
        for (Token token : tokens) {
            if (token.is("with") || token.is("call") || token.kind() == '{') {
                return;
            }
            into |= token.is("into");
        }
        switch (at(0).kind() == Lexer.WORD ? at(0).text() : "") {
            case "insert", "replace", "merge" ->
                names.changes = at(1).is("into") || (isModifier(at(1)) && at(2).is("into"));
            case "update" -> names.changes = at(1).isName();
            case "delete" -> names.changes = at(1).is("from");
            case "select" -> names.queries = !into;
            default -> {}
        }
    }
}
