// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all blocks of one file share: its problems, the environment, and the texts that must not be shown. Of one
 * thread.
 */
final class Document {

    private static final int SHOWN = 60;

    /**
     * So many values are compared with all secrets of the file. What is said of a file with more mistakes is cut long
     * before.
     */
    private static final int MOST_COMPARED = 1_000;

    /** In place of a value that may be a secret. */
    private static final String NOT_SHOWN = "a text that is not shown";

    private final KeyTable table;
    private final Problems problems;
    private final Placeholders placeholders;
    private final Set<String> secrets = new HashSet<>();
    private int compared;

    Document(KeyTable table, Problems problems, Placeholders placeholders, @Nullable YamlNode root) {
        this.table = table;
        this.problems = problems;
        this.placeholders = placeholders;
        if (root != null) {
            gatherSecrets(root, new HashSet<>());
        }
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
    String shown(YamlNode node) {
        if (node.isMapping()) {
            return "keys with values";
        }
        if (node.isList()) {
            return "a list";
        }
        if (node.isNothing()) {
            return "nothing";
        }
        String text = node.text();
        // Through an alias (*name), or a forgotten space in "secret:x", a secret can turn up under any key.
        compared++;
        if (compared > MOST_COMPARED || isSecretName(text) || holdsSecret(text)) {
            return NOT_SHOWN;
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

    /** Identity set: a node may contain itself through an alias, unless it is a text. */
    private void gatherSecrets(YamlNode node, Set<YamlNode> seen) {
        if (node.isText() || !seen.add(node)) {
            return;
        }
        for (int i = 0; i < node.values().size(); i++) {
            YamlNode value = node.values().get(i);
            YamlNode key = node.isMapping() ? node.keys().get(i) : null;
            if (key != null
                    && key.isText()
                    && value.isText()
                    && isSecretName(key.text())
                    && !value.text().isEmpty()) {
                secrets.add(value.text());
            }
            gatherSecrets(value, seen);
        }
    }

    private static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("pass") || lower.contains("pwd") || lower.contains("secret") || lower.contains("token");
    }
}
