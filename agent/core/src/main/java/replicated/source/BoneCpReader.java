// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** BoneCP, which has had no version since 2013 and is still met. */
final class BoneCpReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("com.jolbox.bonecp.BoneCPDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("com.jolbox.bonecp.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

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
}
