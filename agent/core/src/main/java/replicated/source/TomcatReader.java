// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** Tomcat's JDBC pool. */
final class TomcatReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("org.apache.tomcat.jdbc.pool.DataSourceProxy");
    }

    @Override
    public Set<String> packages() {
        return Set.of("org.apache.tomcat.jdbc.pool.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        // The getters of the data source itself hide the password from JMX; those of its properties do not.
        ReflectedObject properties = source.bean("getPoolProperties");
        if (properties == null) {
            return;
        }
        Object inner = properties.call("getDataSource");
        if (inner != null) {
            facts.readInner(inner);
        }
        if (facts.url == null) {
            // Of a pool over a data source these two mean nothing; TomEE has them there nevertheless.
            facts.url = properties.text("getUrl");
            facts.driverClassName = properties.text("getDriverClassName");
        }
        String username = properties.text("getUsername");
        if (username != null) {
            facts.username = username;
            facts.password = properties.text("getPassword");
        }
        facts.driverProperties.putAll(ReflectedObject.properties(properties.call("getDbProperties")));

        facts.poolName = properties.text("getName");
        facts.autoCommit = properties.flag("isDefaultAutoCommit", properties.flag("getDefaultAutoCommit", true));
        facts.readOnly = properties.flag("isDefaultReadOnly", properties.flag("getDefaultReadOnly", false));
        facts.isolation = properties.number("getDefaultTransactionIsolation", -1);
        facts.catalog = properties.text("getDefaultCatalog");
        facts.initSql = properties.text("getInitSQL");
        facts.maximumPoolSize = properties.number("getMaxActive", -1);
    }

    /** Not {@code getPool}, which starts the pool. */
    @Override
    public Life life(ReflectedObject source) {
        Object pool = source.field("pool");
        if (pool == null) {
            return Life.RESTING;
        }
        return new ReflectedObject(pool).flag("isClosed", false) ? Life.CLOSED : Life.OPEN;
    }
}
