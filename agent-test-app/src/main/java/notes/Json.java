// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The answers for programs: {@code {"servedBy": "5432", "value": ...}}. */
final class Json {
    private Json() {}

    static void send(HttpServletResponse response, Answer<?> answer) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        response.getWriter().print(text(answer));
    }

    static String text(Answer<?> answer) {
        return "{\"servedBy\": " + text(answer.servedBy()) + ", \"value\": " + text(answer.value()) + "}\n";
    }

    private static String text(Object value) {
        if (value instanceof Note note) {
            return "{\"id\": " + note.id() + ", \"text\": " + text(note.text()) + ", \"visits\": " + note.visits()
                    + "}";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String string ? quote(string) : String.valueOf(value);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
