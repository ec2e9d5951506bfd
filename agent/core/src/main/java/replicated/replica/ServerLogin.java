package replicated.replica;

import java.io.File;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import replicated.config.ConfigException;
import replicated.config.PasswordFile;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.dialect.Dialects;
import replicated.dialect.DriverTarget;
import replicated.dialect.SessionRules;
import replicated.dialect.UrlQuery;

/**
 * Opens physical connections to one server through the application's own driver instance: never through
 * {@code DriverManager}, which may not see the driver and whose login time-out is JVM-wide. Immutable and thread-safe; the
 * password is read anew for each connection, so that a rotated one is used as soon as it is in the file.
 */
final class ServerLogin {

    /** By which a server's administrator tells our questions from those of the application. */
    private static final String WATCHER = "replicated-watch";

    private final String name;
    private final String url;
    private final Driver driver;
    private final Map<String, String> properties;
    private final String username;
    private final Secret password;
    private final String passwordFile;
    private final boolean readingLimited;

    /** Names that the application or the operator has set. */
    private final Set<String> known;

    private ServerLogin(
            String name,
            String url,
            Driver driver,
            Map<String, String> properties,
            String username,
            Secret password,
            String passwordFile) {
        this.name = name;
        this.url = url;
        this.driver = driver;
        this.username = username;
        this.password = password;
        this.passwordFile = passwordFile;
        this.known = new HashSet<>(properties.keySet());
        known.addAll(UrlParameters.of(url).keySet());
        Map<String, String> timeouts = DriverTimeouts.missing(url, known);
        this.readingLimited = timeouts.containsKey(DriverTimeouts.READING);
        this.properties = new HashMap<>(timeouts);
        this.properties.putAll(properties);
    }

    /** To the primary, as the application's own pool does it, but under our own name: for the watcher and what else we ask. */
    static ServerLogin primary(PrimaryAccess access) {
        Map<String, String> ownName = clientName(access.url());
        Map<String, String> properties = new HashMap<>(access.driverProperties());
        properties.putAll(ownName);
        return new ServerLogin(
                "primary",
                UrlQuery.without(access.url(), ownName.keySet()),
                access.driver(),
                properties,
                access.username(),
                access.password(),
                null);
    }

    private static Map<String, String> clientName(String url) {
        return Dialects.ofUrl(url).urls().clientName(WATCHER);
    }

    /** To a replica, for its watcher: under our own name, unless its settings have another. */
    static ServerLogin watcher(PrimaryAccess access, ReplicaSettings settings) {
        Map<String, String> ownName = new HashMap<>(clientName(settings.url()));
        ownName.keySet().removeAll(UrlParameters.of(settings.url()).keySet());
        ownName.keySet().removeAll(settings.driverProperties().keySet());
        return replica(access, settings, ownName);
    }

    /** To a replica, for its pool: what its settings do not say is as for the primary. */
    static ServerLogin replica(PrimaryAccess access, ReplicaSettings settings) {
        return replica(access, settings, Map.of());
    }

    private static ServerLogin replica(PrimaryAccess access, ReplicaSettings settings, Map<String, String> ownName) {
        Map<String, String> properties = new HashMap<>(UrlParameters.inherited(access.url()));
        properties.keySet().removeAll(UrlParameters.of(settings.url()).keySet());
        properties.putAll(access.driverProperties());
        properties.putAll(settings.driverProperties());
        properties.putAll(ownName);
        DriverTarget target = DriverTarget.of(
                Dialects.ofUrl(settings.url()).urls(), settings.url(), settings.host(), properties, access.driver());
        boolean ownPassword = settings.password().present() || settings.passwordFile() != null;
        return new ServerLogin(
                settings.name(),
                target.url(),
                access.driver(),
                target.properties(),
                settings.username() != null ? settings.username() : access.username(),
                ownPassword ? settings.password() : access.password(),
                settings.passwordFile());
    }

    /**
     * Opens a connection.
     *
     * @param errands for drivers that want an executor to set a time-out
     * @param probes what is known of the server
     * @return in auto-commit, as the driver makes it
     * @throws SQLException what the driver throws, or if the URL or the password file is of no use
     */
    Connection connect(Executor errands, ProbeSelector probes) throws SQLException {
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
        if (username != null) {
            all.setProperty("user", username);
        }
        String secret = passwordFile != null ? passwordFromFile() : password.value();
        if (!secret.isEmpty()) {
            all.setProperty("password", secret);
        }
        Connection connection = connectWithDriversLoader(all);
        if (connection == null) {
            throw new SQLException("replica '" + name + "': the application's driver "
                    + driver.getClass().getName() + " does not take the URL; write it for that driver");
        }
        if (readingLimited) {
            connection.setNetworkTimeout(errands, 0);
        }
        return connection;
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

    private String passwordFromFile() throws SQLException {
        try {
            return PasswordFile.read(new File(passwordFile)).value();
        } catch (ConfigException unreadable) {
            throw new SQLException(
                    "replica '" + name + "': its password-file "
                            + unreadable.problems().get(0) + "; make it readable for the application's user",
                    "28000",
                    unreadable);
        }
    }

    /** The name only: the URL and the properties may hold secrets. */
    @Override
    public String toString() {
        return "ServerLogin[" + name + "]";
    }
}
