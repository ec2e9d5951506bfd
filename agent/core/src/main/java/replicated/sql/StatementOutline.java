// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.text.Modes;
import replicated.dialect.text.Syntax;

/**
 * A text as people may see it: without its literals, numbers, parameters and comments, which may hold secrets. Where
 * its servers might read it in more than one way it ends before the first quote. Stateless.
 */
final class StatementOutline {

    private static final int MAX = 300;

    private StatementOutline() {}

    /**
     * The outline.
     *
     * @param text as the application sent it
     * @param lexer of the text, at its beginning
     * @param syntax of the dialect
     * @param possible modes that the server may be in
     * @return one line of at most some 300 characters
     */
    static String of(Text text, Lexer lexer, int syntax, int possible) {
        StringBuilder out = new StringBuilder();
        int quoted = -1;
        boolean joined = true;
        boolean number = false;
        char token = lexer.next();
        while (token != Lexer.END && out.length() < MAX) {
            if (token == Lexer.WORD && number && isRestOfNumber(text, lexer)) {
                token = lexer.next();
                continue;
            }
            boolean tight = token == ',' || token == ')' || token == '.' || token == ';' || (token == '(' && joined);
            if (out.length() > 0 && !tight && !endsTight(out)) {
                out.append(' ');
            }
            boolean literal =
                    token == Lexer.STRING || (token == Lexer.QUOTED && mayBeLiteral(text, lexer, syntax, possible));
            if (quoted < 0 && (literal || token == Lexer.QUOTED)) {
                quoted = out.length();
            }
            switch (token) {
                case Lexer.WORD -> out.append(text.part(lexer.wordStart, lexer.wordEnd));
                case Lexer.QUOTED -> out.append(literal ? "?" : text.part(lexer.wordStart - 1, lexer.wordEnd + 1));
                case Lexer.STRING, Lexer.NUMBER, Lexer.PARAMETER -> out.append('?');
                case Lexer.USER_VARIABLE, Lexer.SYSTEM_VARIABLE -> out.append("@?");
                default -> out.append(token);
            }
            number = token == Lexer.NUMBER;
            joined = token == Lexer.WORD || token == Lexer.QUOTED;
            token = lexer.next();
        }
        while (token != Lexer.END) {
            // To the end: what comes last may say that all was read wrongly.
            token = lexer.next();
            if (out.charAt(out.length() - 1) != '\u2026') {
                out.append(" \u2026");
            }
        }
        boolean doubtful = lexer.ambiguous || lexer.doubtful || lexer.unterminated;
        if (doubtful) {
            out.setLength(Math.max(quoted, 0));
            out.append(" \u2026");
        }
        return out.toString().strip();
    }

    /** Of 0xff and 1e5 the lexer's number is the first digits, and the rest is as much of a literal. */
    private static boolean isRestOfNumber(Text text, Lexer lexer) {
        int before = text.at(lexer.wordStart - 1);
        return before == '.' || Characters.of(before) == Characters.DIGIT;
    }

    private static boolean endsTight(StringBuilder out) {
        char last = out.charAt(out.length() - 1);
        return last == '(' || last == '.';
    }

    private static boolean mayBeLiteral(Text text, Lexer lexer, int syntax, int possible) {
        return text.at(lexer.wordStart - 1) == '"'
                && ((possible & Modes.BACKSLASH_IN_DOUBLE) != 0 || (syntax & Syntax.UNCERTAIN) != 0);
    }
}
