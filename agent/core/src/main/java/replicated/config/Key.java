// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key of the file: a row of the table {@link Keys}. Immutable.
 *
 * @param <T> of its value
 * @param path where it stands, as in {@code consistency.max-lag}; {@code []} stands for an entry of a list
 * @param type what its value is
 * @param defaults the default as a text; several where the value is a list; empty where there is none
 * @param example the value shown where there is no default, as YAML; with a leading #, it is
 *     shown as a comment; null: the default is shown
 * @param like path of a key of the top level, whose value counts where this one is not given, and whose children are
 *     its own; null: none
 * @param missing error text where the key is not given; null: it may be left out
 * @param live whether a reload takes it over; otherwise it takes a restart
 * @param ofClient whether it has to be one and the same for all data sources, since it belongs to the client
 * @param advice one or two sentences for the operator
 */
record Key<T>(
        String path,
        Type<T> type,
        List<String> defaults,
        @Nullable String example,
        @Nullable String like,
        @Nullable String missing,
        boolean live,
        boolean ofClient,
        String advice) {

    /** What the value of a key is. */
    enum Kind {
        CHOICE,
        BOOLEAN,
        INTEGER,
        /** {@code 0%} to {@code 100%}. */
        PERCENT,
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

    static <E extends Enum<E>> Key<E> choice(String path, E byDefault, Class<E> words, String advice) {
        return of(path, Type.choice(words), List.of(word(byDefault)), null, advice);
    }

    static Key<Boolean> flag(String path, boolean byDefault, String advice) {
        return of(path, Type.flag(), List.of(String.valueOf(byDefault)), null, advice);
    }

    static Key<Integer> integer(String path, int byDefault, int least, String advice) {
        return of(path, Type.integer(least), List.of(String.valueOf(byDefault)), null, advice);
    }

    static Key<Double> percent(String path, String byDefault, String advice) {
        return of(path, Type.percent(), List.of(byDefault), null, advice);
    }

    static Key<Duration> duration(String path, String byDefault, long leastMillis, String advice) {
        return of(path, Type.duration(leastMillis), List.of(byDefault), null, advice);
    }

    static Key<String> text(String path, Syntax syntax, String byDefault, String advice) {
        return of(path, Type.text(syntax), List.of(byDefault), null, advice);
    }

    static Key<Secret> secret(String path, String advice) {
        return of(path, Type.secret(), List.of(""), null, advice);
    }

    static Key<List<String>> texts(String path, Syntax syntax, List<String> byDefault, String advice) {
        return of(path, Type.texts(syntax), byDefault, null, advice);
    }

    static <T> Key<T> block(String path, String advice) {
        return of(path, Type.block(), List.of(), null, advice);
    }

    static <T> Key<List<T>> blocks(String path, String advice) {
        return of(path, Type.blocks(), List.of(), null, advice);
    }

    /** A key without a default: shown with an example. */
    static <T> Key<T> open(String path, Type<T> type, String example, String advice) {
        return of(path, type, List.of(), example, advice);
    }

    /** Driver properties and the like. */
    static Key<Map<String, String>> map(String path, String example, String advice) {
        return open(path, Type.map(), example, advice);
    }

    private static <T> Key<T> of(
            String path, Type<T> type, List<String> defaults, @Nullable String example, String advice) {
        return new Key<>(path, type, defaults, example, null, null, true, false, advice);
    }

    /** The same key, as one that takes a restart. */
    Key<T> afterRestart() {
        return new Key<>(path, type, defaults, example, like, missing, false, ofClient, advice);
    }

    /** The same key, as one that has to be given. */
    Key<T> required(String text) {
        return new Key<>(path, type, defaults, example, like, text, live, ofClient, advice);
    }

    /** The same key, taking from the top level what it does not say itself. */
    Key<T> like(String topLevel) {
        return new Key<>(path, type, defaults, example, topLevel, missing, live, ofClient, advice);
    }

    /** The same key, as one that belongs to the client. */
    Key<T> forClient() {
        return new Key<>(path, type, defaults, example, like, missing, live, true, advice);
    }

    /** The word for a constant in the file: lower case, with hyphens. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Kind kind() {
        return type.kind();
    }

    /** Words that are accepted; empty for all kinds but {@link Kind#CHOICE}. */
    List<String> choices() {
        return type.choices();
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

    /** Path of its children, if it has any. */
    String children() {
        String block = like == null ? path : like;
        return kind() == Kind.BLOCKS ? block + "[]" : block;
    }

    /** Whether it has children in the table. */
    boolean hasChildren() {
        return kind() == Kind.BLOCK || kind() == Kind.BLOCKS;
    }

    /** Whether the default is a value, if only an empty one. */
    boolean hasDefault() {
        return switch (kind()) {
            case TEXTS -> example == null;
            case MAP, BLOCK, BLOCKS -> false;
            default -> !defaults.isEmpty();
        };
    }

    /** The default as a value; null where there is none. */
    @Nullable
    Object byDefault() {
        return switch (kind()) {
            case TEXTS -> defaults;
            case MAP -> Map.of();
            case SECRET -> Secret.NONE;
            default -> defaults.isEmpty() ? null : type.value(defaults.get(0));
        };
    }

    /** The default as YAML. */
    String defaultYaml() {
        if (kind() == Kind.TEXTS) {
            return "[" + String.join(", ", defaults) + "]";
        }
        return defaults.get(0).isEmpty() ? "\"\"" : defaults.get(0);
    }

    /** What a value has to be, for an error text. */
    String expected() {
        return type.expected(hasDefault() && !defaults.isEmpty() ? defaultYaml() : "[a, b]");
    }
}
