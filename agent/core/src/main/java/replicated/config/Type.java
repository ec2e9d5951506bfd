// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.config.Key.Kind;

/**
 * What the value of a key is: how its text is read, which values are refused, and what is expected instead. Immutable.
 *
 * @param <T> of the value that reading gives
 * @param kind its sort
 * @param constants the words of a {@link Kind#CHOICE}; null for all others
 * @param syntax of a {@link Kind#TEXT}, and of each entry of {@link Kind#TEXTS}; {@link Syntax#ANY} for all others
 * @param least smallest number, or milliseconds of a duration
 * @param orZero whether 0 is accepted below {@code least} too
 */
record Type<T>(Kind kind, @Nullable Class<? extends Enum<?>> constants, Syntax syntax, long least, boolean orZero) {

    private static final Enum<?>[] NO_WORDS = {};

    static <E extends Enum<E>> Type<E> choice(Class<E> constants) {
        return new Type<>(Kind.CHOICE, constants, Syntax.ANY, 0, false);
    }

    static Type<Boolean> flag() {
        return of(Kind.BOOLEAN, Syntax.ANY, 0);
    }

    static Type<Integer> integer(int least) {
        return of(Kind.INTEGER, Syntax.ANY, least);
    }

    static Type<Double> percent() {
        return of(Kind.PERCENT, Syntax.ANY, 0);
    }

    static Type<Duration> duration(long leastMillis) {
        return of(Kind.DURATION, Syntax.ANY, leastMillis);
    }

    /** A duration for HikariCP: its value is the text of the milliseconds. */
    static Type<String> millis(long least, boolean orZero) {
        return new Type<>(Kind.MILLIS, null, Syntax.ANY, least, orZero);
    }

    static Type<String> text(Syntax syntax) {
        return of(Kind.TEXT, syntax, 0);
    }

    static Type<Secret> secret() {
        return of(Kind.SECRET, Syntax.ANY, 0);
    }

    static Type<List<String>> texts(Syntax syntax) {
        return of(Kind.TEXTS, syntax, 0);
    }

    static Type<Map<String, String>> map() {
        return of(Kind.MAP, Syntax.ANY, 0);
    }

    static <T> Type<T> block() {
        return of(Kind.BLOCK, Syntax.ANY, 0);
    }

    static <T> Type<List<T>> blocks() {
        return of(Kind.BLOCKS, Syntax.ANY, 0);
    }

    private static <T> Type<T> of(Kind kind, Syntax syntax, long least) {
        return new Type<>(kind, null, syntax, least, false);
    }

    /** Words that are accepted; empty for all kinds but {@link Kind#CHOICE}. */
    List<String> choices() {
        List<String> choices = new ArrayList<>();
        for (Enum<?> constant : words()) {
            choices.add(Key.word(constant));
        }
        return choices;
    }

    private Enum<?>[] words() {
        return constants == null ? NO_WORDS : constants.getEnumConstants();
    }

    /**
     * Reads a value that stands in one text.
     *
     * @param text with all placeholders filled; for {@link Kind#TEXTS} one entry
     * @return null if it is not acceptable; also for kinds whose value is more than a text
     */
    @Nullable
    Object value(String text) {
        return switch (kind) {
            case CHOICE -> constant(text);
            case BOOLEAN -> toBoolean(text);
            case INTEGER -> toInteger(text);
            case PERCENT -> toPercent(text);
            case DURATION -> toDuration(Durations.parse(text));
            case MILLIS -> toMillis(text);
            case SECRET -> text.isEmpty() ? Secret.NONE : new Secret(text);
            case TEXT, TEXTS -> syntax.problem(text) == null ? syntax.normal(text) : null;
            case MAP, BLOCK, BLOCKS -> null;
        };
    }

    /** A value that was made for a key of this type. */
    @SuppressWarnings("unchecked")
    T cast(Object value) {
        return (T) value;
    }

    private @Nullable Enum<?> constant(String text) {
        String word = LegacyTerms.ours(text.toLowerCase(Locale.ROOT));
        for (Enum<?> constant : words()) {
            // Tools that write YAML 1.1 turn off into false.
            boolean off = word.equals("false") && Key.word(constant).equals("off");
            if (off || Key.word(constant).equals(word)) {
                return constant;
            }
        }
        return null;
    }

    private static @Nullable Boolean toBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private @Nullable Integer toInteger(String text) {
        if (!isNumber(text)) {
            return null;
        }
        int number = Integer.parseInt(text);
        return number < least ? null : number;
    }

    private static @Nullable Double toPercent(String text) {
        int end = text.length() - 1;
        if (end < 0 || text.charAt(end) != '%') {
            return null;
        }
        String number = text.substring(0, end).stripTrailing();
        int dot = number.indexOf('.');
        String whole = dot < 0 ? number : number.substring(0, dot);
        boolean fits =
                end - number.length() <= 1 && isDigits(whole, 3) && (dot < 0 || isDigits(number.substring(dot + 1), 2));
        double percent = fits ? Double.parseDouble(number) : Double.MAX_VALUE;
        return percent > 100 ? null : percent;
    }

    /** Nine digits always fit. */
    static boolean isNumber(String text) {
        return isDigits(text, 9);
    }

    /** From one to so many. Not by a pattern: that would be all that loads and compiles one at the start. */
    private static boolean isDigits(String text, int most) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= most;
    }

    private @Nullable Duration toDuration(@Nullable Duration duration) {
        boolean fits = duration != null && (duration.toMillis() >= least || (orZero && duration.isZero()));
        return fits ? duration : null;
    }

    private @Nullable String toMillis(String text) {
        boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        Duration duration = toDuration(Durations.parse(bare ? text + "ms" : text));
        return duration == null ? null : String.valueOf(duration.toMillis());
    }

    /** What a value has to be, for an error text. */
    String expected(String example) {
        return switch (kind) {
            case CHOICE -> "one of " + String.join(", ", choices());
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number, " + least + " or more";
            case PERCENT -> "a percentage such as 5% or 0.5%, from 0% to 100%";
            case DURATION -> "a duration such as 250ms, 5s, 2m" + atLeast();
            case MILLIS -> "a duration such as 250ms, 5s, 2m, or a number of milliseconds" + atLeast();
            case TEXT, SECRET -> syntax.expected();
            case TEXTS -> "a list such as " + example;
            case MAP -> "keys with a text each";
            case BLOCK -> "keys, indented below it";
            case BLOCKS -> "a list, each entry begun with \"- \"";
        };
    }

    private String atLeast() {
        return least == 0 ? "" : ", at least " + least + "ms" + (orZero ? " or 0" : "");
    }
}
