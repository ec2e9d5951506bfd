package replicated.replica;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import replicated.position.ServerProbe;
import replicated.position.ServerSample;

/**
 * Makes the physical connections of one replica's pool and knows which server each of them leads to. A connection to a
 * server that takes writes is not given out: it is not a replica. Thread-safe.
 */
final class PhysicalConnections implements DataSource {

    private final String name;
    private final SetThreads threads;
    private final Probes probes;
    private final String initSql;

    private volatile ServerLogin login;

    /** Identity of the server behind each open connection. Connections have no equality of their own. */
    private final Map<Connection, String> servers = new ConcurrentHashMap<>();

    /** Identity of the server that the watcher sees; empty before its first sample. */
    private volatile String watched = "";

    private volatile boolean strangers;

    private volatile boolean onlyStrangers;

    PhysicalConnections(String name, ServerLogin login, String initSql, Probes probes, SetThreads threads) {
        this.name = name;
        this.login = login;
        this.initSql = initSql;
        this.probes = probes;
        this.threads = threads;
    }

    /**
     * Connections made from now on use another login.
     *
     * @param other same server, other credentials
     */
    void login(ServerLogin other) {
        login = other;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = login.connect(threads.errands());
        try {
            ServerProbe probe = probes.of(connection);
            // The read-only lock last, so that no statement of the application's pool can undo it.
            if (initSql != null && !initSql.isBlank()) {
                run(connection, initSql);
            }
            for (String sql : probe.readOnlySession()) {
                run(connection, sql);
            }
            ServerSample sample = probes.sample(connection);
            if (sample.role() == ServerSample.Role.PRIMARY) {
                throw new SQLException("replica '" + name + "' takes writes: it is not a replica");
            }
            servers.put(connection, sample.server());
            lookForStrangers();
            return connection;
        } catch (SQLException | RuntimeException | LinkageError failed) {
            BrokenOff.closeQuietly(connection);
            throw failed;
        }
    }

    /**
     * Tells which server the watcher sees. Called at each of its samples.
     *
     * @param server its identity
     */
    void watched(String server) {
        if (strangers || !server.equals(watched)) {
            watched = server;
            lookForStrangers();
        }
    }

    /**
     * Whether some open connection may lead to another server than the watched one. Costs one volatile read.
     *
     * @return {@code false}: what the watcher knows holds for all
     */
    boolean strangers() {
        return strangers;
    }

    /**
     * Whether a connection leads to a server.
     *
     * @param server identity of the server
     * @param physical a connection made here
     * @return {@code true} also where servers have no identity
     */
    boolean leadsTo(String server, Connection physical) {
        return server.equals(servers.get(physical));
    }

    /**
     * Whether the name leads to another server by now: every open connection leads away from the watched one.
     *
     * @return {@code false} while no connection is open
     */
    boolean onlyStrangers() {
        return onlyStrangers;
    }

    private synchronized void lookForStrangers() {
        servers.keySet().removeIf(PhysicalConnections::gone);
        boolean some = false;
        boolean only = !servers.isEmpty();
        for (String server : servers.values()) {
            boolean same = server.equals(watched);
            some |= !same;
            only &= !same;
        }
        strangers = some;
        onlyStrangers = only;
    }

    /** Breaks every open connection at once, also those that wait for a server which does not answer. */
    void abortAll() {
        for (Connection connection : servers.keySet()) {
            threads.errand(() -> abort(connection));
        }
    }

    /**
     * Breaks one connection without a word to the server.
     *
     * @param physical made here
     */
    void abort(Connection physical) {
        servers.remove(physical);
        BrokenOff.now(physical);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean gone(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException broken) {
            return true;
        }
    }

    /** The login says it all. */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    /** Ignored: drivers take it JVM-wide; {@link DriverTimeouts} bounds each connection instead. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 2;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("replicated uses no java.util.logging");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("nothing is wrapped here");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
