package replicated.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of the file, read by the table of keys. What cannot be used is noted in the {@link Problems} of the document and
 * read as if it were not there, so that one run finds everything. Of one thread.
 */
final class Block {

    private final Document document;
    private final String shown;
    private final Map<String, Key> keys;
    private final int line;
    private final Block inherited;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * A block.
     *
     * @param document what all blocks of the file share
     * @param path of the block in the table of keys; empty for the top level
     * @param shown path for error texts
     * @param node the mapping; null for a block that is not in the file
     * @param line line where the block begins, from 1
     * @param inherited where keys that are missing here are looked up; null: their defaults count
     */
    private Block(Document document, String path, String shown, MappingNode node, int line, Block inherited) {
        this.document = document;
        this.shown = shown;
        this.keys = Keys.under(path);
        this.line = line;
        this.inherited = inherited;
        if (node != null) {
            for (NodeTuple pair : node.getValue()) {
                take(path, pair.getKeyNode(), pair.getValueNode());
            }
        }
    }

    /** The top level of the file; null as root: an empty one. */
    static Block root(Document document, MappingNode root) {
        return new Block(document, "", "", root, root == null ? 0 : 1, null);
    }

    private void take(String path, Node key, Node value) {
        int at = Document.line(key);
        if (!(key instanceof ScalarNode scalar)) {
            document.problems().add(at, shown, "expected keys, but found a list or mapping as a key");
            return;
        }
        String name = Terms.ours(scalar.getValue());
        if (!keys.containsKey(name)) {
            unknown(at, path, scalar.getValue());
        } else if (values.containsKey(name)) {
            complain(at, name, "given twice, first on line " + lines.get(name) + "; keep one of them");
        } else {
            values.put(name, value);
            lines.put(name, at);
        }
    }

    private void unknown(int at, String path, String typed) {
        int colon = typed.indexOf(':');
        if (colon >= 0) {
            // What follows could be a password.
            String start = Document.plain(typed.substring(0, colon));
            document.problems().add(at, path(start), "unknown key; is the space after the colon missing?");
        } else {
            document.problems().add(at, path(Document.plain(typed)), meant(path, Terms.ours(typed)));
        }
    }

    private String meant(String path, String name) {
        String near = Nearest.to(name, keys.keySet());
        if (near != null) {
            return "unknown key; did you mean " + near + "?";
        }
        if (path.equals("replicas[].pool")) {
            return "cannot be set here; what can be set are " + String.join(", ", keys.keySet())
                    + ". All else is the agent's own business or as in the application's own pool";
        }
        Set<String> places = new LinkedHashSet<>();
        for (Key key : Keys.ALL) {
            if (key.name().equals(name)) {
                places.add(place(key));
            }
        }
        if (!places.isEmpty()) {
            return "unknown key here; it belongs to " + String.join(" or ", places);
        }
        return "unknown key; known here are " + String.join(", ", keys.keySet());
    }

    private static String place(Key key) {
        return key.parent().isEmpty() ? "the top level" : key.parent().replace("[]", "");
    }

    /** Line where the block begins, from 1. */
    int line() {
        return line;
    }

    /** Line of a key, or of the block where the key is not given. */
    int line(String name) {
        return lines.getOrDefault(name, line);
    }

    /** Whether the key is in the file. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Notes a problem with a key. */
    void complain(String name, String text) {
        complain(line(name), name, text);
    }

    private void complain(int at, String name, String text) {
        document.problems().add(at, path(name), text);
    }

    /** Notes that a value is not what it has to be. */
    void expected(String name, String expected) {
        Node node = values.get(name);
        boolean scalarWanted = switch (key(name).kind()) {
            case TEXTS, MAP, BLOCK, BLOCKS -> false;
            default -> true;
        };
        boolean scalar = node instanceof ScalarNode && !Document.isNothing(node);
        // A text where keys belong may be "password:x" with its space forgotten.
        String found = scalar && !scalarWanted ? "a text" : document.shown(node);
        complain(name, "expected " + expected + ", but found " + found);
    }

    private String path(String name) {
        return shown.isEmpty() ? name : shown + "." + name;
    }

    /** A text; the default, or null where there is none. */
    String text(String name) {
        return read(name, text -> text);
    }

    Secret secret(String name) {
        String text = text(name);
        return text == null || text.isEmpty() ? Secret.NONE : new Secret(text);
    }

    boolean flag(String name) {
        return read(name, Block::toBoolean);
    }

    private static Boolean toBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** A whole number not below the key's least; only for keys with a default. */
    int integer(String name) {
        return read(name, text -> toInteger(text, key(name).least()));
    }

    private static Integer toInteger(String text, long least) {
        if (!text.matches("[0-9]{1,9}")) {
            return null;
        }
        int number = Integer.parseInt(text);
        return number < least ? null : number;
    }

    /** A duration not below the key's least; null if the key has no default. */
    Duration duration(String name) {
        return read(name, text -> {
            Duration duration = Durations.parse(text);
            return duration == null || duration.toMillis() < key(name).least() ? null : duration;
        });
    }

    /** A constant; null if the key has no default. */
    <E extends Enum<E>> E choice(String name, Class<E> words) {
        return read(name, text -> {
            String word = Terms.ours(text.toLowerCase(Locale.ROOT));
            for (E constant : words.getEnumConstants()) {
                // Tools that write YAML 1.1 turn off into false.
                boolean off = word.equals("false") && Key.word(constant).equals("off");
                if (off || Key.word(constant).equals(word)) {
                    return constant;
                }
            }
            return null;
        });
    }

    /** A list of texts; the default if the key is not given. */
    List<String> texts(String name) {
        Node node = values.get(name);
        if (node == null) {
            return key(name).defaults();
        }
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                String text = fill(name, entry);
                if (text != null) {
                    texts.add(text);
                }
            }
        } else if (!Document.isNothing(node)) {
            expected(name, key(name).expected());
        }
        return texts;
    }

    /** Keys of the operator's own choice; empty if the key is not given. */
    Map<String, String> map(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Node node = values.get(name);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple pair : mapping.getValue()) {
                String text = fill(name, pair.getValueNode());
                if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                    expected(name, key(name).expected());
                } else if (text != null && texts.put(key.getValue(), text) != null) {
                    complain(Document.line(key), name, "the same property twice; keep one of them");
                }
            }
        } else if (node != null && !Document.isNothing(node)) {
            expected(name, key(name).expected());
        }
        return texts;
    }

    /** The given keys of a block as texts, each checked by its kind; milliseconds as bare numbers. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : values.keySet()) {
            String value = switch (key(name).kind()) {
                case INTEGER -> read(name, text -> toInteger(text, key(name).least()) == null ? null : text);
                case MILLIS -> read(name, Block::toMillis);
                default -> text(name);
            };
            if (value != null) {
                properties.put(name, value);
            }
        }
        return properties;
    }

    private static String toMillis(String text) {
        if (toInteger(text, 0) != null) {
            return text;
        }
        Duration duration = Durations.parse(text);
        return duration == null ? null : String.valueOf(duration.toMillis());
    }

    /** A block within; an empty one if it is not given. */
    Block block(String name) {
        return block(name, key(name).children(), null);
    }

    /** A block within that has the keys of another one and takes from it what it does not give itself. */
    Block block(String name, String path, Block fallback) {
        Node node = values.get(name);
        if (node != null && !(node instanceof MappingNode) && !Document.isNothing(node)) {
            expected(name, key(name).expected());
        }
        MappingNode mapping = node instanceof MappingNode given ? given : null;
        return new Block(document, path, path(name), mapping, line(name), fallback);
    }

    /** The entries of a list of blocks, each with the keys of {@code path}. */
    List<Block> blocks(String name, String path) {
        List<Block> blocks = new ArrayList<>();
        Node node = values.get(name);
        if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                if (entry instanceof MappingNode mapping) {
                    blocks.add(new Block(document, path, path(name), mapping, Document.line(entry), null));
                } else {
                    complain(
                            Document.line(entry),
                            name,
                            "expected entries with keys such as \"- "
                                    + Keys.under(path).keySet().iterator().next() + ": ...\"");
                }
            }
        } else if (node != null && !Document.isNothing(node)) {
            expected(name, key(name).expected());
        }
        return blocks;
    }

    private Key key(String name) {
        return keys.get(name);
    }

    /** Reads a scalar; null from {@code convert} says that the text is not acceptable. */
    private <T> T read(String name, Function<String, T> convert) {
        Node node = values.get(name);
        String text = node == null ? null : fill(name, node);
        T value = text == null ? null : convert.apply(text);
        if (value != null) {
            return value;
        }
        if (text != null) {
            refuse(name, node, text);
        }
        if (inherited != null) {
            return inherited.read(name, convert);
        }
        List<String> defaults = key(name).defaults();
        return defaults.isEmpty() ? null : convert.apply(defaults.get(0));
    }

    private void refuse(String name, Node node, String text) {
        Key key = key(name);
        String hint = "";
        String near = Nearest.to(Terms.ours(text), key.choices());
        if (near != null) {
            hint = "; did you mean " + near + "?";
        } else if (key.kind() == Key.Kind.DURATION && toInteger(text, 0) != null) {
            hint = "; the unit is missing";
        }
        complain(name, "expected " + key.expected() + ", but found " + document.shown(node) + hint);
    }

    /** The text of a scalar with placeholders filled; null, and a problem noted, if there is none. */
    private String fill(String name, Node node) {
        if (!(node instanceof ScalarNode scalar) || Document.isNothing(node)) {
            Key key = key(name);
            boolean within = key.kind() == Key.Kind.TEXTS || key.kind() == Key.Kind.MAP;
            complain(
                    Document.line(node),
                    name,
                    "expected " + (within ? "a text" : key.expected()) + ", but found " + document.shown(node));
            return null;
        }
        try {
            return document.placeholders().fill(scalar.getValue());
        } catch (Placeholders.Unusable e) {
            complain(Document.line(node), name, e.getMessage());
            return null;
        }
    }
}
