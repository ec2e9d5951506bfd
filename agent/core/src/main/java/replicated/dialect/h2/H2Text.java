// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.h2;

import replicated.dialect.text.StandardWords;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.TextRules;
import replicated.dialect.text.WordList;

/** Texts of H2. */
final class H2Text implements TextRules {

    @Override
    public int syntax() {
        return Syntax.UNGUARDED
                | Syntax.WIDE_SPACE
                | Syntax.UNICODE_STRINGS
                | Syntax.BACKTICK_NAMES
                | Syntax.BRACKET_NAMES
                | Syntax.VARIABLES
                | Syntax.DOLLAR_AFTER_SPACE
                | Syntax.HASH_VARIES
                | Syntax.SLASH_COMMENTS
                | Syntax.RETURN_ENDS_LINE
                | Syntax.NESTED_COMMENTS
                | Syntax.NESTING_VARIES
                | Syntax.GLOBAL_TEMPORARY
                | Syntax.DATABASE_SETTINGS;
    }

    @Override
    public WordList words() {
        return StandardWords.strict();
    }
}
