// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of a file as a page may show them, under the names of the file. Never holds a secret. Stateless. */
final class EffectiveConfig {

    private EffectiveConfig() {}

    /**
     * All keys of a block. Reads each of them, so that what is wrong with any is found.
     *
     * @param block with what is not given filled in
     * @return maps, lists, texts, numbers and booleans; without the keys that have neither a value nor a default
     */
    static Map<String, Object> of(Block block) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Key<?> key : block.keys()) {
            Object shown = shown(key, block.find(key));
            if (shown != null) {
                all.put(key.name(), shown);
            }
        }
        return Collections.unmodifiableMap(all);
    }

    private static @Nullable Object shown(Key<?> key, @Nullable Object value) {
        if (value instanceof Block block) {
            Map<String, Object> all = of(block);
            return all.isEmpty() ? null : all;
        }
        if (value instanceof Secret secret) {
            return secret.present() || key.hasDefault() ? secret.toString() : null;
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? null : names(map);
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() && !key.hasDefault() && !key.hasChildren() ? null : entries(list);
        }
        if (value instanceof Duration duration) {
            return Durations.print(duration);
        }
        if (value instanceof Enum<?> constant) {
            return Key.word(constant);
        }
        return value instanceof String text ? JdbcUrl.masked(text) : value;
    }

    /** Any of them may be a secret: drivers choose the names. */
    private static Map<String, Object> names(Map<?, ?> map) {
        Map<String, Object> names = new TreeMap<>();
        for (Object name : map.keySet()) {
            names.put(name.toString(), "***");
        }
        return names;
    }

    private static List<Object> entries(List<?> list) {
        List<Object> entries = new ArrayList<>();
        for (Object entry : list) {
            entries.add(entry instanceof Block block ? of(block) : JdbcUrl.masked(entry.toString()));
        }
        return entries;
    }
}
