package replicated.source;

import replicated.config.JdbcUrl;
import replicated.dialect.Dialect;

/** Compares JDBC URLs by where they lead. Stateless. */
final class DatabaseUrls {

    private DatabaseUrls() {}

    /**
     * Whether two URLs may lead to one database. Host names are aliases of each other as far as anybody can tell, so the name of the
     * database decides; on MySQL and MariaDB a statement can name any database of its server, so there the same server will do.
     *
     * @param one a JDBC URL
     * @param other a JDBC URL
     * @return {@code true} where it cannot be excluded
     */
    static boolean mayBeTheSame(String one, String other) {
        Dialect dialect = Dialect.ofUrl(one);
        Dialect others = Dialect.ofUrl(other);
        if (isOfMysql(dialect)) {
            return isOfMysql(others)
                    && (JdbcUrl.database(one).equals(JdbcUrl.database(other))
                            || JdbcUrl.server(one).equals(JdbcUrl.server(other)));
        }
        return dialect == others && OpenDatabases.key(one).equals(OpenDatabases.key(other));
    }

    /** Either driver talks to either server. */
    private static boolean isOfMysql(Dialect dialect) {
        return dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
    }
}
