package replicated.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said about any JDBC URL without its driver. */
public final class JdbcUrl {

    /** Up to the last @: a password may hold one too. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("(jdbc:oracle:\\w+:|jdbc:[\\w-]+:(?://)?|//)[^\\s?;\"']*@");

    /** {@code password=x}, {@code sslpassword=x}, {@code trustStorePassword=x}, also {@code secret} and {@code token}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|passphrase|secret|token)[\\w.-]*\\s*=\\s*)[^&;,)\\s]+");

    /** SQL Server and its kin name the database by a property. */
    private static final Pattern DATABASE_PROPERTY = Pattern.compile("(?i);\\s*database(?:Name)?\\s*=\\s*([^;]+)");

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

    /**
     * The kind of database a URL names.
     *
     * @param url JDBC URL
     * @return what stands between {@code jdbc:} and the next colon; empty if it is no JDBC URL
     */
    public static String subprotocol(String url) {
        return url.startsWith("jdbc:") ? upTo(url.substring("jdbc:".length()), ":") : "";
    }

    /**
     * The database a URL names, as far as a URL of its kind does.
     *
     * @param url JDBC URL
     * @return for H2 path or name without settings; else the last segment of the path or the property that names it; empty where
     *     the URL names none
     */
    public static String database(String url) {
        String rest = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        String kind = upTo(rest, ":");
        String body = rest.substring(Math.min(rest.length(), kind.length() + 1));
        if (kind.equals("h2")) {
            return upTo(body, ";");
        }
        Matcher named = DATABASE_PROPERTY.matcher(body);
        if (named.find()) {
            return named.group(1);
        }
        String path = upTo(body, "?;");
        int slashes = path.indexOf("//");
        if (kind.equals("oracle")) {
            return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
        }
        if (slashes < 0) {
            return path.startsWith("/") ? path.substring(1) : path;
        }
        int afterHost = path.indexOf('/', slashes + 2);
        return afterHost < 0 ? "" : upTo(path.substring(afterHost + 1), ":");
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
