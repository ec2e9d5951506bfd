// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.util.Locale;

/** A line of the log as JSON (RFC 8259), all in ASCII so that no encoding can spoil it. Stateless. */
final class JsonLine {

    private JsonLine() {}

    static String of(long millis, Level level, EventKind kind, String message) {
        StringBuilder line = new StringBuilder(message.length() + 128);
        line.append("{\"time\":\"").append(Timestamp.of(millis));
        line.append("\",\"logger\":\"replicated\",\"level\":\"").append(lower(level.name()));
        line.append("\",\"kind\":\"").append(kind.code());
        line.append("\",\"message\":\"");
        for (int at = 0; at < message.length(); at++) {
            char c = message.charAt(at);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> {}
                case '\t' -> line.append("\\t");
                default -> append(line, c);
            }
        }
        return line.append("\"}").toString();
    }

    private static void append(StringBuilder line, char c) {
        if (c >= ' ' && c < 0x7f) {
            line.append(c);
        } else {
            line.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                line.append(Character.forDigit(c >> shift & 0xf, 16));
            }
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
