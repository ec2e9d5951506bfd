// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A class that the file names and nobody else knows: its getters are asked by the names that data sources usually give
 * them.
 */
final class NamedClassReader implements SourceReader {

    private static final String[] URL = {"getUrl", "getURL", "getJdbcUrl", "getConnectionURL", "getUri"};
    private static final String[] USER = {"getUser", "getUsername", "getUserName"};
    private static final String[] DRIVER = {"getDriverClassName", "getDriverClass"};
    private static final String[] NAME = {"getPoolName", "getName", "getDataSourceName", "getUniqueResourceName"};
    private static final String[] SIZE = {"getMaximumPoolSize", "getMaxPoolSize", "getMaxTotal", "getMaxActive"};

    @Override
    public Set<String> classNames() {
        return Set.of();
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        facts.url = first(source, URL);
        facts.username = first(source, USER);
        facts.password = ReflectedObject.nonBlank(source.call("getPassword"));
        facts.passwordHidden = facts.password == null;
        facts.driverClassName = first(source, DRIVER);
        facts.poolName = first(source, NAME);
        facts.schema = source.text("getSchema");
        facts.catalog = source.text("getCatalog");
        for (String getter : SIZE) {
            facts.maximumPoolSize = Math.max(facts.maximumPoolSize, source.number(getter, -1));
        }
    }

    private static @Nullable String first(ReflectedObject source, String[] getters) {
        for (String getter : getters) {
            String value = source.text(getter);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
