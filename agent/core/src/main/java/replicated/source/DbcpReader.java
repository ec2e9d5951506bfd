// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Commons DBCP 2, also as repackaged by Tomcat, and its predecessor, whose size has another name. */
final class DbcpReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of(
                "org.apache.commons.dbcp2.BasicDataSource",
                "org.apache.tomcat.dbcp.dbcp2.BasicDataSource",
                "org.apache.commons.dbcp.BasicDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("org.apache.commons.dbcp2.", "org.apache.tomcat.dbcp.dbcp2.", "org.apache.commons.dbcp.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        if (source.call("getTransactionManager") != null) {
            facts.notRoutedReason = "it takes part in JTA transactions";
        }
        readPool(source, facts);
    }

    /** All but its transactions. */
    static void readPool(ReflectedObject source, SourceFacts facts) {
        facts.url = source.text("getUrl");
        facts.username = source.text("getUsername");
        facts.password = ReflectedObject.nonBlank(source.call("getPassword"));
        facts.driver = source.call("getDriver") instanceof Driver driver ? driver : null;
        facts.driverClassName = source.text("getDriverClassName");
        if (source.call("getDriverClassLoader") instanceof ClassLoader loader) {
            facts.loaders.add(0, loader);
        }
        facts.driverProperties.putAll(ReflectedObject.properties(source.field("connectionProperties")));

        // Set only where the pool is registered in JMX; DBCP has no other name.
        facts.poolName = source.text("getJmxName");
        facts.autoCommit = source.flag("getDefaultAutoCommit", true);
        facts.readOnly = source.flag("getDefaultReadOnly", false);
        facts.isolation = source.number("getDefaultTransactionIsolation", -1);
        facts.schema = source.text("getDefaultSchema");
        facts.catalog = source.text("getDefaultCatalog");
        facts.initSql = joined(source.call("getConnectionInitSqls"));
        facts.maximumPoolSize = source.number("getMaxTotal", source.number("getMaxActive", -1));
    }

    /** Several statements become one text: the servers that have replicas accept that. Null for none. */
    static @Nullable String joined(@Nullable Object statements) {
        if (!(statements instanceof Collection<?> several) || several.isEmpty()) {
            return null;
        }
        return several.stream().map(String::valueOf).collect(Collectors.joining("; "));
    }
}
