// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a value that is no block has to be, in the words of JSON Schema. Patterns are of the kind that JavaScript and
 * Java read alike. Stateless.
 */
final class SchemaValue {

    private static final String TOKEN = "^[0-9A-Za-z!#$%&'*+.^_`|~-]+$";
    private static final String NAME = "[^\\s\"'`().]+";
    private static final String WORD = "[^\\s\\d.@-][^\\s.@-]*";
    private static final String PORT =
            "([0-9]{1,4}|[0-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

    /** Of a class or a method. */
    private static final String IDENTIFIER = "[^\\s./(),*-]+";

    private static final String SEGMENT = "(\\*\\*|\\*|\\*?(" + IDENTIFIER + "\\*?)+)";

    /** None of the JDK's, and not the name of a class alone. */
    private static final String JOB =
            "^(?!(java|jdk|sun)\\.)" + IDENTIFIER + "(\\." + SEGMENT + ")*\\.(?![A-Z])" + SEGMENT + "$";

    /** A year at most; zeros in front are as good as none. */
    private static final String DURATION = "^(0+|0*([0-9]{1,11}ms|[0-9]{1,8}s|[0-9]{1,6}m|[0-9]{1,4}h))$";

    private static final String NO_TIME = "^0+(ms|s|m|h)?$";
    private static final String PERCENT = "^(100(\\.0{1,2})?|0?[0-9]{1,2}(\\.[0-9]{1,2})?) ?%$";

    /** Without a name, or not closed; two dollar signs stand for a plain one. */
    private static final String BROKEN_PLACEHOLDER =
            "(^|[^$])\\$\\{(?![A-Za-z_][A-Za-z0-9_.]*[:}])|(^|[^$])\\$\\{[^}]*$";

    private SchemaValue() {}

    /** For a key that is neither a block nor a list of blocks. */
    static Map<String, Object> of(Key<?> key) {
        return switch (key.kind()) {
            case MAP -> map("type", List.of("object", "null"), "additionalProperties", text(Syntax.ANY));
            case TEXTS ->
                map("type", List.of("array", "null"), "items", text(key.type().syntax()));
            case TEXT, SECRET -> text(key.type().syntax());
            case CHOICE -> anyOf(List.of(map("enum", words(key))));
            case BOOLEAN -> anyOf(List.of(map("enum", List.of(true, false, "true", "false"))));
            case INTEGER -> anyOf(List.of(number(key.type().least(), 999_999_999), pattern("^[0-9]{1,9}$")));
            case PERCENT -> anyOf(List.of(pattern(PERCENT)));
            case DURATION -> anyOf(durations(key));
            case MILLIS -> {
                List<Object> ways = durations(key);
                ways.add(number(key.type().least(), 31_536_000_000L));
                ways.add(pattern("^[0-9]{3,11}$"));
                yield anyOf(ways);
            }
            case BLOCK, BLOCKS -> throw new IllegalArgumentException(key.path());
        };
    }

    private static List<Object> durations(Key<?> key) {
        long least = key.type().least();
        List<Object> ways = new ArrayList<>();
        if (least == 0 || key.type().orZero()) {
            ways.add(map("const", 0));
            ways.add(pattern(NO_TIME));
        }
        Map<String, Object> duration = pattern(DURATION);
        if (least > 0) {
            duration.put("not", map("pattern", NO_TIME + "|^0*(" + below(least) + ")ms$"));
        }
        ways.add(duration);
        return ways;
    }

    /** All numbers below one, as alternatives of a pattern. */
    private static String below(long bound) {
        String digits = String.valueOf(bound);
        List<String> ways = new ArrayList<>();
        if (digits.length() > 1) {
            ways.add("[0-9]{1," + (digits.length() - 1) + "}");
        }
        for (int at = 0; at < digits.length(); at++) {
            if (digits.charAt(at) > '0') {
                int rest = digits.length() - at - 1;
                ways.add(digits.substring(0, at) + "[0-" + (char) (digits.charAt(at) - 1) + "]"
                        + (rest == 0 ? "" : "[0-9]{" + rest + "}"));
            }
        }
        return String.join("|", ways);
    }

    private static Map<String, Object> text(Syntax syntax) {
        return switch (syntax) {
            case ANY -> {
                Map<String, Object> any = scalar();
                any.put("not", map("type", "string", "pattern", BROKEN_PLACEHOLDER));
                yield any;
            }
            case REPLICA_NAME -> scalar("\\S");
            case JDBC_URL -> anyOf(List.of(pattern("^[Jj][Dd][Bb][Cc](-[A-Za-z0-9_-]+)?:\\S*:\\S*$")));
            case PATH_PATTERN -> anyOf(List.of(pattern("^[/*]")));
            case GLOB -> scalar(".");
            case COOKIE_NAME, HEADER_NAME, HTTP_METHOD -> anyOf(List.of(scalar(TOKEN)));
            case ADDRESS -> anyOf(List.of(pattern("^$|^([^:\\s]+|\\[.*\\]):" + PORT + "$")));
            case ANNOTATION -> anyOf(List.of(pattern("^@?" + WORD + "(\\." + WORD + ")*$")));
            case JOB_PATTERN -> anyOf(List.of(pattern(JOB)));
            case OBJECT_GLOB -> anyOf(List.of(scalar("^" + NAME + "(\\." + NAME + ")?$")));
        };
    }

    /** With the words that the file may have instead of ours. */
    private static List<Object> words(Key<?> key) {
        List<Object> words = new ArrayList<>();
        for (String choice : key.choices()) {
            words.add(choice);
            String older = LegacyTerms.older(choice);
            if (!older.equals(choice)) {
                words.add(older);
            }
            if (choice.equals("off")) {
                // What tools that write YAML 1.1 make of it.
                words.add(false);
            }
        }
        return words;
    }

    /** One of these, or what the environment fills. */
    private static Map<String, Object> anyOf(List<Object> ways) {
        List<Object> all = new ArrayList<>(ways);
        all.add(pattern("\\$\\{[^}]+\\}"));
        return map("anyOf", all);
    }

    private static Map<String, Object> number(long least, long most) {
        return map("type", "integer", "minimum", least, "maximum", most);
    }

    private static Map<String, Object> scalar() {
        return map("type", List.of("string", "number", "boolean"));
    }

    /** A pattern says nothing of what is no text in YAML, such as a number without quotes. */
    private static Map<String, Object> scalar(String pattern) {
        Map<String, Object> scalar = scalar();
        scalar.put("pattern", pattern);
        return scalar;
    }

    private static Map<String, Object> pattern(String pattern) {
        return map("type", "string", "pattern", pattern);
    }

    /** In the order given, so that the schema is the same each time. */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            map.put((String) pairs[at], pairs[at + 1]);
        }
        return map;
    }
}
