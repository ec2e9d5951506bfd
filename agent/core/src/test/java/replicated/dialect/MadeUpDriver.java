// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/**
 * The driver of {@link MadeUpDialect}: {@code jdbc:madeup://SERVER/app;name=value}. Each server is a database of H2 in
 * memory with a table that says which one it is and how far. Static, since the command line loads a driver by itself.
 */
public final class MadeUpDriver implements Driver {

    static final int SESSION = 42;

    /** What connections were told, and with which properties they were made, each behind the name of its server. */
    public static final List<String> HEARD = new CopyOnWriteArrayList<>();

    /** Keep the databases of the servers. */
    private static final ConcurrentHashMap<String, String> DATABASES = new ConcurrentHashMap<>();

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ConcurrentHashMap<String, Connection> KEEPERS = new ConcurrentHashMap<>();

    /** For a {@code ServiceLoader}. */
    public MadeUpDriver() {}

    /** How the driver tells the number of its session. */
    public interface Numbered {
        /**
         * The number.
         *
         * @return always the same
         */
        int sessionNumber();
    }

    /**
     * Starts a server.
     *
     * @param server its name
     * @param position how far it is; 0: it does not tell
     */
    public static void start(String server, long position) throws SQLException {
        // Of its own for each test: connections of the one before may still be closing.
        DATABASES.put(server, "jdbc:h2:mem:made-up-" + server + "-" + STARTED.incrementAndGet());
        Connection keeper = DriverManager.getConnection(DATABASES.get(server));
        KEEPERS.put(server, keeper);
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE made_up_state (server VARCHAR(20), position BIGINT)");
            statement.execute("INSERT INTO made_up_state VALUES ('" + server + "', " + position + ")");
            statement.execute("CREATE TABLE made_up_functions (name VARCHAR(20), reads BOOLEAN)");
            statement.execute("INSERT INTO made_up_functions VALUES ('stamp', FALSE), ('look', TRUE)");
            statement.execute("CREATE ALIAS stamp FOR 'java.lang.Math.abs(int)'");
            statement.execute("CREATE ALIAS look FOR 'java.lang.Math.abs(int)'");
            statement.execute("CREATE ALIAS innocent FOR 'java.lang.Math.abs(int)'");
        }
    }

    /** Stops all servers. */
    public static void stopAll() throws SQLException {
        for (Connection keeper : KEEPERS.values()) {
            keeper.close();
        }
        KEEPERS.clear();
        HEARD.clear();
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:madeup:");
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String server = url.substring(url.indexOf("//") + 2, url.lastIndexOf('/'));
        if (!KEEPERS.containsKey(server)) {
            throw new SQLException("no server " + server, "08001");
        }
        HEARD.add(server + " connects with " + properties);
        Connection real = DriverManager.getConnection(DATABASES.get(server));
        Session session = new Session(server, url, real);
        return proxy(session::answer, Connection.class, Numbered.class);
    }

    private static <T> T proxy(InvocationHandler handler, Class<T> type, Class<?>... more) {
        Class<?>[] types = new Class<?>[more.length + 1];
        types[0] = type;
        System.arraycopy(more, 0, types, 1, more.length);
        return type.cast(Proxy.newProxyInstance(MadeUpDriver.class.getClassLoader(), types, handler));
    }

    private static Object call(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A connection. */
    private static final class Session {

        private final String server;
        private final String url;
        private final Connection real;
        private boolean locked;

        Session(String server, String url, Connection real) {
            this.server = server;
            this.url = url;
            this.real = real;
        }

        Object answer(Object self, Method method, Object... arguments) throws Throwable {
            return switch (method.getName()) {
                case "sessionNumber" -> SESSION;
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(self);
                case "unwrap" -> self;
                case "getMetaData" -> proxy(this::metadata, DatabaseMetaData.class);
                case "setReadOnly" -> {
                    if (!real.getAutoCommit()) {
                        throw new SQLException("not inside a transaction", "25001");
                    }
                    yield null;
                }
                case "createStatement" -> proxy(statement(call(real, method, arguments), self, null), Statement.class);
                case "prepareStatement" ->
                    proxy(
                            statement(call(real, method, arguments), self, (String) arguments[0]),
                            PreparedStatement.class);
                default -> call(real, method, arguments);
            };
        }

        private Object metadata(Object self, Method method, Object... arguments) throws Throwable {
            return switch (method.getName()) {
                case "getDatabaseProductName" -> "Made Up DB";
                case "getDatabaseProductVersion" -> "1.0";
                case "getURL" -> url;
                default -> call(real.getMetaData(), method, arguments);
            };
        }

        private InvocationHandler statement(Object statement, Object connection, String prepared) {
            return (self, method, arguments) -> {
                if (method.getName().equals("getConnection")) {
                    return connection;
                }
                if (method.getName().startsWith("execute")) {
                    String sql = arguments == null ? prepared : String.valueOf(arguments[0]);
                    HEARD.add(server + " " + sql);
                    if (sql.equals(MadeUpDialect.LOCK)) {
                        locked = true;
                        return false;
                    }
                    if (locked && sql.contains("innocent")) {
                        throw new SQLException("nothing is changed here", "XX001", MadeUpDialect.READ_ONLY);
                    }
                    if (locked && sql.contains("going")) {
                        throw new SQLException("this server is going", "XX002", MadeUpDialect.GOING);
                    }
                }
                return call(statement, method, arguments);
            };
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
