package replicated.position;

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
}
