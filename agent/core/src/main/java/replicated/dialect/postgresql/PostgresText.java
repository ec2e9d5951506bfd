// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.util.Set;
import replicated.dialect.text.Modes;
import replicated.dialect.text.ServerViews;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.TextRules;
import replicated.dialect.text.WordList;

/** Texts of PostgreSQL (manual, chapter 4). */
final class PostgresText implements TextRules {

    private static final ServerViews VIEWS = new ServerViews(Set.of(), Set.of(), Set.of(), "current_setting");

    @Override
    public int syntax() {
        return Syntax.ESCAPE_STRINGS
                | Syntax.CONTINUED_STRINGS
                | Syntax.UNICODE_STRINGS
                | Syntax.DOLLAR_TAGS
                | Syntax.RETURN_ENDS_LINE
                | Syntax.NESTED_COMMENTS
                | Syntax.SHORT_NAMES
                | Syntax.TRANSACTIONAL_SCHEMA
                | Syntax.BEGIN_OF_TRANSACTION
                | Syntax.SETTINGS;
    }

    /** {@code standard_conforming_strings}. */
    @Override
    public int possibleModes() {
        return Modes.BACKSLASH_IN_SINGLE;
    }

    @Override
    public WordList words() {
        return PostgresWords.list();
    }

    @Override
    public ServerViews serverViews() {
        return VIEWS;
    }
}
