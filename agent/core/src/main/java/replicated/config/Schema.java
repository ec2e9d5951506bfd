package replicated.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of keys as a JSON Schema (2020-12), for editors: what it refuses, the parser refuses too. The parser refuses more, since a schema knows
 * neither files nor other keys.
 */
public final class Schema {

    private static final String PLACEHOLDER = "\\$\\{[^}]+\\}";
    private static final String DURATION = "^(0|[0-9]{1,12}(ms|s|m|h))$";

    private final StringBuilder out = new StringBuilder();

    private Schema() {}

    /**
     * Writes the schema.
     *
     * @return JSON
     */
    public static String print() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "replicated.yaml");
        root.putAll(block(""));
        Schema schema = new Schema();
        schema.write(root, 0);
        return schema.out.append('\n').toString();
    }

    /** A block may be empty: then all in it has its default. */
    private static Map<String, Object> block(String path) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        Keys.TABLE.under(path).forEach((name, key) -> {
            Map<String, Object> value = value(key);
            properties.put(name, value);
            String older = name.replace("replica", "slave").replace("primary", "master");
            if (!older.equals(name)) {
                properties.put(older, value);
            } else if (key.missing() != null) {
                required.add(name);
            }
        });
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", List.of("object", "null"));
        block.put("additionalProperties", false);
        block.put("properties", properties);
        if (!required.isEmpty()) {
            block.put("required", required);
        }
        return block;
    }

    private static Map<String, Object> value(Key<?> key) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("description", key.advice());
        if (key.hasDefault() && !key.defaults().isEmpty() && key.kind() != Key.Kind.TEXTS) {
            value.put("default", key.defaults().get(0));
        }
        switch (key.kind()) {
            case BLOCK -> value.putAll(block(key.children()));
            case BLOCKS -> {
                value.put("type", List.of("array", "null"));
                value.put("items", block(key.children()));
            }
            case MAP -> {
                value.put("type", List.of("object", "null"));
                value.put("additionalProperties", scalar());
            }
            case TEXTS -> {
                value.put("type", List.of("array", "string", "null"));
                value.put("items", scalar());
            }
            case TEXT, SECRET -> value.putAll(scalar());
            case CHOICE -> value.put("anyOf", List.of(choices(key), filled()));
            case BOOLEAN ->
                value.put("anyOf", List.of(Map.of("enum", List.of(true, false, "true", "false")), filled()));
            case INTEGER -> value.put("anyOf", List.of(number(key), filled()));
            case MILLIS -> value.put("anyOf", List.of(number(key), text(DURATION), filled()));
            case PERCENT -> value.put("anyOf", List.of(text("^[0-9]{1,3}(\\.[0-9]{1,2})? ?%$"), filled()));
            case DURATION -> value.put("anyOf", List.of(Map.of("const", 0), text(DURATION), filled()));
        }
        return value;
    }

    private static Map<String, Object> choices(Key<?> key) {
        List<Object> words = new ArrayList<>();
        for (String choice : key.choices()) {
            words.add(choice);
            String older = choice.replace("replica", "slave").replace("primary", "master");
            if (!older.equals(choice)) {
                words.add(older);
            }
            if (choice.equals("off")) {
                // What tools that write YAML 1.1 make of it.
                words.add(false);
            }
        }
        return Map.of("enum", words);
    }

    private static Map<String, Object> number(Key<?> key) {
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", "integer");
        number.put("minimum", key.type().orZero() ? 0L : key.type().least());
        return number;
    }

    private static Map<String, Object> scalar() {
        return Map.of("type", List.of("string", "number", "boolean", "null"));
    }

    private static Map<String, Object> filled() {
        return text(PLACEHOLDER);
    }

    private static Map<String, Object> text(String pattern) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "string");
        text.put("pattern", pattern);
        return text;
    }

    private void write(Object value, int indent) {
        if (value instanceof Map<?, ?> map) {
            String between = "{\n";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(between).append(" ".repeat(indent + 2));
                quote((String) entry.getKey());
                out.append(": ");
                write(entry.getValue(), indent + 2);
                between = ",\n";
            }
            out.append(map.isEmpty() ? "{}" : "\n" + " ".repeat(indent) + "}");
        } else if (value instanceof List<?> list) {
            String between = "[";
            for (Object one : list) {
                out.append(between);
                write(one, indent + 2);
                between = ", ";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String text) {
            quote(text);
        } else {
            out.append(value);
        }
    }

    private void quote(String text) {
        out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
}
