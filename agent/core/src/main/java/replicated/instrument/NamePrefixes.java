// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What the names of classes may begin with, asked for each class that is loaded: by halving, however many there are.
 * Immutable.
 */
final class NamePrefixes {

    /** In order; none begins with another, so only the last one that is not beyond a name can be its beginning. */
    private final String[] prefixes;

    /**
     * Some prefixes.
     *
     * @param prefixes in any order
     */
    NamePrefixes(List<String> prefixes) {
        List<String> shortest = new ArrayList<>();
        for (String prefix : new TreeSet<>(prefixes)) {
            if (shortest.isEmpty() || !prefix.startsWith(shortest.get(shortest.size() - 1))) {
                shortest.add(prefix);
            }
        }
        this.prefixes = shortest.toArray(new String[0]);
    }

    /** Whether a name begins with one of them. */
    boolean begin(String name) {
        int place = Arrays.binarySearch(prefixes, name);
        return place >= 0 || (place < -1 && name.startsWith(prefixes[-place - 2]));
    }
}
