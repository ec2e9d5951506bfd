// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.other;

import replicated.dialect.text.Modes;
import replicated.dialect.text.StandardWords;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.TextRules;
import replicated.dialect.text.WordList;

/** Texts for a server of whose SQL nothing is known: only what is a read everywhere is one. */
public final class OtherText implements TextRules {

    /** Stateless. */
    public OtherText() {}

    @Override
    public int syntax() {
        return Syntax.UNCERTAIN
                | Syntax.UNGUARDED
                | Syntax.WIDE_SPACE
                | Syntax.UNICODE_STRINGS
                | Syntax.BACKTICK_NAMES
                | Syntax.BRACKET_NAMES
                | Syntax.VARIABLES
                | Syntax.HASH_VARIES
                | Syntax.RETURN_ENDS_LINE
                | Syntax.NESTING_VARIES
                | Syntax.GLOBAL_TEMPORARY;
    }

    @Override
    public int possibleModes() {
        return Modes.BACKSLASH_IN_SINGLE | Modes.BACKSLASH_IN_DOUBLE;
    }

    @Override
    public WordList words() {
        return StandardWords.strict();
    }
}
