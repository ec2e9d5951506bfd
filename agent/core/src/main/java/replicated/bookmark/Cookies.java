// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.List;
import java.util.function.Predicate;
import replicated.config.BookmarkSettings;

/** The bookmark's cookie as it goes out, and one of any name as it comes in (RFC 6265). Stateless. */
public final class Cookies {

    private Cookies() {}

    /**
     * What {@code Set-Cookie} says of a bookmark. Where that is empty, it takes away what the client has.
     *
     * @param bookmark the value and how long it has to last
     * @param settings name the cookie
     * @param secure whether the request came over TLS
     * @return the value of the header, with all attributes (4.1)
     */
    public static String ofBookmark(BookmarkCodec.Encoded bookmark, BookmarkSettings settings, boolean secure) {
        String text = bookmark.text();
        // To the next second: what is kept has to last.
        long seconds = text.isEmpty() ? 0 : (bookmark.keep().toMillis() + 999) / 1_000;
        return settings.cookie() + "=" + text + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /**
     * Adds the values of one name, in whatever number and place (4.2.1): one pass over a header of which the container
     * bounds the length. Not {@code getCookies()}: that call makes some containers parse, and complain about, cookies
     * that the application itself never looks at.
     *
     * @param header the value of a {@code Cookie} header
     * @param name of the cookie
     * @param wanted a glance at a value
     * @param found added to
     */
    public static void collect(String header, String name, Predicate<String> wanted, List<String> found) {
        int from = 0;
        while (from < header.length()) {
            int end = header.indexOf(';', from);
            if (end < 0) {
                end = header.length();
            }
            int start = from;
            while (start < end && (header.charAt(start) == ' ' || header.charAt(start) == '\t')) {
                start++;
            }
            int equals = start + name.length();
            if (equals < end && header.startsWith(name, start) && header.charAt(equals) == '=') {
                String value = unquoted(header.substring(equals + 1, end).trim());
                if (wanted.test(value)) {
                    found.add(value);
                }
            }
            from = end + 1;
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
