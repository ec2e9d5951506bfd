// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import replicated.log.Masking;

/**
 * What can be said about any JDBC URL without its driver. Drivers that stand before another one (to trace, to log, to
 * fail over, to fetch a password) put their name before its kind, as in {@code jdbc:p6spy:postgresql://} or
 * {@code jdbc-secretsmanager:mysql://}: whatever comes before a kind that is known is looked through. Stateless.
 */
public final class JdbcUrl {

    private static final String PLAIN_SCHEME = "jdbc:";

    private static final String STARTS_SERVERS = ":tc:";

    /** {@code jdbc:tracing:p6spy:aws-wrapper:postgresql:} is more than anybody has. */
    private static final int MAX_WORDS = 6;

    /**
     * Databases by the words that name them. Those that have nothing to do with us end the search too: what follows
     * theirs is their own affair ({@code jdbc:derby:h2:} is a folder).
     */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("postgresql", "postgresql"),
            Map.entry("pgsql", "postgresql"),
            // Images of Testcontainers that are PostgreSQL with something added.
            Map.entry("postgis", "postgresql"),
            Map.entry("timescaledb", "postgresql"),
            Map.entry("pgvector", "postgresql"),
            Map.entry("mysql", "mysql"),
            Map.entry("mysql+srv", "mysql"),
            Map.entry("mariadb", "mariadb"),
            Map.entry("h2", "h2"),
            Map.entry("oracle", "oracle"),
            Map.entry("sqlserver", "sqlserver"),
            Map.entry("jtds", "jtds"),
            Map.entry("db2", "db2"),
            Map.entry("derby", "derby"),
            Map.entry("hsqldb", "hsqldb"),
            Map.entry("sqlite", "sqlite"),
            Map.entry("duckdb", "duckdb"));

    /** Each one's driver logs in to the other's servers too. */
    private static final Set<String> EITHER_DRIVER = Set.of("mysql", "mariadb");

    /** Compiled when they are first needed. */
    private static final class Patterns {

        /** SQL Server and its kin name the database by a property. */
        static final Pattern DATABASE_PROPERTY = Pattern.compile("(?i);\\s*database(?:Name)?\\s*=\\s*([^;]+)");

        /**
         * A single host with or without a port, behind a login if there is one. Not a list, and nothing in parentheses.
         */
        static final Pattern AUTHORITY =
                Pattern.compile("^[^/?]*://(?:[^/?]*@)?(([\\w.-]+|\\[[0-9A-Fa-f:.%\\w]+])(?::(\\d{1,5}))?)(?=[/?;]|$)");
    }

    private JdbcUrl() {}

    /**
     * Hides passwords in a URL, or in a text with URLs in it.
     *
     * @param text any text
     * @return the text with {@code ***} in place of passwords and of {@code user:password@}
     */
    public static String masked(String text) {
        return Masking.masked(text);
    }

    /**
     * Whether a text looks like a JDBC URL at all.
     *
     * @param text any text
     * @return {@code true} if it has a scheme and the name of a driver
     */
    public static boolean isOne(String text) {
        int scheme = schemeEnd(text);
        return scheme >= 0 && text.indexOf(':', scheme) >= 0;
    }

    /**
     * The URL as the database's own driver would have it, under the one name of its kind.
     *
     * @param url JDBC URL
     * @return without what stands before the kind; the URL itself where no kind is known
     */
    public static String plain(String url) {
        int word = kind(url);
        if (word < 0) {
            return url;
        }
        int end = url.indexOf(':', word);
        return PLAIN_SCHEME + KINDS.get(url.substring(word, end).toLowerCase(Locale.ROOT)) + url.substring(end);
    }

    /**
     * A URL as it has to be for the drivers that stand before the kind in another one.
     *
     * @param other JDBC URL such as {@code jdbc:p6spy:postgresql://primary/app}
     * @param url JDBC URL
     * @return with what comes before the kind in the other one; as it is where the kind of either is not known, where
     *     something stands before its kind already, or where the other one's driver (Testcontainers) would start a
     *     server instead of going to one
     */
    public static String withDriversOf(String other, String url) {
        int theirs = kind(other);
        int own = kind(url);
        if (theirs < 0 || own != PLAIN_SCHEME.length()) {
            return url;
        }
        String drivers = other.substring(0, theirs);
        boolean startsServers = drivers.toLowerCase(Locale.ROOT).endsWith(STARTS_SERVERS);
        return startsServers ? url : drivers + url.substring(own);
    }

    /** Where the word begins that names the kind; a colon ends it. -1 where none is known. */
    private static int kind(String url) {
        int word = schemeEnd(url);
        for (int words = 0; words < MAX_WORDS && word >= 0; words++) {
            int end = wordEnd(url, word);
            if (end < 0 || KINDS.containsKey(url.substring(word, end).toLowerCase(Locale.ROOT))) {
                return end < 0 ? -1 : word;
            }
            word = end + 1;
        }
        return -1;
    }

    /**
     * Behind {@code jdbc:}; AWS Secrets Manager's driver has its name in the scheme, {@code jdbc-secretsmanager:}. -1 where
     * there is none.
     */
    private static int schemeEnd(String url) {
        int at = "jdbc".length();
        if (!url.regionMatches(true, 0, PLAIN_SCHEME, 0, at)) {
            return -1;
        }
        if (at < url.length() && url.charAt(at) == '-') {
            int name = at + 1;
            at = endOf(url, name, "-");
            if (at == name) {
                return -1;
            }
        }
        return at < url.length() && url.charAt(at) == ':' ? at + 1 : -1;
    }

    /** The colon behind the next word of a URL's beginning; -1 if that is a host, a path or a parameter. */
    private static int wordEnd(String url, int start) {
        boolean letter = start < url.length() && isAsciiLetter(url.charAt(start));
        int end = letter ? endOf(url, start, ".+-") : url.length();
        return end < url.length() && url.charAt(end) == ':' ? end : -1;
    }

    /** The first character that is no letter, digit or underscore, nor one of some others. */
    private static int endOf(String url, int start, String others) {
        int at = start;
        while (at < url.length() && (isOfWord(url.charAt(at)) || others.indexOf(url.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private static boolean isOfWord(char c) {
        return isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * The server a URL names.
     *
     * @param url JDBC URL
     * @return {@code host:port}, with the database's own port where the URL has none and it is known; for a URL without
     *     a host what follows {@code jdbc:}, without parameters
     */
    public static String server(String url) {
        String rest = withoutScheme(url);
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
        int port = defaultPort(upTo(rest, ":"));
        boolean plain = hosts.indexOf(',') < 0 && hosts.indexOf('(') < 0 && hosts.indexOf('\\') < 0;
        boolean withPort = hosts.lastIndexOf(':') > hosts.lastIndexOf(']');
        return plain && !withPort && port > 0 ? hosts + ":" + port : hosts;
    }

    /**
     * The host name or address that a URL names.
     *
     * @param url JDBC URL
     * @return without port, an IPv6 address without its brackets; null where there is none, several, or something that
     *     drivers read in ways of their own
     */
    public static @Nullable String host(String url) {
        Matcher authority = Patterns.AUTHORITY.matcher(url);
        if (!authority.find()) {
            return null;
        }
        String host = authority.group(2);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * The port that a URL names.
     *
     * @param url JDBC URL with one {@link #host}
     * @return the database's own where the URL has none; 0 where that is not known
     */
    public static int port(String url) {
        Matcher authority = Patterns.AUTHORITY.matcher(url);
        boolean given = authority.find() && authority.group(3) != null;
        return given ? Integer.parseInt(authority.group(3)) : defaultPort(subprotocol(url));
    }

    /**
     * The same URL for another server.
     *
     * @param url JDBC URL with one {@link #host}
     * @param server {@code host:port} or {@code host}; an IPv6 address is in brackets
     * @return all else as it was, user and password before the host included
     */
    public static String withServer(String url, String server) {
        Matcher authority = Patterns.AUTHORITY.matcher(url);
        if (!authority.find()) {
            throw new IllegalArgumentException("no single host in " + masked(url));
        }
        return url.substring(0, authority.start(2)) + server + url.substring(authority.end(1));
    }

    /**
     * The kind of database a URL names.
     *
     * @param url JDBC URL
     * @return its one name where it is known, whatever driver stands before it; else what stands between {@code jdbc:}
     *     and the next colon; empty if it is no JDBC URL
     */
    public static String subprotocol(String url) {
        return schemeEnd(url) >= 0 ? upTo(withoutScheme(url), ":") : "";
    }

    /**
     * Whether two URLs cannot lead to servers of one database.
     *
     * @param url JDBC URL
     * @param other JDBC URL
     * @return {@code true} if the kinds of both are known and do not go together, as those of MySQL and MariaDB do
     */
    public static boolean unlike(String url, String other) {
        String kind = subprotocol(url);
        String otherKind = subprotocol(other);
        boolean known = KINDS.containsValue(kind) && KINDS.containsValue(otherKind);
        boolean related = EITHER_DRIVER.contains(kind) && EITHER_DRIVER.contains(otherKind);
        return known && !related && !kind.equals(otherKind);
    }

    /**
     * The database a URL names, as far as a URL of its kind does.
     *
     * @param url JDBC URL
     * @return for H2 path or name without settings; else the last segment of the path or the property that names it;
     *     empty where the URL names none
     */
    public static String database(String url) {
        String rest = withoutScheme(url);
        String kind = upTo(rest, ":");
        String body = rest.substring(Math.min(rest.length(), kind.length() + 1));
        if (kind.equals("h2")) {
            return upTo(body, ";");
        }
        if (body.indexOf(';') >= 0) {
            Matcher named = Patterns.DATABASE_PROPERTY.matcher(body);
            if (named.find()) {
                return named.group(1);
            }
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

    private static String withoutScheme(String url) {
        String plain = plain(url);
        return plain.substring(Math.max(0, schemeEnd(plain)));
    }

    /**
     * The port that goes without saying.
     *
     * @param subprotocol see {@link #subprotocol}
     * @return 0 where none is known
     */
    public static int defaultPort(String subprotocol) {
        return switch (subprotocol) {
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
