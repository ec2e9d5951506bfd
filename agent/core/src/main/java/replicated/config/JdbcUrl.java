package replicated.config;

import java.util.regex.Pattern;

/** What can be said about any JDBC URL without its driver. */
public final class JdbcUrl {

    /** Up to the last @: a password may hold one too. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("(jdbc:oracle:\\w+:|jdbc:[\\w-]+:(?://)?|//)[^\\s?;\"']*@");

    /** {@code password=x}, {@code sslpassword=x}, {@code trustStorePassword=x}, also {@code secret} and {@code token}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|passphrase|secret|token)[\\w.-]*\\s*=\\s*)[^&;,)\\s]+");

    private JdbcUrl() {}

    /**
     * Hides passwords in a URL, or in a text with URLs in it.
     *
     * @param text any text
     * @return the text with {@code ***} in place of passwords and of {@code user:password@}
     */
    public static String masked(String text) {
        if (text.indexOf('=') < 0 && text.indexOf('@') < 0) {
            return text;
        }
        String masked = CREDENTIALS.matcher(text).replaceAll("$1***@");
        return PARAMETER.matcher(masked).replaceAll("$1***");
    }

    /**
     * The server a URL names.
     *
     * @param url JDBC URL
     * @return {@code host:port}, with the database's own port where the URL has none and it is known; for a URL without a
     *     host what follows {@code jdbc:}, without parameters
     */
    public static String server(String url) {
        String rest = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        int slashes = rest.indexOf("//");
        int at = rest.indexOf('@');
        if (slashes < 0 && at < 0) {
            return upTo(rest, "?;");
        }
        int start = slashes >= 0 ? slashes + 2 : at + 1;
        String authority = upTo(rest.substring(start), slashes >= 0 ? "/?;" : "?;");
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        if (hosts.isEmpty()) {
            return upTo(rest, "?;");
        }
        int port = port(rest);
        boolean plain = hosts.indexOf(',') < 0 && hosts.indexOf('(') < 0 && hosts.indexOf('\\') < 0;
        boolean withPort = hosts.lastIndexOf(':') > hosts.lastIndexOf(']');
        return plain && !withPort && port > 0 ? hosts + ":" + port : hosts;
    }

    private static int port(String rest) {
        return switch (upTo(rest, ":")) {
            case "postgresql" -> 5432;
            case "mysql", "mariadb" -> 3306;
            case "sqlserver" -> 1433;
            default -> 0;
        };
    }

    private static String upTo(String text, String ends) {
        int at = 0;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(0, at);
    }
}
