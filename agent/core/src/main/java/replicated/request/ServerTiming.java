// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Map;

/** The header {@code Server-Timing} of a routed response: who has served it. Stateless. */
final class ServerTiming {

    static final String NAME = "Server-Timing";

    private ServerTiming() {}

    /**
     * The header.
     *
     * @param target {@code primary}, or the name of a replica
     * @return name and value
     */
    static Map.Entry<String, String> of(String target) {
        return Map.entry(NAME, "replicated;desc=\"" + quotable(target) + "\"");
    }

    /** As a quoted string has it (RFC 9110, 5.6.4); what no header may carry is left out. */
    private static String quotable(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c < ' ' || c > '~' ? '?' : c);
        }
        return text.toString();
    }
}
