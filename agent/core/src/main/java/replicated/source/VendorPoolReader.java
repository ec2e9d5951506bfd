// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** The pools that come with drivers: MariaDB's, H2's and PostgreSQL's old one. */
final class VendorPoolReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of(
                "org.mariadb.jdbc.MariaDbPoolDataSource",
                "org.h2.jdbcx.JdbcConnectionPool",
                "org.postgresql.ds.PGPoolingDataSource");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        Object inner = source.field("dataSource");
        ReflectedObject holder = inner == null || source.text("getUrl") != null ? source : new ReflectedObject(inner);
        String url = holder.text("getUrl");
        facts.url = url == null ? holder.text("getURL") : url;
        facts.username = holder.text("getUser");
        facts.password = VendorReader.password(holder);
        VendorReader.unmask(holder, facts);
        facts.poolName = source.text("getDataSourceName");
        facts.maximumPoolSize = source.number("getMaxConnections", -1);
    }

    @Override
    public Life life(ReflectedObject source) {
        Object disposed = source.field("isDisposed");
        boolean over = disposed != null && new ReflectedObject(disposed).flag("get", false);
        return over ? Life.CLOSED : Life.OPEN;
    }
}
