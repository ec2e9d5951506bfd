// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the YAML that nearly all files are written in, to the same tree as the engine does, and leaves all else to it:
 * 120 classes and a quarter of what the agent costs at the start. Knows block mappings and lists of simple keys, texts
 * on one line, plain or in quotes, and lists and mappings in brackets on one line. Whatever it is not sure of, every
 * mistake included, is not its. Of one thread.
 */
final class PlainYaml {

    /** Deeper is nothing a person wrote. */
    private static final int DEEPEST = 20;

    /** The engine has a limit of its own, which is far higher. */
    private static final int LONGEST_KEY = 200;

    private final String text;

    /** Each once: a file of many rules has the same few keys again and again. */
    private final Map<String, String> keys = new HashMap<>();

    /** The line that is looked at: where its first word begins, where it ends, its number. */
    private int start;

    private int end;
    private int number;

    /** Of the first word from the beginning of the line; -1 after the last line. */
    private int indent;

    /** Where the next character is read within the line. */
    private int at;

    private PlainYaml(String text) {
        this.text = text;
    }

    /**
     * Reads a text.
     *
     * @param text of the file
     * @return the mapping that it is; null if the engine has to read it
     */
    static @Nullable YamlNode read(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n' && (c < ' ' || c > '~')) {
                return null;
            }
        }
        PlainYaml reader = new PlainYaml(text);
        reader.end = -1;
        reader.nextLine();
        YamlNode root = reader.indent == 0 && !reader.isDash() ? reader.mapping(0, 0) : null;
        return root != null && reader.indent < 0 ? root : null;
    }

    /** Goes to the next line that has something on it. */
    private void nextLine() {
        while (end < text.length()) {
            int from = end + 1;
            end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            start = from;
            while (start < end && text.charAt(start) == ' ') {
                start++;
            }
            if (start < end && text.charAt(start) != '#') {
                indent = start - from;
                at = start;
                return;
            }
        }
        indent = -1;
    }

    /** Whether an entry of a list begins here. */
    private boolean isDash() {
        return text.charAt(at) == '-' && (at + 1 == end || text.charAt(at + 1) == ' ');
    }

    /** From the first key, which the current line has at this column. */
    private @Nullable YamlNode mapping(int column, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        YamlNode mapping = YamlNode.mapping(number);
        do {
            YamlNode key = key();
            YamlNode value = key == null ? null : value(column, depth);
            if (key == null || value == null) {
                return null;
            }
            mapping.add(key, value);
        } while (indent == column && !isDash());
        return indent < column ? mapping : null;
    }

    /** From the first dash, which the current line has at this column. */
    private @Nullable YamlNode list(int column, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        YamlNode list = YamlNode.list(number);
        do {
            int dash = at;
            at++;
            skipSpaces();
            int inner = column + at - dash;
            if (isEndOfLine()) {
                nextLine();
                inner = indent;
            }
            if (inner <= column || isDash()) {
                return null;
            }
            YamlNode entry = inner == indent || isKey() ? mapping(inner, depth + 1) : onOneLine(column);
            if (entry == null) {
                return null;
            }
            list.add(entry);
        } while (indent == column && isDash());
        return indent <= column ? list : null;
    }

    /** A key and its colon; null if there is none here. */
    private @Nullable YamlNode key() {
        int from = at;
        while (at < end && isOfKey(text.charAt(at))) {
            at++;
        }
        boolean isOne = at > from
                && at - from <= LONGEST_KEY
                && at < end
                && text.charAt(at) == ':'
                && (at + 1 == end || text.charAt(at + 1) == ' ')
                && text.charAt(from) != '-';
        if (!isOne) {
            return null;
        }
        String found = text.substring(from, at);
        String known = keys.putIfAbsent(found, found);
        at++;
        return YamlNode.text(number, known == null ? found : known);
    }

    private boolean isKey() {
        int before = at;
        boolean found = key() != null;
        at = before;
        return found;
    }

    private static boolean isOfKey(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    /** What follows the colon of a key at this column, on its line or on those below. */
    private @Nullable YamlNode value(int column, int depth) {
        skipSpaces();
        if (!isEndOfLine()) {
            return onOneLine(column);
        }
        YamlNode nothing = YamlNode.nothing(number, "");
        nextLine();
        if (indent >= column && isDash()) {
            return list(indent, depth + 1);
        }
        return indent > column ? mapping(indent, depth + 1) : nothing;
    }

    /** A value that ends with its line; the one after that may not go on with it. */
    private @Nullable YamlNode onOneLine(int column) {
        YamlNode value = isOpening() ? bracketed(0) : scalar(false);
        if (value == null) {
            return null;
        }
        skipSpaces();
        if (!isEndOfLine()) {
            return null;
        }
        nextLine();
        return indent <= column ? value : null;
    }

    private boolean isOpening() {
        return text.charAt(at) == '[' || text.charAt(at) == '{';
    }

    private @Nullable YamlNode bracketed(int depth) {
        boolean mapping = text.charAt(at) == '{';
        char closing = mapping ? '}' : ']';
        YamlNode node = mapping ? YamlNode.mapping(number) : YamlNode.list(number);
        at++;
        skipSpaces();
        if (at < end && text.charAt(at) == closing) {
            at++;
            return node;
        }
        while (depth < DEEPEST) {
            skipSpaces();
            YamlNode key = mapping ? key() : null;
            skipSpaces();
            if (at == end || (mapping && key == null)) {
                return null;
            }
            YamlNode value = isOpening() ? bracketed(depth + 1) : scalar(true);
            skipSpaces();
            if (value == null || at == end) {
                return null;
            }
            if (key != null) {
                node.add(key, value);
            } else {
                node.add(value);
            }
            char next = text.charAt(at);
            at++;
            if (next == closing) {
                return node;
            }
            if (next != ',') {
                return null;
            }
        }
        return null;
    }

    private @Nullable YamlNode scalar(boolean inBrackets) {
        char first = text.charAt(at);
        return first == '"' || first == '\'' ? quoted(first) : plain(first, inBrackets);
    }

    /** With no escapes but that of the single quote. */
    private @Nullable YamlNode quoted(char quote) {
        StringBuilder value = new StringBuilder();
        for (at++; at < end; at++) {
            char c = text.charAt(at);
            if (c == quote) {
                boolean doubled = quote == '\'' && at + 1 < end && text.charAt(at + 1) == '\'';
                if (!doubled) {
                    at++;
                    // "a":b and the like are the engine's.
                    boolean ended = at == end || text.charAt(at) == ' ' || ",]}".indexOf(text.charAt(at)) >= 0;
                    return ended ? YamlNode.text(number, value.toString()) : null;
                }
                at++;
            } else if (c == '\\' && quote == '"') {
                return null;
            }
            value.append(c);
        }
        return null;
    }

    /** Up to a comment or the end of the line; in brackets also up to what ends an entry. */
    private @Nullable YamlNode plain(char first, boolean inBrackets) {
        if ("-?:,[]{}#&*!|>'\"%@`".indexOf(first) >= 0) {
            return null;
        }
        int from = at;
        int after = at;
        for (; at < end; at++) {
            char c = text.charAt(at);
            char next = at + 1 < end ? text.charAt(at + 1) : ' ';
            if (c == ':' && (next == ' ' || (inBrackets && ",[]{}".indexOf(next) >= 0))) {
                return null;
            }
            if (c == '#' && text.charAt(at - 1) == ' ') {
                if (inBrackets) {
                    return null;
                }
                break;
            }
            if (inBrackets && ",[]{}?".indexOf(c) >= 0) {
                if (c != ',' && c != ']' && c != '}') {
                    return null;
                }
                break;
            }
            if (c != ' ') {
                after = at + 1;
            }
        }
        String value = text.substring(from, after);
        return isNothing(value) ? YamlNode.nothing(number, value) : YamlNode.text(number, value);
    }

    private static boolean isNothing(String plain) {
        return plain.equals("~") || plain.equals("null") || plain.equals("Null") || plain.equals("NULL");
    }

    private void skipSpaces() {
        while (at < end && text.charAt(at) == ' ') {
            at++;
        }
    }

    /** Whether nothing but a comment follows; a comment begins after a space. */
    private boolean isEndOfLine() {
        return at == end || (text.charAt(at) == '#' && text.charAt(at - 1) == ' ');
    }
}
