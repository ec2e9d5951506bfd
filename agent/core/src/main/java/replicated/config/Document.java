package replicated.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What all blocks of one file share: its problems, the environment, and the texts that must not be shown. Of one thread. */
final class Document {

    private static final int SHOWN = 60;

    private final KeyTable table;
    private final Problems problems;
    private final Placeholders placeholders;
    private final Set<String> secrets = new HashSet<>();

    Document(KeyTable table, Problems problems, Placeholders placeholders, Node root) {
        this.table = table;
        this.problems = problems;
        this.placeholders = placeholders;
        gatherSecrets(root, new HashSet<>());
    }

    KeyTable table() {
        return table;
    }

    Problems problems() {
        return problems;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    /**
     * A value for an error text: as written in the file, not as filled from the environment.
     *
     * @param node the value
     * @return quoted and short, or a word for what it is
     */
    String shown(Node node) {
        if (node instanceof MappingNode) {
            return "keys with values";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (isNothing(node)) {
            return "nothing";
        }
        String text = ((ScalarNode) node).getValue();
        // Through an alias (*name), or a forgotten space in "secret:x", a secret can turn up under any key.
        if (isSecretName(text) || holdsSecret(text)) {
            return "a text that is not shown";
        }
        return "\"" + plain(text) + "\"";
    }

    private boolean holdsSecret(String text) {
        for (String secret : secrets) {
            if (text.contains(secret)) {
                return true;
            }
        }
        return false;
    }

    /** A text without control characters and not too long, for an error text. */
    static String plain(String text) {
        String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        StringBuilder plain = new StringBuilder(start.length());
        for (int at = 0; at < start.length(); at++) {
            char c = start.charAt(at);
            plain.append(Character.isISOControl(c) ? '?' : c);
        }
        return plain.toString();
    }

    /** Line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    /** Whether there is no value: {@code key:}, {@code key: ~} or {@code key: null}. */
    static boolean isNothing(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** Identity set: a node may contain itself through an alias. */
    private void gatherSecrets(Node node, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                gatherSecrets(entry, seen);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple pair : mapping.getValue()) {
                if (pair.getKeyNode() instanceof ScalarNode key
                        && pair.getValueNode() instanceof ScalarNode value
                        && isSecretName(key.getValue())
                        && !value.getValue().isEmpty()) {
                    secrets.add(value.getValue());
                }
                gatherSecrets(pair.getValueNode(), seen);
            }
        }
    }

    private static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("pass") || lower.contains("pwd") || lower.contains("secret") || lower.contains("token");
    }
}
