// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialects;
import replicated.dialect.DriverTarget;
import replicated.dialect.SessionRules;
import replicated.dialect.UrlQuery;

/**
 * Opens physical connections to one server through the application's own driver instance: never through
 * {@code DriverManager}, which may not see the driver and whose login time-out is JVM-wide. Thread-safe. User and
 * password are asked for anew for each connection, so that a rotated one is used as soon as the application's pool or
 * the file has it; a server that refuses them is left alone for a while, see {@link LoginBackoff}.
 */
final class ServerLogin {

    /** By which a server's administrator tells our questions from those of the application. */
    private static final String WATCHER = "replicated-watch";

    private final String name;
    private final String url;
    private final Driver driver;
    private final Map<String, String> properties;
    private final LoginCredentials credentials;
    private final LoginBackoff backoff;
    /** The application's own, where this login is another user's; else null. */
    private final @Nullable CredentialSource applications;

    private final boolean readingLimited;

    /** Names that the application or the operator has set. */
    private final Set<String> known;

    private ServerLogin(
            String name,
            String url,
            Driver driver,
            Map<String, String> properties,
            LoginCredentials credentials,
            @Nullable CredentialSource applications,
            LoginBackoff backoff) {
        this.name = name;
        this.applications = applications;
        this.url = url;
        this.driver = driver;
        this.credentials = credentials;
        this.backoff = backoff;
        this.known = new HashSet<>(properties.keySet());
        known.addAll(UrlParameters.of(url).keySet());
        Map<String, String> timeouts = DriverTimeouts.missing(url, known);
        this.readingLimited = timeouts.containsKey(DriverTimeouts.READING);
        this.properties = new HashMap<>(timeouts);
        this.properties.putAll(properties);
    }

    /**
     * To the primary, as the application's own pool does it, but under our own name: for the watcher and what else we
     * ask.
     *
     * @param database name, for the log
     */
    static ServerLogin primary(String database, PrimaryAccess access) {
        Map<String, String> ownName = clientName(access.url());
        Map<String, String> properties = new HashMap<>(access.driverProperties());
        properties.putAll(ownName);
        return new ServerLogin(
                "primary",
                UrlQuery.without(access.url(), ownName.keySet()),
                driver(access),
                properties,
                LoginCredentials.primary(access),
                null,
                new LoginBackoff("the primary of " + database));
    }

    private static Map<String, String> clientName(String url) {
        return Dialects.ofUrl(url).urls().clientName(WATCHER);
    }

    /**
     * The same server's, for its watcher: under our own name, unless its settings have another. If it refuses one, it
     * refuses both.
     */
    ServerLogin ofWatcher(PrimaryAccess access, ReplicaSettings settings) {
        Map<String, String> ownName = new HashMap<>(clientName(settings.url()));
        ownName.keySet().removeAll(UrlParameters.of(settings.url()).keySet());
        ownName.keySet().removeAll(settings.driverProperties().keySet());
        return replica(access, settings, ownName, backoff);
    }

    /**
     * To a replica, for its pool: what its settings do not say is as for the primary, the drivers that stand before the
     * database's own too.
     *
     * @param database name, for the log
     */
    static ServerLogin replica(String database, PrimaryAccess access, ReplicaSettings settings) {
        return replica(
                access, settings, Map.of(), new LoginBackoff("replica '" + settings.name() + "' of " + database));
    }

    private static ServerLogin replica(
            PrimaryAccess access, ReplicaSettings settings, Map<String, String> ownName, LoginBackoff backoff) {
        Map<String, String> properties =
                new HashMap<>(UrlParameters.inherited(access.url(), access.driverProperties(), settings.url()));
        properties.putAll(settings.driverProperties());
        properties.putAll(ownName);
        Driver driver = driver(access);
        String url = JdbcUrl.withDriversOf(access.url(), settings.url());
        DriverTarget target =
                DriverTarget.of(Dialects.ofUrl(settings.url()).urls(), url, settings.host(), properties, driver);
        return new ServerLogin(
                settings.name(),
                target.url(),
                driver,
                target.properties(),
                LoginCredentials.replica(access, settings),
                settings.username() == null ? null : access.credentials(),
                backoff);
    }

    private static Driver driver(PrimaryAccess access) {
        Driver driver = access.driver();
        if (driver == null) {
            throw new IllegalStateException(access.poolName() + " is closed, and its driver the application's again");
        }
        return driver;
    }

    /**
     * Opens a connection.
     *
     * @param errands for drivers that want an executor to set a time-out
     * @param probes what is known of the server
     * @return in auto-commit, as the driver makes it
     * @throws LoginRefusedException if the server does not let us in, or has not a moment ago
     * @throws SQLException what else the driver throws, or if the URL is of no use
     */
    Connection connect(Executor errands, ProbeSelector probes) throws SQLException {
        Credentials now = credentials.now();
        backoff.admit(now);
        Properties all = new Properties();
        properties.forEach(all::setProperty);
        if (probes.pooled()) {
            SessionRules rules = probes.dialect().session();
            rules.propertiesForPooler().forEach((property, value) -> {
                if (!known.contains(property)) {
                    all.setProperty(property, value);
                }
            });
            rules.overriddenForPooler().forEach(all::replace);
        }
        if (now.username() != null) {
            all.setProperty("user", now.username());
        }
        if (now.password().present()) {
            all.setProperty("password", now.password().value());
        }
        Connection connection;
        try {
            connection = connectWithDriversLoader(all);
        } catch (SQLException failed) {
            throw probes.dialect().errors().loginRefused(failed) ? backoff.refused(now, failed) : failed;
        }
        if (connection == null) {
            throw new SQLException("replica '" + name + "': the application's driver "
                    + driver.getClass().getName() + " does not take the URL; write it for that driver");
        }
        backoff.succeeded();
        if (readingLimited) {
            connection.setNetworkTimeout(errands, 0);
        }
        return connection;
    }

    /**
     * The application's user, where this login is that of another.
     *
     * @param connection that was just made
     * @return null where it is the same one, or not known
     * @throws SQLException if the connection is broken
     */
    @Nullable
    String applicationsUser(Connection connection) throws SQLException {
        String theirs = applications == null ? null : applications.now().username();
        return theirs == null || theirs.equals(connection.getMetaData().getUserName()) ? null : theirs;
    }

    /**
     * Whether the last login was refused, so that no new connection can be had for the moment. Costs one volatile read.
     *
     * @return {@code false} also before the first
     */
    boolean isRefused() {
        return backoff.isRefused();
    }

    /**
     * Whether {@code setReadOnly(true)} leaves nothing in a session that others get next.
     *
     * @param rules of the server's dialect
     * @return {@code false} for drivers that set it for the session
     */
    boolean readOnlyByTransaction(SessionRules rules) {
        return rules.readOnlyByTransaction(UrlParameters.of(url));
    }

    /** Drivers look for their plug-ins with the context class loader, which on our threads would not find them. */
    private Connection connectWithDriversLoader(Properties all) throws SQLException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(driver.getClass().getClassLoader());
        try {
            return driver.connect(url, all);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The name only: the URL and the properties may hold secrets. */
    @Override
    public String toString() {
        return "ServerLogin[" + name + "]";
    }
}
