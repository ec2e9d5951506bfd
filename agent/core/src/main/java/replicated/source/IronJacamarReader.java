// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * IronJacamar, the pool of WildFly and JBoss EAP: the data source stands before a factory of connections and a manager
 * of them.
 */
final class IronJacamarReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("org.jboss.jca.adapters.jdbc.WrapperDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("org.jboss.jca.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        ReflectedObject factory = source.part("mcf");
        ReflectedObject manager = source.part("cm");
        if (factory == null || manager == null) {
            return;
        }
        readTransactions(manager, facts);
        readLoaders(factory, facts);
        readDatabase(factory, facts);
        readLogin(factory, manager, facts);

        facts.isolation = factory.field("transactionIsolation") instanceof Integer level ? level : -1;
        facts.initSql = factory.text("getNewConnectionSQL");
        readPool(manager, facts);
    }

    /**
     * Only what says that it has no transactions is taken to have none. One that has them says {@code isTransactional}
     * only while one is running.
     */
    private static void readTransactions(ReflectedObject manager, SourceFacts facts) {
        Object transactions = manager.field("transactionManager");
        if (transactions == null && !manager.flag("isTransactional", true)) {
            return;
        }
        facts.managedBy(transactions);
        if (facts.transactions != null && manager.call("getCachedConnectionManager") == null) {
            // There, what was taken before a transaction began stays out of it.
            facts.notRoutedReason = "it is managed by JTA, with use-ccm=\"false\"";
        }
    }

    /** Drivers are modules or deployments, with loaders that neither the pool's nor the application's leads to. */
    private static void readLoaders(ReflectedObject factory, SourceFacts facts) {
        ReflectedObject plugin = factory.bean("getClassLoaderPlugin");
        if (plugin != null && plugin.call("getClassLoader") instanceof ClassLoader loader) {
            facts.loaders.add(0, loader);
        }
    }

    private static void readDatabase(ReflectedObject factory, SourceFacts facts) {
        facts.url = factory.text("getConnectionURL");
        facts.driverClassName = factory.text("getDriverClass");
        Map<String, String> properties = ReflectedObject.properties(factory.field("connectionProps"));
        if (facts.url != null) {
            facts.driverProperties.putAll(properties);
            return;
        }
        // Made by a class of the driver's: what its properties come to, that class knows.
        String xa = factory.text("getXADataSourceClass");
        properties.putAll(ReflectedObject.properties(factory.field("xaProps")));
        String only = properties.size() == 1 ? properties.keySet().iterator().next() : null;
        if ("url".equalsIgnoreCase(only)) {
            facts.url = properties.get(only);
            return;
        }
        String made = xa == null ? factory.text("getDataSourceClass") : xa;
        if (made != null) {
            DataSourceCopy.of(made, properties, facts.loaders).ifPresent(facts::readInner);
        }
    }

    /** In the same order as the pool looks for them: those of a security domain, then those of the data source. */
    private static void readLogin(ReflectedObject factory, ReflectedObject manager, SourceFacts facts) {
        boolean domain = manager.text("getSecurityDomain") != null;
        boolean found =
                domain && manager.call("getSubject") instanceof Subject subject && facts.readCredential(subject);
        String user = found ? null : factory.text("getUserName");
        if (user != null) {
            facts.username = user;
            facts.password = ReflectedObject.nonBlank(factory.call("getPassword"));
        }
        // What was made a second time was made without the login, which the pool gives with each connection.
        facts.passwordHidden = domain && !found && facts.password == null;
    }

    private static void readPool(ReflectedObject manager, SourceFacts facts) {
        ReflectedObject pool = manager.bean("getPool");
        if (pool != null) {
            facts.poolName = pool.text("getName");
            ReflectedObject configuration = pool.part("poolConfiguration");
            facts.maximumPoolSize = configuration == null ? -1 : configuration.number("getMaxSize", -1);
        }
    }

    @Override
    public Life life(ReflectedObject source) {
        ReflectedObject manager = source.part("cm");
        return manager != null && manager.flag("isShutdown", false) ? Life.CLOSED : Life.OPEN;
    }
}
