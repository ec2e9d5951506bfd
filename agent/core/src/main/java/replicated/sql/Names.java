// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.dialect.text.Syntax;

/**
 * The names in a text: what it calls, what it reads or writes, and every other word. All in lower case, quoted or not,
 * since two names that differ in that alone are judged by the graver. Not thread-safe; made for one judgement and
 * dropped.
 */
public final class Names {

    /** Where servers with {@link Syntax#SHORT_NAMES} cut names off, in bytes. */
    private static final int MAX_LENGTH = 63;

    private final int syntax;
    final List<Name> called = new ArrayList<>();
    final List<Name> relations = new ArrayList<>();
    final Set<String> words = new HashSet<>();

    /** Cleared where the text can be read in several ways, or is not one statement. */
    boolean certain = true;

    /** It plainly changes rows of the relations that it names, and of no others. */
    boolean changes;

    /** It is a plain query. */
    boolean queries;

    Names(int syntax) {
        this.syntax = syntax;
    }

    /**
     * A name.
     *
     * @param qualifier what stands before it, with a dot between; null: nothing does
     * @param name in lower case
     * @param listed whether it is on the inspector's list of what a call of is harmless
     */
    public record Name(@Nullable String qualifier, String name, boolean listed) {}

    /**
     * What stands before a parenthesis, and may be a function.
     *
     * @return keywords and types among them, which are listed
     */
    public List<Name> called() {
        return called;
    }

    /**
     * What stands where a table or a view does.
     *
     * @return names of common table expressions among them
     */
    public List<Name> relations() {
        return relations;
    }

    /**
     * Every word and quoted name.
     *
     * @return keywords among them
     */
    public Set<String> words() {
        return words;
    }

    /**
     * Whether the text is one statement that plainly changes rows of some of {@link #relations}, and of nothing else.
     *
     * @return {@code false} in doubt
     */
    public boolean changesOnlyItsRelations() {
        return certain && changes && !relations.isEmpty();
    }

    /**
     * Whether the text is one plain query of {@link #relations}.
     *
     * @return {@code false} in doubt
     */
    public boolean queriesItsRelations() {
        return certain && queries && !relations.isEmpty();
    }

    /** A name as the server would look it up. */
    String text(Text text, int start, int end, char quote) {
        int from = start;
        if ((syntax & Syntax.DIGITS_IN_NAMES) != 0 && quote == 0) {
            // Which the lexer takes for a number.
            while (from > 0 && Characters.of(text.at(from - 1)) == Characters.DIGIT) {
                from--;
            }
        }
        String name = text.string(from, (syntax & Syntax.SHORT_NAMES) != 0 ? Math.min(end, from + MAX_LENGTH) : end);
        if (quote != 0) {
            name = name.replace("" + quote + quote, "" + quote);
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
