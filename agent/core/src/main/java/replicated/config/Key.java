package replicated.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One key of the file. Immutable.
 *
 * @param path where it stands, as in {@code consistency.max-lag}; {@code []} stands for an entry of a list
 * @param kind what its value is
 * @param defaults the default as a text; several where the kind is a list; empty where there is none
 * @param example the value shown where there is no default, as YAML; with a leading #, it is
 *     shown as a comment; null: the default is shown
 * @param choices words that {@link Kind#CHOICE} accepts; empty for all other kinds
 * @param least smallest value of an {@link Kind#INTEGER}, or milliseconds of a {@link Kind#DURATION}
 * @param live whether a reload takes it over; otherwise it takes a restart
 * @param advice one or two sentences for the operator
 */
record Key(
        String path,
        Kind kind,
        List<String> defaults,
        String example,
        List<String> choices,
        long least,
        boolean live,
        String advice) {

    /** What the value of a key is. */
    enum Kind {
        CHOICE,
        BOOLEAN,
        INTEGER,
        DURATION,
        /** A duration, or a bare number of milliseconds as HikariCP has it. */
        MILLIS,
        TEXT,
        /** A text that is never shown. */
        SECRET,
        TEXTS,
        /** Keys of the operator's own choice, each with a text. */
        MAP,
        BLOCK,
        /** A list of blocks. */
        BLOCKS
    }

    static Key choice(String path, Enum<?> byDefault, Class<? extends Enum<?>> words, String advice) {
        List<String> choices = new ArrayList<>();
        for (Enum<?> word : words.getEnumConstants()) {
            choices.add(word(word));
        }
        List<String> defaults = byDefault == null ? List.of() : List.of(word(byDefault));
        String example = byDefault == null ? choices.get(0) : null;
        return new Key(path, Kind.CHOICE, defaults, example, choices, 0, true, advice);
    }

    static Key flag(String path, boolean byDefault, String advice) {
        return plain(path, Kind.BOOLEAN, List.of(String.valueOf(byDefault)), null, 0, advice);
    }

    static Key integer(String path, int byDefault, int least, String advice) {
        return plain(path, Kind.INTEGER, List.of(String.valueOf(byDefault)), null, least, advice);
    }

    static Key duration(String path, String byDefault, long leastMillis, String advice) {
        return plain(path, Kind.DURATION, List.of(byDefault), null, leastMillis, advice);
    }

    static Key text(String path, String byDefault, String advice) {
        return plain(path, Kind.TEXT, List.of(byDefault), null, 0, advice);
    }

    static Key texts(String path, List<String> byDefault, String advice) {
        return plain(path, Kind.TEXTS, byDefault, null, 0, advice);
    }

    static Key block(String path, String advice) {
        return plain(path, Kind.BLOCK, List.of(), null, 0, advice);
    }

    static Key blocks(String path, String advice) {
        return plain(path, Kind.BLOCKS, List.of(), null, 0, advice);
    }

    /** A key without a default: shown with an example. */
    static Key open(String path, Kind kind, String example, String advice) {
        return plain(path, kind, List.of(), example, kind == Kind.INTEGER ? 1 : 0, advice);
    }

    private static Key plain(String path, Kind kind, List<String> defaults, String example, long least, String advice) {
        return new Key(path, kind, defaults, example, List.of(), least, true, advice);
    }

    /** The same key, marked as one that takes a restart. */
    Key afterRestart() {
        return new Key(path, kind, defaults, example, choices, least, false, advice);
    }

    /** The word for a constant in the file: lower case, with hyphens. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
    }

    /** Path of the block it stands in; empty for a key of the top level. */
    String parent() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** Path of its own children, if it has any. */
    String children() {
        return kind == Kind.BLOCKS ? path + "[]" : path;
    }

    /** Whether it has children of its own in the table. */
    boolean hasChildren() {
        return kind == Kind.BLOCK || kind == Kind.BLOCKS;
    }

    /** Whether the default is a value, if only an empty one. */
    boolean hasDefault() {
        return switch (kind) {
            case TEXTS -> example == null;
            case MAP, BLOCK, BLOCKS -> false;
            default -> !defaults.isEmpty();
        };
    }

    /** The default as YAML. */
    String defaultYaml() {
        if (kind == Kind.TEXTS) {
            return "[" + String.join(", ", defaults) + "]";
        }
        return defaults.get(0).isEmpty() ? "\"\"" : defaults.get(0);
    }

    /** What a value has to be, for an error text. */
    String expected() {
        return switch (kind) {
            case CHOICE -> "one of " + String.join(", ", choices);
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number, " + least + " or more";
            case DURATION -> "a duration such as 250ms, 5s, 2m" + (least > 0 ? ", at least " + least + "ms" : "");
            case MILLIS -> "a duration such as 250ms, 5s, 2m, or a number of milliseconds";
            case TEXT, SECRET -> "a text";
            case TEXTS -> "a list such as " + (hasDefault() && !defaults.isEmpty() ? defaultYaml() : "[a, b]");
            case MAP -> "keys with a text each";
            case BLOCK -> "keys, indented below it";
            case BLOCKS -> "a list, each entry begun with \"- \"";
        };
    }
}
