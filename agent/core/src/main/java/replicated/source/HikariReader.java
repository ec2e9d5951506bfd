// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.time.Duration;
import java.util.Set;

/** HikariCP. */
final class HikariReader implements SourceReader {

    /** A system property of HikariCP's. */
    private static final String SINGLE_GETTERS = "com.zaxxer.hikari.legacy.supportUserPassDataSourceOverride";

    @Override
    public Set<String> classNames() {
        return Set.of("com.zaxxer.hikari.HikariDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("com.zaxxer.hikari.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        Object inner = source.call("getDataSource");
        String innerClass = source.text("getDataSourceClassName");
        if (inner != null) {
            facts.readInner(inner);
        } else if (innerClass != null) {
            DataSourceCopy.of(
                            innerClass,
                            ReflectedObject.properties(source.call("getDataSourceProperties")),
                            facts.loaders)
                    .ifPresent(made -> facts.readInner(made));
        } else {
            facts.driverProperties.putAll(ReflectedObject.properties(source.call("getDataSourceProperties")));
        }
        String url = source.text("getJdbcUrl");
        facts.url = facts.url == null ? url : facts.url;
        facts.driverClassName = source.text("getDriverClassName");
        readCredentials(source, facts);

        facts.poolName = source.text("getPoolName");
        facts.autoCommit = source.flag("isAutoCommit", true);
        facts.readOnly = source.flag("isReadOnly", false);
        facts.isolation = IsolationNames.of(source.text("getTransactionIsolation"));
        facts.schema = source.text("getSchema");
        facts.catalog = source.text("getCatalog");
        facts.initSql = source.text("getConnectionInitSql");
        facts.maximumPoolSize = source.number("getMaximumPoolSize", -1);
        facts.validationTimeout = Duration.ofMillis(source.number("getValidationTimeout", 5_000));
    }

    /**
     * From 6.0 on the two are changed together, and read together through {@code getCredentials}: a getter of one of
     * them that a subclass overrides counts only with {@link #SINGLE_GETTERS}.
     */
    private static void readCredentials(ReflectedObject source, SourceFacts facts) {
        ReflectedObject provider = source.bean("getCredentialsProvider");
        ReflectedObject together = Boolean.getBoolean(SINGLE_GETTERS) ? null : source.bean("getCredentials");
        ReflectedObject credentials = provider == null ? together : provider.bean("getCredentials");
        ReflectedObject holder = credentials == null ? source : credentials;
        String username = holder.text("getUsername");
        String password = holder.text("getPassword");
        facts.username = username == null ? facts.username : username;
        facts.password = password == null ? facts.password : password;
    }
}
