// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pools that applications bring along, by what their getters are called and the little that is peculiar to each: a
 * further one is a constant here. HikariCP, Agroal and the pools of containers and drivers, of which there is more to
 * say, have readers of their own. Stateless.
 */
enum PoolReader implements SourceReader {
    /** Tomcat's JDBC pool. */
    TOMCAT(Set.of("org.apache.tomcat.jdbc.pool."), "org.apache.tomcat.jdbc.pool.DataSourceProxy") {
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
    },
    /** Commons DBCP 2, also as repackaged by Tomcat, and its predecessor, whose size has another name. */
    DBCP(
            Set.of("org.apache.commons.dbcp2.", "org.apache.tomcat.dbcp.dbcp2.", "org.apache.commons.dbcp."),
            "org.apache.commons.dbcp2.BasicDataSource",
            "org.apache.tomcat.dbcp.dbcp2.BasicDataSource",
            "org.apache.commons.dbcp.BasicDataSource") {
        @Override
        public void read(ReflectedObject source, SourceFacts facts) {
            if (source.call("getTransactionManager") != null) {
                facts.notRoutedReason = "it takes part in JTA transactions";
            }
            readDbcp(source, facts);
        }
    },
    /** c3p0, set up as one bean ({@code ComboPooledDataSource}) or out of parts ({@code DataSources.pooledDataSource}). */
    C3P0(Set.of("com.mchange.v2."), "com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource") {
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
    },
    /** Alibaba Druid. */
    DRUID(
            // Not all of Druid: its filter is below every request.
            Set.of("com.alibaba.druid.pool."), "com.alibaba.druid.pool.DruidDataSource") {
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
            facts.initSql = joined(source.call("getConnectionInitSqls"));
            facts.maximumPoolSize = source.number("getMaxActive", -1);
        }
    },
    /** Oracle's Universal Connection Pool. */
    UCP(Set.of("oracle.ucp."), "oracle.ucp.jdbc.PoolDataSourceImpl") {
        @Override
        public void read(ReflectedObject source, SourceFacts facts) {
            facts.url = source.text("getURL");
            facts.username = source.text("getUser");
            facts.password = ReflectedObject.nonBlank(source.call("getPasswordReal"));
            facts.passwordHidden = facts.password == null;
            facts.driverClassName = source.text("getConnectionFactoryClassName");
            facts.driverProperties.putAll(ReflectedObject.properties(source.call("getConnectionProperties")));

            facts.poolName = source.text("getConnectionPoolName");
            facts.maximumPoolSize = source.number("getMaxPoolSize", -1);
        }
    },
    /** Vibur. */
    VIBUR(Set.of("org.vibur.dbcp."), "org.vibur.dbcp.ViburDBCPDataSource") {
        @Override
        public void read(ReflectedObject source, SourceFacts facts) {
            Object inner = source.call("getExternalDataSource");
            if (inner != null) {
                facts.readInner(inner);
            }
            String url = source.text("getJdbcUrl");
            facts.url = url == null ? facts.url : url;
            String username = source.text("getUsername");
            if (username != null) {
                facts.username = username;
                facts.password = source.text("getPassword");
            }
            facts.driver = source.call("getDriver") instanceof Driver driver ? driver : null;
            facts.driverClassName = source.text("getDriverClassName");
            facts.driverProperties.putAll(ReflectedObject.properties(source.call("getDriverProperties")));

            facts.poolName = source.text("getName");
            facts.autoCommit = source.flag("getDefaultAutoCommit", true);
            facts.readOnly = source.flag("getDefaultReadOnly", false);
            // Of a pool that has not been started the number is missing, and the name is there.
            facts.isolation = source.number(
                    "getDefaultTransactionIsolationIntValue",
                    IsolationNames.of(source.text("getDefaultTransactionIsolation")));
            facts.catalog = source.text("getDefaultCatalog");
            facts.initSql = source.text("getInitSQL");
            facts.maximumPoolSize = source.number("getPoolMaxSize", -1);
        }

        @Override
        public Life life(ReflectedObject source) {
            // Its states write themselves in words of their own.
            return switch (source.call("getState") instanceof Enum<?> state ? state.name() : "") {
                case "NEW" -> Life.RESTING;
                case "TERMINATED" -> Life.CLOSED;
                default -> Life.OPEN;
            };
        }
    },
    /** BoneCP, which has had no version since 2013 and is still met. */
    BONECP(Set.of("com.jolbox.bonecp."), "com.jolbox.bonecp.BoneCPDataSource") {
        @Override
        public void read(ReflectedObject source, SourceFacts facts) {
            Object inner = source.call("getDatasourceBean");
            if (inner != null) {
                facts.readInner(inner);
            }
            String url = source.text("getJdbcUrl");
            facts.url = facts.url == null ? url : facts.url;
            String username = source.text("getUsername");
            if (username != null) {
                facts.username = username;
                facts.password = source.text("getPassword");
            }
            facts.driverClassName = source.text("getDriverClass");
            facts.driverProperties.putAll(ReflectedObject.properties(source.call("getDriverProperties")));

            facts.poolName = source.text("getPoolName");
            facts.autoCommit = source.flag("getDefaultAutoCommit", true);
            facts.readOnly = source.flag("getDefaultReadOnly", false);
            facts.isolation = IsolationNames.of(source.text("getDefaultTransactionIsolation"));
            facts.catalog = source.text("getDefaultCatalog");
            facts.initSql = source.text("getInitSQL");
            int partitions = Math.max(1, source.number("getPartitionCount", 1));
            facts.maximumPoolSize = partitions * source.number("getMaxConnectionsPerPartition", -1);
        }

        @Override
        public Life life(ReflectedObject source) {
            ReflectedObject pool = source.bean("getPool");
            if (pool == null) {
                return Life.RESTING;
            }
            return Boolean.TRUE.equals(pool.field("poolShuttingDown")) ? Life.CLOSED : Life.OPEN;
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // of Set.of
    private final Set<String> packages;

    @SuppressWarnings("ImmutableEnumChecker") // of Set.of
    private final Set<String> classNames;

    PoolReader(Set<String> packages, String... classNames) {
        this.packages = packages;
        this.classNames = Set.of(classNames);
    }

    @Override
    public Set<String> classNames() {
        return classNames;
    }

    @Override
    public Set<String> packages() {
        return packages;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    /** All of a pool of DBCP but its transactions. */
    static void readDbcp(ReflectedObject source, SourceFacts facts) {
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
    private static @Nullable String joined(@Nullable Object statements) {
        if (!(statements instanceof Collection<?> several) || several.isEmpty()) {
            return null;
        }
        return several.stream().map(String::valueOf).collect(Collectors.joining("; "));
    }
}
