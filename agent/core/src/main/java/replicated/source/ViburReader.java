// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Set;

/** Vibur. */
final class ViburReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("org.vibur.dbcp.ViburDBCPDataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("org.vibur.dbcp.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

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
}
