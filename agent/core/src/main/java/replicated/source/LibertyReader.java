// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Open Liberty's data sources. Each lookup and each injection makes a new object before a factory of connections and a
 * manager of them, which is the same for all that ask the same pool in the same way.
 */
final class LibertyReader implements SourceReader {

    private static final String CONNECTION_MANAGER = "cm";

    /** Names of properties that a data source of a driver has been told already, or whose values are read elsewhere. */
    private static final Set<String> NOT_FOR_DRIVERS = Set.of(
            "URL",
            "url",
            "user",
            "password",
            "serverName",
            "portNumber",
            "databaseName",
            "dataSourceName",
            "loginTimeout");

    private final FieldOfClass manager = new FieldOfClass(CONNECTION_MANAGER);

    @Override
    public Set<String> classNames() {
        return Set.of("com.ibm.ws.rsadapter.jdbc.WSJdbcDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("com.ibm.ws.rsadapter.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public Object identity(Object source) {
        Object found = manager.of(source);
        return found == null ? source : found;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        ReflectedObject factory = source.part("mcf");
        ReflectedObject connections = source.part(CONNECTION_MANAGER);
        ReflectedObject settings = settings(factory);
        if (factory == null || settings == null || connections == null) {
            return;
        }
        if (factory.field("jdbcDriverLoader") instanceof ClassLoader loader) {
            facts.loaders.add(0, loader);
        }
        readTransactions(factory, settings, facts);
        readDatabase(factory, settings, facts);
        readLogin(factory, connections, facts);
        readInitSql(settings, facts);

        facts.isolation = source.number("getDefaultIsolationLevel", -1);
        String jndiName = ReflectedObject.nonBlank(settings.field("jndiName"));
        facts.poolName = jndiName == null ? ReflectedObject.nonBlank(settings.field("id")) : jndiName;
        facts.maximumPoolSize = maximumPoolSize(connections);
    }

    private static @Nullable ReflectedObject settings(@Nullable ReflectedObject factory) {
        Object reference = factory == null ? null : factory.field("dsConfig");
        return reference instanceof AtomicReference<?> latest ? ReflectedObject.ofNullable(latest.get()) : null;
    }

    /** Only what says that it has no transactions is taken to have none. */
    private static void readTransactions(ReflectedObject factory, ReflectedObject settings, SourceFacts facts) {
        if (Boolean.FALSE.equals(settings.field("transactional"))) {
            return;
        }
        ReflectedObject services = factory.part("connectorSvc");
        facts.managedBy(services == null ? null : services.call("getTransactionManager"));
    }

    /** The driver's own data source has been told all properties; a bare driver gets them with each connection. */
    private static void readDatabase(ReflectedObject factory, ReflectedObject settings, SourceFacts facts) {
        Map<?, ?> properties = settings.field("vendorProps") instanceof Map<?, ?> map ? map : Map.of();
        Object vendors = factory.field("dataSourceOrDriver");
        if (vendors instanceof Driver driver) {
            facts.driver = driver;
        } else if (vendors != null) {
            facts.readInner(vendors);
            facts.poolName = null;
            facts.maximumPoolSize = -1;
        }
        properties.forEach((name, value) -> {
            if (!NOT_FOR_DRIVERS.contains(name) && !isProtected(value)) {
                facts.driverProperties.put(String.valueOf(name), String.valueOf(value));
            }
        });
        facts.url = firstOf(text(properties.get("URL")), text(properties.get("url")), facts.url);
        facts.username = firstOf(text(properties.get("user")), facts.username);
        // What is encoded in the configuration, Liberty has decoded by now.
        facts.password = firstOf(text(properties.get("password")), facts.password);
        facts.passwordHidden = false;
    }

    /** In the same order as the pool looks for them: those of the container, then those of the properties. */
    private static void readLogin(ReflectedObject factory, ReflectedObject connections, SourceFacts facts) {
        if (!Boolean.TRUE.equals(connections.field("containerManagedAuth"))) {
            return;
        }
        ReflectedObject service = connections.part("connectionFactorySvc");
        ReflectedObject reference = connections.part("cmConfig");
        if (service == null || reference == null) {
            facts.passwordHidden = true;
        } else if (service.call("getJaasLoginContextEntryName") != null
                || reference.call("getLoginConfigurationName") != null) {
            // A login module of the application's is asked by nobody but the container.
            facts.passwordHidden = true;
        } else {
            boolean named = service.call("getContainerAuthDataID") != null
                    || (reference.call("getLoginConfigProperties") instanceof Map<?, ?> map && !map.isEmpty());
            Object subject = connections.callWith("getFinalSubject", null, factory.target(), connections.target());
            boolean found = subject instanceof Subject login && facts.readCredential(login);
            facts.passwordHidden = found ? facts.password == null : named || facts.passwordHidden;
        }
    }

    private static void readInitSql(ReflectedObject settings, SourceFacts facts) {
        if (settings.field("onConnect") instanceof String[] statements && statements.length > 0) {
            facts.initSql = statements[0];
            if (statements.length > 1) {
                facts.notRoutedReason =
                        "it has several onConnect statements, of which a replica's connections can run one";
            }
        }
    }

    private static int maximumPoolSize(ReflectedObject connections) {
        ReflectedObject pool = connections.part("_pm");
        ReflectedObject sizes = pool == null ? null : pool.part("gConfigProps");
        return sizes == null ? -1 : sizes.number("getMaxConnections", -1);
    }

    /** A pool that was shut down looks like any other, but its service has another one by then, or none. */
    @Override
    public Life life(ReflectedObject source) {
        ReflectedObject connections = source.part(CONNECTION_MANAGER);
        Object pool = connections == null ? null : connections.field("_pm");
        ReflectedObject service = connections == null ? null : connections.part("connectionFactorySvc");
        if (pool == null || service == null) {
            return Life.OPEN;
        }
        ReflectedObject managers = service.part("conMgrSvc");
        Object latest = managers == null ? null : managers.field("pm");
        boolean over = service.field("isInitialized") instanceof AtomicBoolean initialized && !initialized.get();
        return over || (latest != null && latest != pool) ? Life.CLOSED : Life.OPEN;
    }

    /** A protected text shows stars where it is printed. */
    private static boolean isProtected(Object value) {
        return !(value instanceof String || value instanceof Number || value instanceof Boolean);
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value == null || !isProtected(value)) {
            return value == null ? null : ReflectedObject.nonBlank(String.valueOf(value));
        }
        return new ReflectedObject(value).call("getChars") instanceof char[] chars
                ? ReflectedObject.nonBlank(new String(chars))
                : null;
    }

    private static @Nullable String firstOf(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }
}
