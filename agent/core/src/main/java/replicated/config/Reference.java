// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.List;

/** The table of keys as texts for people: a commented file, and tables for the manual. */
public final class Reference {

    private static final int WIDTH = 110;

    private final boolean entries;
    private final StringBuilder out = new StringBuilder();

    private Reference(boolean entries) {
        this.entries = entries;
    }

    /**
     * Every key with its default and what it does. Entries of lists are comments, so that the text as it stands is a
     * configuration in which everything has its default.
     *
     * @return YAML
     */
    public static String print() {
        return new Reference(false).file();
    }

    /** The same with the entries of lists filled in by examples. */
    static String complete() {
        return new Reference(true).file();
    }

    private String file() {
        for (Key<?> key : Keys.TABLE.under("").values()) {
            if (!out.isEmpty()) {
                out.append('\n');
            }
            key(key, 0, "");
        }
        return out.toString();
    }

    /**
     * Writes one key with its comment.
     *
     * @param off begins each line of an entry that is a comment as a whole; empty in all others
     */
    private void key(Key<?> key, int indent, String off) {
        comment(key, indent, off);
        String name = key.name() + ":";
        String example = key.example();
        if (key.kind() == Key.Kind.BLOCKS && example == null) {
            line(indent, off, name);
            entry(key, indent + 2, entries ? off : "# ");
        } else if (key.hasChildren() && example == null) {
            line(indent, off, name);
            Keys.TABLE.under(key.children()).values().forEach(child -> key(child, indent + 2, off));
        } else {
            value(key, example == null ? key.defaultYaml() : example, indent, off);
        }
    }

    private void value(Key<?> key, String value, int indent, String off) {
        String name = key.name() + ":";
        if (key.hasChildren()) {
            line(indent, off, name);
            line(indent + 2, off, value);
        } else if (value.startsWith("# ")) {
            line(indent, off, "# " + name + " " + value.substring(2));
        } else {
            line(indent, off, name + " " + value);
        }
    }

    private void entry(Key<?> list, int indent, String off) {
        int start = out.length();
        Keys.TABLE.under(list.children()).values().forEach(child -> key(child, indent + 2, off));
        int dash = start + indent + off.length();
        out.replace(dash, dash + 1, "-");
    }

    private void comment(Key<?> key, int indent, String off) {
        String text = key.advice();
        if (key.kind() == Key.Kind.CHOICE) {
            text = String.join(" | ", key.choices()) + ". " + text;
        }
        if (!key.live()) {
            text += " Takes a restart.";
        }
        for (String line : wrapped(text, WIDTH - indent)) {
            line(indent, off, "# " + line);
        }
    }

    private void line(int indent, String off, String text) {
        if (off.isEmpty()) {
            out.append(" ".repeat(indent)).append(text);
        } else {
            // All in one column, so that an editor's "uncomment" gives back the entry.
            out.append("  ").append(off).append(" ".repeat(indent - 2)).append(text);
        }
        out.append('\n');
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() + 1 > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The table as Markdown, one per block, for {@code docs/configuration.md}. */
    static String markdown() {
        StringBuilder out = new StringBuilder();
        table(out, "Top level", "");
        for (Key<?> key : Keys.TABLE.rows()) {
            if (key.hasChildren() && key.example() == null) {
                table(out, "`" + key.path().replace("[]", "") + "`", key.children());
            }
        }
        return out.toString();
    }

    private static void table(StringBuilder out, String title, String block) {
        out.append("### ").append(title).append("\n\n");
        out.append("| key | default | meaning |\n| --- | --- | --- |\n");
        for (Key<?> key : Keys.TABLE.under(block).values()) {
            String byDefault = key.hasDefault() ? "`" + key.defaultYaml() + "`" : "";
            String choices = key.choices().isEmpty() ? "" : "`" + String.join("`, `", key.choices()) + "`. ";
            out.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(byDefault)
                    .append(" | ");
            out.append(choices).append(key.advice().replace("|", "\\|").replace("*", "\\*"));
            out.append(key.live() ? "" : " Takes a restart.").append(" |\n");
        }
        out.append('\n');
    }
}
