// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is gathered from a catalogue row by row. All names are in lower case, without their schema. Not thread-safe. */
public final class CatalogueFindings {

    private final Set<String> reading = new HashSet<>();
    private final Set<String> unproved = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final List<String> operators = new ArrayList<>();
    private final Set<String> words = new HashSet<>();
    private final Set<String> primaryRelations = new HashSet<>();
    private final Set<String> sequences = new HashSet<>();
    private final List<Defined> definedRelations = new ArrayList<>();
    private final List<Defined> definedWords = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();

    /**
     * A name and what is behind it.
     *
     * @param name in lower case
     * @param sql a query; null or empty: it is not shown
     */
    public record Defined(String name, @Nullable String sql) {}

    /**
     * A function; of those that share a name the gravest decides.
     *
     * @param name its name
     * @param proved whether it is known to only read
     */
    public void function(String name, boolean proved) {
        if (proved && !unproved.contains(name)) {
            reading.add(name);
        } else if (!proved) {
            unproved.add(name);
            reading.remove(name);
        }
    }

    /**
     * What stands before the name of a function that is not told by itself.
     *
     * @param name of the package
     */
    public void packageOfFunctions(String name) {
        packages.add(name);
    }

    /**
     * An operator with a function behind it that may do more than read.
     *
     * @param sign as it is written
     */
    public void operator(String sign) {
        operators.add(sign);
    }

    /**
     * A name that leads to such a function without a parenthesis.
     *
     * @param name of a type, or of a function of a row's type
     */
    public void word(String name) {
        words.add(name);
    }

    /**
     * A name with an expression that is run wherever the name stands.
     *
     * @param name of a type
     * @param sql the expression as a query; null: it is not shown
     */
    public void word(String name, @Nullable String sql) {
        definedWords.add(new Defined(name, sql));
    }

    /**
     * A view, or a table with an expression that is run wherever it is read.
     *
     * @param name its name
     * @param sql the query, or the expression as a query; null: it is not shown
     */
    public void relation(String name, @Nullable String sql) {
        definedRelations.add(new Defined(name, sql));
    }

    /**
     * A table whose rows replication does not carry.
     *
     * @param name its name
     */
    public void primaryRelation(String name) {
        primaryRelations.add(name);
    }

    /**
     * A sequence that can be read as a table.
     *
     * @param name its name
     */
    public void sequence(String name) {
        sequences.add(name);
    }

    /**
     * Something that could not be looked at.
     *
     * @param what for the log
     */
    public void hidden(String what) {
        hidden.add(what);
    }

    /**
     * Functions that only read, in all their overloads.
     *
     * @return names
     */
    public Set<String> reading() {
        return reading;
    }

    /**
     * Functions of which at least one overload is not known to only read.
     *
     * @return names
     */
    public Set<String> unproved() {
        return unproved;
    }

    /**
     * See {@link #packageOfFunctions}.
     *
     * @return names
     */
    public Set<String> packages() {
        return packages;
    }

    /**
     * See {@link #operator}.
     *
     * @return signs
     */
    public List<String> operators() {
        return operators;
    }

    /**
     * See {@link #word(String)}.
     *
     * @return names
     */
    public Set<String> words() {
        return words;
    }

    /**
     * See {@link #primaryRelation}.
     *
     * @return names
     */
    public Set<String> primaryRelations() {
        return primaryRelations;
    }

    /**
     * See {@link #sequence}.
     *
     * @return names
     */
    public Set<String> sequences() {
        return sequences;
    }

    /**
     * See {@link #relation}.
     *
     * @return in the order in which they were told
     */
    public List<Defined> definedRelations() {
        return definedRelations;
    }

    /**
     * See {@link #word(String, String)}.
     *
     * @return in the order in which they were told
     */
    public List<Defined> definedWords() {
        return definedWords;
    }

    /**
     * See {@link #hidden(String)}.
     *
     * @return empty: nothing was hidden
     */
    public List<String> hidden() {
        return hidden;
    }
}
