package replicated.position;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The databases whose rules we know. */
public enum Dialect {
    POSTGRESQL,
    MARIADB,
    MYSQL,
    H2,
    /** Everything else: time windows, conservative inspection. */
    OTHER;

    /**
     * The dialect a JDBC URL leads to.
     *
     * @param url JDBC URL
     * @return {@link #OTHER} if it is none of the known ones
     */
    public static Dialect ofUrl(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:") || lower.startsWith("jdbc:pgsql:")) {
            return POSTGRESQL;
        }
        if (lower.startsWith("jdbc:mariadb:")) {
            return MARIADB;
        }
        if (lower.startsWith("jdbc:mysql:")) {
            return MYSQL;
        }
        return lower.startsWith("jdbc:h2:") ? H2 : OTHER;
    }

    /**
     * What the server behind a connection really is: MariaDB's driver talks to MySQL and the other way round, and positions,
     * variables and error codes go by the server.
     *
     * @param url JDBC URL the connection was made with
     * @param connection a connection of our own; costs no round trip with the drivers of MySQL and MariaDB, which learn the
     *     version when they log in
     * @return the dialect of the server
     * @throws SQLException if the driver cannot tell
     */
    public static Dialect ofServer(String url, Connection connection) throws SQLException {
        Dialect named = ofUrl(url);
        if (named != MARIADB && named != MYSQL) {
            return named;
        }
        var metadata = connection.getMetaData();
        String product = metadata.getDatabaseProductName() + " " + metadata.getDatabaseProductVersion();
        return product.toLowerCase(Locale.ROOT).contains("mariadb") ? MARIADB : MYSQL;
    }
}
