// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.util.List;
import java.util.Set;

/**
 * What one look at a server's catalogue has shown. All names are in lower case and without their schema: of several
 * that share a name the gravest decides. Immutable.
 *
 * @param known whether the catalogue was asked at all
 * @param reading functions that only read, in all their overloads
 * @param unproved functions of which at least one overload is not known to only read; those of the server itself are
 *     not among them
 * @param packages what stands before the name of a function that is not listed by itself
 * @param operators operators with such a function behind them
 * @param words names that lead to such a function without a parenthesis: types with a cast or a check, functions of a
 *     row's type
 * @param callingRelations views and tables that cannot be read without calling such a function
 * @param primaryRelations tables whose rows replication does not carry, and what leads to them
 * @param sequences that can be read as a table
 */
record Facts(
        boolean known,
        Set<String> reading,
        Set<String> unproved,
        Set<String> packages,
        List<String> operators,
        Set<String> words,
        Set<String> callingRelations,
        Set<String> primaryRelations,
        Set<String> sequences) {

    /** Where there is a catalogue, and it has not been asked yet. */
    static final Facts NOT_YET = nothing(false);

    /** Where there is none. */
    static final Facts NONE = nothing(true);

    private static Facts nothing(boolean known) {
        return new Facts(known, Set.of(), Set.of(), Set.of(), List.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** In a few words, for the log. */
    String described() {
        return unproved.size() + " function(s) that may do more than read, " + callingRelations.size()
                + " view(s) or table(s) that call such, " + primaryRelations.size()
                + " relation(s) that replicas do not have";
    }
}
