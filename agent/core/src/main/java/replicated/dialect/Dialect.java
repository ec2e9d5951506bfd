package replicated.dialect;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import replicated.config.JdbcUrl;

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
     * @param url JDBC URL; drivers that stand before the database's own are looked through
     * @return {@link #OTHER} if it is none of the known ones
     */
    public static Dialect ofUrl(String url) {
        return switch (JdbcUrl.subprotocol(url)) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb" -> MARIADB;
            case "mysql" -> MYSQL;
            case "h2" -> H2;
            default -> OTHER;
        };
    }

    /**
     * What the server behind a connection really is: MariaDB's driver talks to MySQL and the other way round, a driver that
     * stands before another one may have a URL that says nothing, and positions, variables and error codes go by the server.
     *
     * @param url JDBC URL the connection was made with, which counts where the driver names no product
     * @param connection a connection of our own; costs no round trip with the drivers of PostgreSQL, MySQL and MariaDB, which learn
     *     the version when they log in
     * @return the dialect of the server
     * @throws SQLException if the driver cannot tell
     */
    public static Dialect ofServer(String url, Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        String name = metadata == null ? null : metadata.getDatabaseProductName();
        if (name == null || name.isBlank()) {
            return ofUrl(url);
        }
        String product = (name + " " + metadata.getDatabaseProductVersion()).toLowerCase(Locale.ROOT);
        if (product.contains("mariadb")) {
            return MARIADB;
        }
        if (product.startsWith("mysql")) {
            return MYSQL;
        }
        if (product.startsWith("postgresql") || product.startsWith("enterprisedb")) {
            return POSTGRESQL;
        }
        return product.startsWith("h2 ") ? H2 : OTHER;
    }
}
