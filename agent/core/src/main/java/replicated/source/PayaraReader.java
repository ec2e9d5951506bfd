// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data sources of Payara and GlassFish. Each lookup makes a new object before a factory of connections, which is
 * that of the pool; what else there is to know of the pool, the server's registry has.
 */
final class PayaraReader implements SourceReader {

    private static final String PLAIN_MANAGER = "com.sun.enterprise.connectors.ConnectionManagerImpl";
    private static final String REGISTRY = "com.sun.enterprise.connectors.ConnectorRegistry";
    private static final String RUNTIME = "com.sun.enterprise.connectors.ConnectorRuntime";

    /** In Payara and in GlassFish. */
    private final FieldOfClass factory = new FieldOfClass("mcf", "managedConnectionFactoryImpl");

    private final FieldOfClass manager = new FieldOfClass("cm", "connectionManager");

    @Override
    public Set<String> classNames() {
        return Set.of("com.sun.gjc.spi.base.AbstractDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("com.sun.gjc.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    /**
     * The variants {@code __pm} and {@code __nontx} of a resource have managers of other classes, and treat
     * transactions otherwise.
     */
    @Override
    public Object identity(Object source) {
        Object pool = factory.of(source);
        return pool == null || !isPlain(manager.of(source)) ? source : pool;
    }

    private static boolean isPlain(@Nullable Object manager) {
        return manager != null && manager.getClass().getName().equals(PLAIN_MANAGER);
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        ReflectedObject pool = ReflectedObject.ofNullable(factory.of(source.target()));
        ReflectedObject connections = ReflectedObject.ofNullable(manager.of(source.target()));
        if (pool == null || connections == null) {
            return;
        }
        if (!isPlain(connections.target())) {
            facts.notRoutedReason = "it is the server's own variant of a resource (__pm or __nontx)";
            return;
        }
        readDatabase(pool, facts);
        readTransactions(connections, facts);

        String isolation = pool.text("getTransactionIsolation");
        facts.isolation = isolation == null ? -1 : IsolationNames.of(isolation.replace('-', '_'));
        facts.initSql = pool.text("getInitSql");
        // A text, or an object that prints as one.
        Object poolName = pool.call("getPoolName");
        facts.poolName = poolName == null ? null : ReflectedObject.nonBlank(poolName.toString());
        facts.maximumPoolSize = maximumPoolSize(connections);
    }

    /** The driver's own data source has been told all properties; a bare driver gets them with each connection. */
    private static void readDatabase(ReflectedObject pool, SourceFacts facts) {
        facts.driverClassName = pool.text("getClassName");
        Object vendors = pool.call("getDataSource");
        if (vendors != null) {
            facts.readInner(vendors);
        } else {
            driverProperties(pool).forEach((name, value) -> {
                // The names are those of setters.
                String plain = name.startsWith("set") ? name.substring(3) : name;
                if (plain.equalsIgnoreCase("url")) {
                    facts.url = value;
                } else {
                    facts.driverProperties.put(plain, value);
                }
            });
            String url = pool.text("getConnectionURL");
            facts.url = url == null ? facts.url : url;
        }
        String user = pool.text("getUser");
        facts.username = user == null ? facts.username : user;
        String password = ReflectedObject.nonBlank(pool.call("getPassword"));
        facts.password = password == null ? facts.password : password;
        facts.passwordHidden = false;
    }

    /** As the pool splits them up, for which its own class is asked. */
    private static Map<String, String> driverProperties(ReflectedObject pool) {
        Map<String, String> properties = ReflectedObject.properties(null);
        Object specification = pool.field("spec");
        if (specification == null) {
            return properties;
        }
        try {
            ClassLoader loader = specification.getClass().getClassLoader();
            Object builder = Class.forName("com.sun.gjc.common.DataSourceObjectBuilder", true, loader)
                    .getConstructor(specification.getClass())
                    .newInstance(specification);
            Object split = builder.getClass()
                    .getMethod("parseDriverProperties", specification.getClass(), boolean.class)
                    .invoke(builder, specification, false);
            if (split instanceof Map<?, ?> table) {
                table.forEach((name, values) -> {
                    if (values instanceof Collection<?> one && one.size() == 1) {
                        properties.put(
                                String.valueOf(name),
                                String.valueOf(one.iterator().next()));
                    }
                });
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unreadable) {
            return properties;
        }
        return properties;
    }

    /** Only what says that it has no transactions is taken to have none. */
    private static void readTransactions(ReflectedObject connections, SourceFacts facts) {
        ReflectedObject known = registered(connections);
        if (known != null && known.flag("isNonTx", false)) {
            return;
        }
        ReflectedObject runtime = single(connections, RUNTIME, "getRuntime");
        facts.managedBy(runtime == null ? null : runtime.call("getTransactionManager"));
    }

    private static int maximumPoolSize(ReflectedObject connections) {
        ReflectedObject runtime = single(connections, RUNTIME, "getRuntime");
        Object name = connections.field("poolInfo");
        Object settings = runtime == null || name == null ? null : runtime.callWith("getConnectionPoolConfig", name);
        String size = settings == null ? null : new ReflectedObject(settings).text("getMaxPoolSize");
        try {
            return size == null ? -1 : Integer.parseInt(size);
        } catch (NumberFormatException variable) {
            return -1;
        }
    }

    /** What the server has under the name of the pool now; null: nothing. */
    private static @Nullable ReflectedObject registered(ReflectedObject connections) {
        ReflectedObject registry = single(connections, REGISTRY, "getInstance");
        Object name = connections.field("poolInfo");
        return registry == null || name == null
                ? null
                : ReflectedObject.ofNullable(registry.callWith("getPoolMetaData", name));
    }

    private static @Nullable ReflectedObject single(ReflectedObject connections, String className, String getter) {
        try {
            ClassLoader loader = connections.target().getClass().getClassLoader();
            return ReflectedObject.ofNullable(
                    Class.forName(className, true, loader).getMethod(getter).invoke(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError missing) {
            return null;
        }
    }

    /** A pool that was changed or deleted is no longer what the server has under its name. */
    @Override
    public Life life(ReflectedObject source) {
        ReflectedObject connections = ReflectedObject.ofNullable(manager.of(source.target()));
        if (connections == null || single(connections, REGISTRY, "getInstance") == null) {
            return Life.OPEN;
        }
        ReflectedObject now = registered(connections);
        return now == null || now.call("getMCF") != factory.of(source.target()) ? Life.CLOSED : Life.OPEN;
    }
}
