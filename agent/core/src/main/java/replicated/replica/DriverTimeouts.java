package replicated.replica;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import replicated.dialect.Dialect;

/**
 * Time-outs for connecting that applications hardly ever set, as each driver names them: without them a server that
 * accepts connections and never answers holds a thread for ever. What the application did set stays. Stateless.
 */
final class DriverTimeouts {

    /** Reading while the connection is made: the driver's own limit for statements too, so it is lifted afterwards. */
    static final String READING = "socketTimeout";

    private static final String SECONDS = "2";
    private static final String MILLIS = "2000";
    // To abort a busy connection MariaDB's driver first opens another one, and waits for it this long.
    private static final String MARIADB_CONNECT_MILLIS = "500";

    /** AWS' driver takes milliseconds whatever the driver behind it counts in. */
    private static final Pattern IN_MILLIS = Pattern.compile("(?i)^jdbc:(?:[\\w-]+:)*aws-wrapper:");

    private DriverTimeouts() {}

    /**
     * The properties to add.
     *
     * @param url of the server
     * @param known names that the application or the operator has set, in the URL or as properties
     * @return by name; empty for drivers that are not known
     */
    static Map<String, String> missing(String url, Set<String> known) {
        String two = IN_MILLIS.matcher(url).find() ? MILLIS : SECONDS;
        Map<String, String> defaults = switch (Dialect.ofUrl(url)) {
            case POSTGRESQL -> Map.of("connectTimeout", two, READING, two, "tcpKeepAlive", "true");
            case MYSQL -> Map.of("connectTimeout", MILLIS, READING, MILLIS);
            case MARIADB -> Map.of("connectTimeout", MARIADB_CONNECT_MILLIS, READING, MILLIS);
            case H2, OTHER -> Map.of();
        };
        Map<String, String> missing = new HashMap<>(defaults);
        missing.keySet().removeAll(known);
        return missing;
    }
}
