package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * What a driver knows of its session on the server, by its own methods: the agent has no driver of its own. Stateless.
 *
 * <p>Behind a connection pooler (PgBouncer in each of its modes, ProxySQL, MaxScale and their like) the number that the driver was
 * told when it logged in is the pooler's, and the one that the server tells is another.
 */
public final class DriverSession {

    private record IdMethod(String type, String method) {}

    private static final List<IdMethod> POSTGRESQL = List.of(
            new IdMethod("org.postgresql.PGConnection", "getBackendPID"),
            new IdMethod("com.edb.PGConnection", "getBackendPID"));

    private static final List<IdMethod> MYSQL = List.of(
            new IdMethod("org.mariadb.jdbc.Connection", "getThreadId"),
            new IdMethod("com.mysql.cj.jdbc.JdbcConnection", "getId"));

    private DriverSession() {}

    /**
     * Whether a pooler stands between a connection and the server that answered over it.
     *
     * @param connection that was asked
     * @param dialect of the server
     * @param sample what the server said
     * @return {@code false} also where the driver does not tell its number
     */
    public static boolean pooled(Connection connection, Dialect dialect, ServerSample sample) {
        if (sample.session() == 0) {
            return false;
        }
        long told = number(connection, dialect);
        // The protocol of MySQL has 32 bits for it.
        return told != 0 && (int) told != (int) sample.session();
    }

    /**
     * Whether the driver itself knows that its session is the one that answered, as it does after it has connected anew by itself.
     *
     * @param connection that was asked
     * @param dialect of the server
     * @param sample what the server said
     * @return {@code false} where the driver does not tell its number
     */
    public static boolean confirms(Connection connection, Dialect dialect, ServerSample sample) {
        long told = number(connection, dialect);
        return told != 0 && (int) told == (int) sample.session();
    }

    private static long number(Connection connection, Dialect dialect) {
        List<IdMethod> drivers = switch (dialect) {
            case POSTGRESQL -> POSTGRESQL;
            case MARIADB, MYSQL -> MYSQL;
            case H2, OTHER -> List.of();
        };
        for (IdMethod driver : drivers) {
            try {
                Class<?> type = Class.forName(
                        driver.type(), false, connection.getClass().getClassLoader());
                if (type.isInstance(connection) || connection.isWrapperFor(type)) {
                    Object own = type.isInstance(connection) ? connection : connection.unwrap(type);
                    return ((Number) type.getMethod(driver.method()).invoke(own)).longValue();
                }
            } catch (ReflectiveOperationException | SQLException | RuntimeException | LinkageError notThisDriver) {
                // The next one, or nobody, tells.
            }
        }
        return 0;
    }

    /**
     * What a driver has to be told where each transaction may run in another session: statements that are prepared on the server
     * would be missing in the next one, and be in the way of others in this one.
     *
     * @param dialect of the server
     * @return properties by name, for whoever has not set them otherwise; empty where the driver's defaults will do
     */
    public static Map<String, String> propertiesForPooler(Dialect dialect) {
        return dialect == Dialect.POSTGRESQL ? Map.of("prepareThreshold", "0") : Map.of();
    }
}
