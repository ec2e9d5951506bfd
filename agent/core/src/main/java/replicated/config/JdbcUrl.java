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

    /** AWS Secrets Manager's driver has its name in the scheme. */
    private static final Pattern SCHEME = Pattern.compile("(?i)jdbc(?:-[\\w-]+)?:");

    private static final String PLAIN_SCHEME = "jdbc:";

    private static final String STARTS_SERVERS = ":tc:";

    /** The next word of a URL's beginning; not a host, a path or a parameter. */
    private static final Pattern WORD = Pattern.compile("([A-Za-z][\\w.+-]*):");

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

    /** SQL Server and its kin name the database by a property. */
    private static final Pattern DATABASE_PROPERTY = Pattern.compile("(?i);\\s*database(?:Name)?\\s*=\\s*([^;]+)");

    /** A single host with or without a port, behind a login if there is one. Not a list, and nothing in parentheses. */
    private static final Pattern AUTHORITY =
            Pattern.compile("^[^/?]*://(?:[^/?]*@)?(([\\w.-]+|\\[[0-9A-Fa-f:.%\\w]+])(?::(\\d{1,5}))?)(?=[/?;]|$)");

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
        Matcher scheme = SCHEME.matcher(text);
        return scheme.lookingAt() && text.indexOf(':', scheme.end()) >= 0;
    }

    /**
     * The URL as the database's own driver would have it, under the one name of its kind.
     *
     * @param url JDBC URL
     * @return without what stands before the kind; the URL itself where no kind is known
     */
    public static String plain(String url) {
        Matcher word = kind(url);
        return word == null
                ? url
                : PLAIN_SCHEME + KINDS.get(word.group(1).toLowerCase(Locale.ROOT)) + url.substring(word.end(1));
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
        Matcher theirs = kind(other);
        Matcher own = kind(url);
        if (theirs == null || own == null || own.start() != PLAIN_SCHEME.length()) {
            return url;
        }
        String drivers = other.substring(0, theirs.start());
        boolean startsServers = drivers.toLowerCase(Locale.ROOT).endsWith(STARTS_SERVERS);
        return startsServers ? url : drivers + url.substring(own.start());
    }

    /** The word that names the kind, and where it is; null where none is known. */
    private static @Nullable Matcher kind(String url) {
        Matcher scheme = SCHEME.matcher(url);
        if (!scheme.lookingAt()) {
            return null;
        }
        Matcher word = WORD.matcher(url).region(scheme.end(), url.length());
        for (int words = 0; words < MAX_WORDS && word.lookingAt(); words++) {
            if (KINDS.containsKey(word.group(1).toLowerCase(Locale.ROOT))) {
                return word;
            }
            word.region(word.end(), url.length());
        }
        return null;
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
        Matcher authority = AUTHORITY.matcher(url);
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
        Matcher authority = AUTHORITY.matcher(url);
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
        Matcher authority = AUTHORITY.matcher(url);
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
        return SCHEME.matcher(url).lookingAt() ? upTo(withoutScheme(url), ":") : "";
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

    private static String withoutScheme(String url) {
        String plain = plain(url);
        Matcher scheme = SCHEME.matcher(plain);
        return scheme.lookingAt() ? plain.substring(scheme.end()) : plain;
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
