// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** Oracle's Universal Connection Pool. */
final class UcpReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("oracle.ucp.jdbc.PoolDataSourceImpl");
    }

    @Override
    public Set<String> packages() {
        return Set.of("oracle.ucp.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

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
}
