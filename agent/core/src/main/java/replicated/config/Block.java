// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.config.Key.Kind;

/**
 * A mapping of the file, read by the table of keys. What cannot be used is noted in the {@link Problems} of the
 * document and read as if it were not there, so that one run finds everything. Of one thread.
 */
final class Block {

    /** Those who look for a property of HikariCP here are told which of them there are. */
    private static final String POOL = "replicas[].pool";

    /** Most blocks of a large file are rules, which have a few keys. */
    private static final int FEW = 4;

    private final Document document;
    private final Block root;
    private final String path;
    private final String shown;
    private final Map<String, Key<?>> keys;
    private final int line;
    private final @Nullable Block inherited;
    private final Map<String, Pair> pairs = new LinkedHashMap<>(FEW);

    /** What {@link #get} has given: each value is read once, so that each problem is found once. */
    private final Map<String, Object> values = new LinkedHashMap<>(FEW);

    /** A key with its value, as the file has them. */
    private record Pair(YamlNode key, YamlNode value) {}

    /**
     * A block.
     *
     * @param document what all blocks of the file share
     * @param root the top level; null for the top level itself
     * @param path of the block in the table of keys; empty for the top level
     * @param shown path for error texts
     * @param node the mapping; null for a block that is not in the file
     * @param line line where the block begins, from 1
     * @param inherited where keys that are missing here are looked up; null: their defaults count
     */
    private Block(
            Document document,
            @Nullable Block root,
            String path,
            String shown,
            @Nullable YamlNode node,
            int line,
            @Nullable Block inherited) {
        this.document = document;
        this.root = root == null ? this : root;
        this.path = path;
        this.shown = shown;
        this.keys = document.table().under(path);
        this.line = line;
        this.inherited = inherited;
        if (node != null) {
            for (int i = 0; i < node.keys().size(); i++) {
                take(node.keys().get(i), node.values().get(i));
            }
        }
    }

    /** The top level of the file; null as node: an empty one. */
    static Block root(Document document, @Nullable YamlNode node) {
        return new Block(document, null, "", "", node, node == null ? 0 : 1, null);
    }

    private void take(YamlNode key, YamlNode value) {
        int at = key.line();
        if (!key.isText()) {
            document.problems().add(at, shown, "expected keys, but found a list or mapping as a key");
            return;
        }
        String name = LegacyTerms.ours(key.text());
        if (!keys.containsKey(name)) {
            unknown(at, key.text());
            return;
        }
        Pair first = pairs.putIfAbsent(name, new Pair(key, value));
        if (first != null) {
            complain(at, name, "given twice, first on line " + first.key().line() + "; keep one of them");
        }
    }

    private void unknown(int at, String typed) {
        int colon = typed.indexOf(':');
        if (colon >= 0) {
            // What follows could be a password.
            String start = Document.plain(typed.substring(0, colon));
            document.problems().add(at, shownPath(start), "unknown key; is the space after the colon missing?");
        } else {
            document.problems().add(at, shownPath(Document.plain(typed)), meant(LegacyTerms.ours(typed)));
        }
    }

    private String meant(String name) {
        if (path.isEmpty() && name.equals("primary")) {
            // The closest word would be a key of something else.
            return "unknown key; the primary is the application's own data source and is not written here";
        }
        String near = ClosestWord.to(name, keys.keySet());
        if (near != null) {
            return "unknown key; did you mean " + near + "?";
        }
        if (path.equals(POOL)) {
            return "cannot be set here; what can be set are " + String.join(", ", keys.keySet())
                    + ". All else is the agent's own business or as in the application's own pool";
        }
        Set<String> places = new LinkedHashSet<>();
        for (Key<?> key : document.table().rows()) {
            if (key.name().equals(name)) {
                places.add(place(key));
            }
        }
        if (!places.isEmpty()) {
            return "unknown key here; it belongs to " + String.join(" or ", places);
        }
        return "unknown key; known here are " + String.join(", ", keys.keySet());
    }

    private static String place(Key<?> key) {
        return key.parent().isEmpty() ? "the top level" : key.parent().replace("[]", "");
    }

    /** Line where the block begins, from 1. */
    int line() {
        return line;
    }

    /** Line of a key, or of the block where the key is not given. */
    int line(Key<?> key) {
        Pair given = pairs.get(key.name());
        return given == null ? line : given.key().line();
    }

    /** Whether the key is in the file, in this very block. */
    boolean has(Key<?> key) {
        return pairs.containsKey(key.name());
    }

    private @Nullable YamlNode node(Key<?> key) {
        Pair given = pairs.get(key.name());
        return given == null ? null : given.value();
    }

    /** The value of a key as the file has it; null if it is not given, or is more than a text. */
    @Nullable
    String written(Key<?> key) {
        YamlNode node = node(key);
        return node == null || !node.isText() ? null : node.text();
    }

    /** Whether none of its keys is in the file. */
    boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Keys that a block of this kind may have, in the order of the table. */
    Iterable<Key<?>> keys() {
        return keys.values();
    }

    /** Notes a problem with a key. */
    void complain(Key<?> key, String text) {
        complain(line(key), key.name(), text);
    }

    private void complain(int at, String name, String text) {
        document.problems().add(at, shownPath(name), text);
    }

    private String shownPath(String name) {
        return shown.isEmpty() ? name : shown + "." + name;
    }

    /**
     * The value of a key that always has one.
     *
     * @param key one of this block, with a default, or of a block, a list or a map
     * @return as given; else as inherited, else its default. For a block that is not given an empty one, for lists and
     *     maps an empty one
     */
    <T> T get(Key<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException(key.path() + " has no default");
        }
        return value;
    }

    /**
     * The value of a key that may have none.
     *
     * @param key one of this block
     * @return as {@link #get}; null where it is not given, or not acceptable, and has no default
     */
    <T> @Nullable T find(Key<T> key) {
        if (!values.containsKey(key.name())) {
            values.put(key.name(), read(key));
        }
        Object value = values.get(key.name());
        return value == null ? null : key.type().cast(value);
    }

    /** Gives a key a value that follows from others. */
    <T> void set(Key<T> key, T value) {
        values.put(key.name(), value);
    }

    /** The keys that are given, as texts, in the order of the file. */
    Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : pairs.keySet()) {
            Key<?> key = keys.get(name);
            Object value = key == null ? null : find(key);
            if (value != null) {
                given.put(name, value.toString());
            }
        }
        return given;
    }

    private @Nullable Object read(Key<?> key) {
        YamlNode node = node(key);
        if (node == null && key.missing() != null) {
            complain(key, key.missing());
        }
        if (node != null && inherited != null && key.ofClient()) {
            complain(
                    key,
                    "belongs to the client, who has one bookmark for all databases; set it in the top level's " + path);
        }
        return switch (key.kind()) {
            case BLOCK -> block(key, node);
            case BLOCKS -> blocks(key, node);
            case TEXTS -> node == null ? absent(key) : texts(key, node);
            case MAP -> map(key, node);
            default -> scalar(key, node);
        };
    }

    private @Nullable Object scalar(Key<?> key, @Nullable YamlNode node) {
        Object value = node == null ? null : given(key, node);
        return value == null ? absent(key) : value;
    }

    /** Null, and a problem noted, if what is given is not acceptable. */
    private @Nullable Object given(Key<?> key, YamlNode node) {
        String text = fill(key, node);
        return text == null ? null : value(key, node, text);
    }

    /** What counts where the key is not given. */
    private @Nullable Object absent(Key<?> key) {
        if (inherited != null) {
            return inherited.find(key);
        }
        return key.like() == null ? key.byDefault() : ofTopLevel(key.like());
    }

    private @Nullable Object ofTopLevel(String name) {
        Key<?> key = root.keys.get(name);
        return key == null ? null : root.find(key);
    }

    private List<String> texts(Key<?> key, YamlNode node) {
        Set<String> texts = new LinkedHashSet<>();
        if (node.isList()) {
            for (YamlNode entry : node.values()) {
                Object value = given(key, entry);
                if (value != null) {
                    texts.add((String) value);
                }
            }
        } else {
            unlessNothing(key, node);
        }
        return List.copyOf(texts);
    }

    /** Keys of the operator's own choice. */
    private Map<String, String> map(Key<?> key, @Nullable YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (node != null && node.isMapping()) {
            for (int i = 0; i < node.keys().size(); i++) {
                YamlNode name = node.keys().get(i);
                String text = fill(key, node.values().get(i));
                if (!name.isText()) {
                    unexpected(key, node);
                } else if (text != null && texts.put(name.text(), text) != null) {
                    complain(name.line(), key.name(), "the same property twice; keep one of them");
                }
            }
        } else {
            unlessNothing(key, node);
        }
        return texts;
    }

    private Block block(Key<?> key, @Nullable YamlNode node) {
        YamlNode mapping = node != null && node.isMapping() ? node : null;
        if (mapping == null) {
            unlessNothing(key, node);
        }
        Block fallback = key.like() == null ? null : (Block) ofTopLevel(key.like());
        return new Block(document, root, key.children(), shownPath(key.name()), mapping, line(key), fallback);
    }

    private List<Block> blocks(Key<?> key, @Nullable YamlNode node) {
        List<Block> blocks = new ArrayList<>();
        if (node != null && node.isList()) {
            for (YamlNode entry : node.values()) {
                int at = entry.line();
                if (entry.isMapping()) {
                    blocks.add(new Block(document, root, key.children(), shownPath(key.name()), entry, at, null));
                } else {
                    String first = document.table()
                            .under(key.children())
                            .keySet()
                            .iterator()
                            .next();
                    complain(at, key.name(), "expected entries with keys such as \"- " + first + ": ...\"");
                }
            }
        } else {
            unlessNothing(key, node);
        }
        return blocks;
    }

    private void unlessNothing(Key<?> key, @Nullable YamlNode node) {
        if (node != null && !node.isNothing()) {
            unexpected(key, node);
        }
    }

    /** Notes that something of another shape was expected. */
    private void unexpected(Key<?> key, YamlNode node) {
        boolean text = node.isText() && !node.isNothing();
        // A text where keys belong may be "password:x" with its space forgotten.
        complain(key, "expected " + key.expected() + ", but found " + (text ? "a text" : document.shown(node)));
    }

    /** Null, and a problem noted, if the text is not acceptable. */
    private @Nullable Object value(Key<?> key, YamlNode node, String text) {
        Object value = key.type().value(text);
        if (value == null) {
            String problem = key.type().syntax().problem(text);
            complain(
                    key,
                    problem == null
                            ? "expected " + key.expected() + ", but found " + document.shown(node) + hint(key, text)
                            : problem.replace(Syntax.FOUND, document.shown(node)));
        }
        return value;
    }

    private static String hint(Key<?> key, String text) {
        String near = ClosestWord.to(LegacyTerms.ours(text), key.choices());
        if (near != null) {
            return "; did you mean " + near + "?";
        }
        if (!Type.isNumber(text)) {
            return "";
        }
        boolean milliseconds = key.kind() == Kind.MILLIS && !text.equals("0");
        return key.kind() == Kind.DURATION
                ? "; the unit is missing"
                : milliseconds ? "; without a unit it is milliseconds, write " + text + "s for seconds" : "";
    }

    /** The text of a scalar with placeholders filled; null, and a problem noted, if there is none. */
    private @Nullable String fill(Key<?> key, YamlNode node) {
        if (!node.isText() || node.isNothing()) {
            boolean within = key.kind() == Kind.TEXTS || key.kind() == Kind.MAP;
            complain(
                    node.line(),
                    key.name(),
                    "expected " + (within ? "a text" : key.expected()) + ", but found " + document.shown(node));
            return null;
        }
        try {
            return document.placeholders().fill(node.text());
        } catch (Placeholders.Unusable e) {
            complain(node.line(), key.name(), e.getMessage());
            return null;
        }
    }
}
