// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@link Keys}, for those who read by them and know no key. Immutable. */
final class KeyTable {

    private final List<Key<?>> rows;
    private final Map<String, Map<String, Key<?>>> byParent = new LinkedHashMap<>();

    /** @param rows in the order of the reference */
    KeyTable(List<Key<?>> rows) {
        this.rows = List.copyOf(rows);
        for (Key<?> key : rows) {
            Map<String, Key<?>> siblings = byParent.get(key.parent());
            if (siblings == null) {
                siblings = new LinkedHashMap<>();
                byParent.put(key.parent(), siblings);
            }
            siblings.put(key.name(), key);
        }
    }

    /** All keys, in the order of the reference. */
    List<Key<?>> rows() {
        return rows;
    }

    /**
     * The keys of a block.
     *
     * @param parent path of the block; empty for the top level
     * @return by name, in the order of the table; empty if there is no such block
     */
    Map<String, Key<?>> under(String parent) {
        return byParent.getOrDefault(parent, Map.of());
    }
}
