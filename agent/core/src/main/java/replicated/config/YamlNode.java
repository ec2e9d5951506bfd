// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A value of the file: a text, a list, or a mapping. Through an alias it may contain itself, so it is compared by
 * identity. Filled by whoever reads the file, and not changed after that.
 */
final class YamlNode {

    private enum Shape {
        TEXT,
        NOTHING,
        LIST,
        MAPPING
    }

    private final Shape shape;
    private final int line;
    private final String text;
    private final List<YamlNode> keys;
    private final List<YamlNode> values;

    private YamlNode(Shape shape, int line, String text, List<YamlNode> keys, List<YamlNode> values) {
        this.shape = shape;
        this.line = line;
        this.text = text;
        this.keys = keys;
        this.values = values;
    }

    /** A text; line from 1. */
    static YamlNode text(int line, String text) {
        return new YamlNode(Shape.TEXT, line, text, List.of(), List.of());
    }

    /** What stands for no value, as it is written: {@code key:}, {@code key: ~} or {@code key: null}. */
    static YamlNode nothing(int line, String text) {
        return new YamlNode(Shape.NOTHING, line, text, List.of(), List.of());
    }

    /** A list without entries yet. */
    static YamlNode list(int line) {
        return new YamlNode(Shape.LIST, line, "", List.of(), new ArrayList<>());
    }

    /** A mapping without keys yet. */
    static YamlNode mapping(int line) {
        return new YamlNode(Shape.MAPPING, line, "", new ArrayList<>(), new ArrayList<>());
    }

    /** Adds an entry to a list. */
    void add(YamlNode entry) {
        values.add(entry);
    }

    /** Adds a key to a mapping; the same key may be there already. */
    void add(YamlNode key, YamlNode value) {
        keys.add(key);
        values.add(value);
    }

    /** Whether it is a single text, or stands for no value. */
    boolean isText() {
        return shape == Shape.TEXT || shape == Shape.NOTHING;
    }

    /** Whether there is no value. */
    boolean isNothing() {
        return shape == Shape.NOTHING;
    }

    boolean isList() {
        return shape == Shape.LIST;
    }

    boolean isMapping() {
        return shape == Shape.MAPPING;
    }

    /** Line where it begins, from 1. */
    int line() {
        return line;
    }

    /** The text as written; empty for lists and mappings. */
    String text() {
        return text;
    }

    /** The keys of a mapping in the order of the file; empty for all others. */
    List<YamlNode> keys() {
        return keys;
    }

    /** The entries of a list, or the values of a mapping in the order of {@link #keys}. */
    List<YamlNode> values() {
        return values;
    }
}
