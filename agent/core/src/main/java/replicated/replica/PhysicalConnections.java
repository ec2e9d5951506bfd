// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;
import replicated.dialect.ServerSample;
import replicated.dialect.UserSettings;

/**
 * Makes the physical connections of one replica's pool and knows which server each of them leads to. A connection to a
 * server that takes writes is not given out: it is not a replica. Thread-safe.
 */
final class PhysicalConnections implements DataSource {

    /** Few enough for a small pooler, and more than two, should one of two servers be preferred. */
    private static final int AT_ONCE = 4;

    private static final int AT_ONCE_MILLIS = 500;

    private final String name;
    private final ReplicaSetThreads threads;
    private final ProbeSelector probes;
    private final @Nullable String initSql;

    private final Consumer<String> refused;
    private final PoolerAlias alias = new PoolerAlias();
    private final SettingsOfUser settings;

    private volatile ServerLogin login;

    /** Identity of the server behind each open connection. Connections have no equality of their own. */
    private final Map<Connection, String> servers = new ConcurrentHashMap<>();

    /** Identity of the server that the watcher sees; empty before its first sample. */
    private volatile String watched = "";

    private volatile boolean strangers;

    private volatile boolean onlyStrangers;

    /**
     * Opens nothing yet.
     *
     * @param refused told why, when a connection shows that the replica must not be used as it is; must not block
     */
    PhysicalConnections(
            String name,
            ServerLogin login,
            @Nullable String initSql,
            ProbeSelector probes,
            ReplicaSetThreads threads,
            Consumer<String> refused) {
        this.refused = refused;
        this.name = name;
        this.settings = new SettingsOfUser(name);
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

    /** Whether no new connection can be had for the moment, because the server has refused the last login. */
    boolean loginRefused() {
        return login.isRefused();
    }

    /**
     * Logs in once, unless that has just failed. Blocks for some seconds at most.
     *
     * @throws SQLException if no connection could be made
     */
    void tryLogin() throws SQLException {
        ConnectionKiller.closeQuietly(login.connect(threads.errands(), probes));
    }

    @Override
    public Connection getConnection() throws SQLException {
        boolean pooled = probes.pooled();
        Connection connection = login.connect(threads.errands(), probes);
        try {
            ServerSample sample = probes.sample(connection);
            if (sample.role() == ServerSample.Role.PRIMARY) {
                throw new SQLException("replica '" + name + "' takes writes: it is not a replica");
            }
            if (!sample.unfit().isEmpty()) {
                throw new SQLException("replica '" + name + "' should not serve now: " + sample.unfit());
            }
            if (probes.pooled()) {
                requireUsable(pooled, sample.server());
            }
            if (!pooled) {
                giveSettings(connection);
            }
            // The read-only lock last, so that no statement of the application's pool can undo it.
            if (initSql != null && !initSql.isBlank()) {
                run(connection, initSql);
            }
            if (!pooled) {
                for (String sql : probes.dialect().session().readOnly()) {
                    run(connection, sql);
                }
            }
            servers.put(connection, sample.server());
            lookForStrangers();
            return connection;
        } catch (SQLException | RuntimeException | LinkageError failed) {
            ConnectionKiller.closeQuietly(connection);
            throw failed;
        }
    }

    /** Whose they are is asked only where there may be any: it is a question to the application, and to the server. */
    private void giveSettings(Connection connection) throws SQLException {
        Dialect dialect = probes.dialect();
        UserSettings rules = dialect.session().ofAnotherUser();
        String user = rules == null ? null : login.applicationsUser(connection);
        if (rules != null && user != null) {
            settings.give(connection, rules, dialect.errors(), user);
        }
    }

    private void requireUsable(boolean madeForPooler, String server) throws SQLException {
        String why = null;
        if (!madeForPooler) {
            why = "a connection pooler stands before it by now; connections are made anew";
        } else if (!usable(server)) {
            why = PoolerHealth.ANOTHER_SERVER;
        }
        if (why != null) {
            refused.accept(why);
            throw new SQLException("replica '" + name + "': " + why);
        }
    }

    /**
     * Behind a pooler: whether connections may be used, since a server that was just met is the one they are known to
     * lead to.
     *
     * @param server identity of the server
     */
    boolean usable(String server) {
        return !alias.met(server, System.nanoTime()) && alias.admits(server);
    }

    /**
     * Behind a pooler: looks which servers the alias leads to, over several connections that are in a transaction at
     * one moment, since one alone would be answered by the same session again and again. Blocks for some seconds at
     * most.
     *
     * @return whether it is one and the same, and not one of several that were met before
     * @throws SQLException if no connection could be had
     */
    boolean oneServer() throws SQLException {
        Set<String> met = serversAtOnce();
        boolean several = alias.met(met, System.nanoTime());
        if (!several) {
            alias.admit(met.iterator().next());
        }
        return !several;
    }

    private Set<String> serversAtOnce() throws SQLException {
        List<Connection> open = new ArrayList<>(AT_ONCE);
        Set<String> met = new HashSet<>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                Connection connection = login.connect(threads.errands(), probes);
                open.add(connection);
                connection.setNetworkTimeout(threads.errands(), AT_ONCE_MILLIS);
                connection.setAutoCommit(false);
                met.add(probes.sample(connection).server());
            }
        } catch (SQLException noMore) {
            // The pooler may have fewer sessions to give away than that.
            if (met.isEmpty()) {
                throw noMore;
            }
        } finally {
            open.forEach(PhysicalConnections::rollBackAndClose);
        }
        return met;
    }

    /** A pooler ends the session of a client that leaves in the middle of a transaction. */
    private static void rollBackAndClose(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException | RuntimeException | LinkageError broken) {
            ConnectionKiller.now(connection);
            return;
        }
        ConnectionKiller.closeQuietly(connection);
    }

    /** Whether an error says that the connection behind it is gone. */
    boolean isGone(SQLException error) {
        return probes.dialect().errors().connectionGone(error);
    }

    /** Whether the pool may call {@code setReadOnly(true)} on these connections. */
    boolean readOnly() {
        return !probes.pooled() || login.readOnlyByTransaction(probes.dialect().session());
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
    boolean servesSeveralHosts() {
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
     * Asks the server behind a connection that nothing is done with at the moment.
     *
     * @param physical made here
     * @return what the very server said that answered
     * @throws SQLException if it did not, in time
     */
    ServerSample ask(Connection physical) throws SQLException {
        int before = physical.getNetworkTimeout();
        physical.setNetworkTimeout(threads.errands(), (int) ReplicaPool.VALIDATION_MILLIS);
        ServerSample sample = probes.sample(physical);
        if (!physical.getAutoCommit()) {
            physical.rollback();
        }
        physical.setNetworkTimeout(threads.errands(), before);
        return sample;
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
        ConnectionKiller.now(physical);
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
    public @Nullable PrintWriter getLogWriter() {
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
