// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.util.Set;
import replicated.dialect.text.Modes;
import replicated.dialect.text.ServerViews;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.TextRules;
import replicated.dialect.text.WordList;

/** Texts of MySQL and MariaDB (manuals, "Language Structure"). */
final class BinlogText implements TextRules {

    private static final ServerViews VIEWS = new ServerViews(
            words(BinlogServerWords.SCHEMAS),
            words(BinlogServerWords.REPLICATED),
            words(BinlogServerWords.COUNTED),
            null);

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+", -1));
    }

    @Override
    public int syntax() {
        return Syntax.BACKTICK_NAMES
                | Syntax.VARIABLES
                | Syntax.DOLLAR_IN_NAMES
                | Syntax.HASH_COMMENTS
                | Syntax.DASHES_NEED_SPACE
                | Syntax.EXECUTABLE_COMMENTS
                | Syntax.DIGITS_IN_NAMES
                | Syntax.BEGIN_COMMITS
                | Syntax.USE_SCHEMA
                | Syntax.EXPLAIN_TABLES
                | Syntax.GLOBAL_TEMPORARY
                | Syntax.SHOWS_SERVER;
    }

    @Override
    public int usualModes() {
        return Modes.BACKSLASH_IN_SINGLE | Modes.BACKSLASH_IN_DOUBLE | Modes.EXECUTABLE_COMMENTS;
    }

    @Override
    public WordList words() {
        return BinlogWords.list();
    }

    @Override
    public ServerViews serverViews() {
        return VIEWS;
    }
}
