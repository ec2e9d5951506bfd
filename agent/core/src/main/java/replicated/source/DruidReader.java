// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alibaba Druid. */
final class DruidReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("com.alibaba.druid.pool.DruidDataSource");
    }

    @Override
    public Set<String> packages() {
        // Not all of Druid: its filter is below every request.
        return Set.of("com.alibaba.druid.pool.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    /** A callback of the application counts more, as it does for Druid. */
    private static @Nullable String password(ReflectedObject source) {
        ReflectedObject callback = source.bean("getPasswordCallback");
        return callback != null && callback.call("getPassword") instanceof char[] made
                ? String.valueOf(made)
                : source.text("getPassword");
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        facts.url = source.text("getUrl");
        facts.username = source.text("getUsername");
        facts.password = password(source);
        facts.driver = source.call("getDriver") instanceof Driver driver ? driver : null;
        facts.driverClassName = source.text("getDriverClassName");
        if (source.call("getDriverClassLoader") instanceof ClassLoader loader) {
            facts.loaders.add(0, loader);
        }
        facts.driverProperties.putAll(ReflectedObject.properties(source.call("getConnectProperties")));

        facts.poolName = source.text("getName");
        facts.autoCommit = source.flag("isDefaultAutoCommit", true);
        facts.readOnly = source.flag("getDefaultReadOnly", false);
        facts.isolation = source.number("getDefaultTransactionIsolation", -1);
        facts.catalog = source.text("getDefaultCatalog");
        facts.initSql = DbcpReader.joined(source.call("getConnectionInitSqls"));
        facts.maximumPoolSize = source.number("getMaxActive", -1);
    }
}
