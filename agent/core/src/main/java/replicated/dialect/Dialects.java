// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import replicated.config.JdbcUrl;
import replicated.dialect.h2.H2Dialect;
import replicated.dialect.mariadb.MariaDbDialect;
import replicated.dialect.mysql.MysqlDialect;
import replicated.dialect.other.OtherDialect;
import replicated.dialect.postgresql.PostgresDialect;

/**
 * The dialects there are, and which of them a URL or a server is. Thread-safe. The constants are for tests and
 * measurements: what the agent does depends on a dialect's answers, not on its name.
 */
public final class Dialects {

    /** PostgreSQL and what is made of it. */
    public static final Dialect POSTGRESQL = new PostgresDialect();

    /** MariaDB. */
    public static final Dialect MARIADB = new MariaDbDialect();

    /** MySQL and what is made of it. */
    public static final Dialect MYSQL = new MysqlDialect();

    /** H2. */
    public static final Dialect H2 = new H2Dialect();

    /** Everything else: time windows, conservative inspection. */
    public static final Dialect OTHER = new OtherDialect();

    /** Never holds {@link #OTHER}. Immutable; replaced as a whole. */
    private static volatile List<Dialect> known = List.of(POSTGRESQL, MARIADB, MYSQL, H2);

    private Dialects() {}

    /**
     * All of them.
     *
     * @return an immutable snapshot, {@link #OTHER} last
     */
    public static List<Dialect> all() {
        List<Dialect> all = new ArrayList<>(known);
        all.add(OTHER);
        return List.copyOf(all);
    }

    /**
     * The dialect a JDBC URL leads to.
     *
     * @param url JDBC URL; drivers that stand before the database's own are looked through
     * @return {@link #OTHER} if it is none of the known ones
     */
    public static Dialect ofUrl(String url) {
        String kind = JdbcUrl.subprotocol(url);
        for (Dialect each : known) {
            if (each.urlKinds().contains(kind)) {
                return each;
            }
        }
        return OTHER;
    }

    /**
     * What the server behind a connection really is: MariaDB's driver talks to MySQL and the other way round, a driver
     * that stands before another one may have a URL that says nothing, and positions, variables and error codes go by
     * the server.
     *
     * @param url JDBC URL the connection was made with, which counts where the driver names no product
     * @param connection a connection of our own; costs no round trip with the drivers of PostgreSQL, MySQL and MariaDB,
     *     which learn the version when they log in
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
        for (Dialect each : known) {
            if (each.isProduct(product)) {
                return each;
            }
        }
        return OTHER;
    }

    /**
     * A driver is about to read what a session has changed, with the answer to a statement.
     *
     * @param buffer the driver's, which is only looked at
     * @see CommitAnswers#reads
     */
    public static void answerIsRead(@Nullable Object buffer) {
        for (Dialect each : known) {
            each.commitAnswers().reads(buffer);
        }
    }

    /** Makes one more known; for a test, which takes it back. */
    static synchronized void add(Dialect dialect) {
        List<Dialect> more = new ArrayList<>(known);
        more.add(dialect);
        known = List.copyOf(more);
    }

    /** Takes back {@link #add}. */
    static synchronized void remove(Dialect dialect) {
        List<Dialect> fewer = new ArrayList<>(known);
        fewer.remove(dialect);
        known = List.copyOf(fewer);
    }
}
