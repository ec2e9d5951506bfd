package replicated.request;

import java.util.List;
import java.util.function.Predicate;

/**
 * Reads one cookie out of a {@code Cookie} header (RFC 6265, 4.2.1). Not {@code getCookies()}: that call makes some
 * containers parse, and complain about, cookies that the application itself never looks at.
 */
final class Cookies {

    private Cookies() {}

    /**
     * Adds the values of one name, in whatever number and place: one pass over a header of which the container bounds
     * the length.
     *
     * @param wanted a glance at a value
     */
    static void collect(String header, String name, Predicate<String> wanted, List<String> found) {
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
