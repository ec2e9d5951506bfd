package replicated.request;

import java.util.List;

/**
 * Reads one cookie out of a {@code Cookie} header (RFC 6265, 4.2.1). Not {@code getCookies()}: that call makes some
 * containers parse, and complain about, cookies that the application itself never looks at.
 */
final class Cookies {

    /** How many values of one name are looked at: a hostile header must not cost more than a glance. */
    private static final int MOST = 4;

    private Cookies() {}

    static void collect(String header, String name, List<String> found) {
        int from = 0;
        while (from < header.length() && found.size() < MOST) {
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
                found.add(unquoted(header.substring(equals + 1, end).trim()));
            }
            from = end + 1;
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
