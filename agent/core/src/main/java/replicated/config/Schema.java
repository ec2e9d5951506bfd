// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static replicated.config.SchemaValue.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of keys as a JSON Schema (2020-12), for editors: what it refuses, the parser refuses too. The parser
 * refuses more, since a schema knows neither files nor the environment, and cannot compare values.
 */
public final class Schema {

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
        root.putAll(block("", false));
        Schema schema = new Schema();
        schema.write(root, 0);
        return schema.out.append('\n').toString();
    }

    /**
     * A block.
     *
     * @param path of the block in the table of keys
     * @param orNothing whether the key may be given without anything below it: then all in it has its default
     */
    private static Map<String, Object> block(String path, boolean orNothing) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        List<Object> conditions = conditions(path);
        Keys.TABLE.under(path).forEach((name, key) -> {
            Map<String, Object> value = value(key);
            properties.put(name, value);
            String older = LegacyTerms.older(name);
            if (!older.equals(name)) {
                properties.put(older, value);
                conditions.add(notBoth(name, older));
                if (key.missing() != null) {
                    conditions.add(either(name, older));
                }
            } else if (key.missing() != null) {
                required.add(name);
            }
        });
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", orNothing ? List.of("object", "null") : "object");
        block.put("additionalProperties", false);
        block.put("properties", properties);
        if (!required.isEmpty()) {
            block.put("required", required);
        }
        if (!conditions.isEmpty()) {
            block.put("allOf", conditions);
        }
        return block;
    }

    /** What the table does not say, because it is about several keys. */
    private static List<Object> conditions(String path) {
        List<Object> conditions = new ArrayList<>();
        if (path.equals(Keys.REPLICAS.children())) {
            conditions.add(notBoth(Keys.REPLICAS_PASSWORD.name(), Keys.REPLICAS_PASSWORD_FILE.name()));
        } else if (path.equals(Keys.ROUTES.children())) {
            conditions.add(either(Keys.ROUTES_USE.name(), Keys.ROUTES_MAX_LAG.name()));
        } else if (path.equals(Keys.JOBS.children())) {
            conditions.add(either(Keys.JOBS_USE.name(), Keys.JOBS_MAX_LAG.name()));
        } else if (path.equals(Keys.DATASOURCES.children())) {
            conditions.add(map("required", List.of(Keys.DATASOURCES_MATCH.name())));
        }
        return conditions;
    }

    private static Map<String, Object> notBoth(String name, String other) {
        return map("not", map("required", List.of(name, other)));
    }

    private static Map<String, Object> either(String name, String other) {
        return map("anyOf", List.of(map("required", List.of(name)), map("required", List.of(other))));
    }

    private static Map<String, Object> value(Key<?> key) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("description", key.advice());
        if (key.hasDefault() && !key.defaults().isEmpty() && key.kind() != Key.Kind.TEXTS) {
            value.put("default", key.defaults().get(0));
        }
        switch (key.kind()) {
            case BLOCK -> value.putAll(block(key));
            case BLOCKS -> {
                value.put("type", List.of("array", "null"));
                value.put("items", block(key.children(), false));
            }
            default -> value.putAll(SchemaValue.of(key));
        }
        return value;
    }

    private static Map<String, Object> block(Key<?> key) {
        boolean match = key.path().equals(Keys.DATASOURCES_MATCH.path());
        Map<String, Object> block = block(key.children(), !match);
        if (match) {
            block.put("minProperties", 1);
        }
        if (key.like() != null && block.get("properties") instanceof Map<?, ?> properties) {
            Keys.TABLE.under(key.children()).values().stream()
                    .filter(Key::ofClient)
                    .forEach(child -> properties.remove(child.name()));
        }
        return block;
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
