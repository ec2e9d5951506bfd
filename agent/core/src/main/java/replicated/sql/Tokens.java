// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.text.Keyword;

/**
 * The token being judged, with the one before and the one after it. Every rule of the inspector looks no further than
 * that, which keeps it to one pass whatever the text. Not thread-safe.
 */
final class Tokens {

    private final Lexer lexer;

    char previous = Lexer.END;
    int previousWord;
    char current = Lexer.END;
    int currentWord;
    char next;
    int nextWord;

    Tokens(Lexer lexer) {
        this.lexer = lexer;
        next = lexer.next();
        nextWord = lexer.word;
        advance();
    }

    void advance() {
        previous = current;
        previousWord = currentWord;
        current = next;
        currentWord = nextWord;
        if (next != Lexer.END) {
            next = lexer.next();
            nextWord = lexer.word;
        }
    }

    /** Whether the statement, not necessarily the text, is over. */
    boolean ended() {
        return current == Lexer.END || current == ';';
    }

    /** Whether the current token is the sign before the name of a variable. */
    boolean startsVariable() {
        return current == Lexer.USER_VARIABLE || current == Lexer.SYSTEM_VARIABLE;
    }

    /** The keyword that the current token is; a quoted name is none. */
    Keyword keyword() {
        return current == Lexer.WORD ? Vocabulary.keyword(currentWord) : Keyword.NONE;
    }

    Keyword nextKeyword() {
        return next == Lexer.WORD ? Vocabulary.keyword(nextWord) : Keyword.NONE;
    }

    Keyword previousKeyword() {
        return previous == Lexer.WORD ? Vocabulary.keyword(previousWord) : Keyword.NONE;
    }
}
