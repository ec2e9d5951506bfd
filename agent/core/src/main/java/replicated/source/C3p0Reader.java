// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** c3p0, set up as one bean ({@code ComboPooledDataSource}) or out of parts ({@code DataSources.pooledDataSource}). */
final class C3p0Reader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("com.mchange.v2.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        ReflectedObject pooled = source.bean("getConnectionPoolDataSource");
        ReflectedObject nested = pooled == null ? null : pooled.bean("getNestedDataSource");
        ReflectedObject driver = nested == null ? source : nested;
        facts.url = driver.text("getJdbcUrl");
        facts.username = driver.text("getUser");
        facts.password = driver.text("getPassword");
        facts.driverClassName = driver.text("getDriverClass");
        facts.driverProperties.putAll(ReflectedObject.properties(driver.call("getProperties")));

        if (facts.url == null && nested != null) {
            facts.readInner(nested.target());
        }
        facts.poolName = source.text("getDataSourceName");
        facts.maximumPoolSize = pooled == null ? -1 : pooled.number("getMaxPoolSize", -1);
    }

    @Override
    public Life life(ReflectedObject source) {
        return Boolean.TRUE.equals(source.field("is_closed")) ? Life.CLOSED : Life.OPEN;
    }
}
