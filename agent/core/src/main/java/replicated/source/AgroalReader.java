// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Agroal. */
final class AgroalReader implements SourceReader {

    @Override
    public Set<String> classNames() {
        return Set.of("io.agroal.pool.DataSource");
    }

    @Override
    public Set<String> packages() {
        return Set.of("io.agroal.pool.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        ReflectedObject configuration = source.bean("getConfiguration");
        ReflectedObject pool = configuration == null ? null : configuration.bean("connectionPoolConfiguration");
        ReflectedObject factory = pool == null ? null : pool.bean("connectionFactoryConfiguration");
        if (pool == null || factory == null) {
            return;
        }
        Object integration = pool.call("transactionIntegration");
        if (integration != null && !isNone(integration)) {
            facts.notRoutedReason = "it takes part in JTA transactions";
        }
        facts.url = factory.text("jdbcUrl");
        facts.username = factory.call("principal") instanceof Principal principal ? principal.getName() : null;
        facts.password = password(factory.call("credentials"));
        facts.driverProperties.putAll(ReflectedObject.properties(factory.call("jdbcProperties")));
        if (factory.call("connectionProviderClass") instanceof Class<?> provider) {
            facts.driverClassName = provider.getName();
            facts.loaders.add(0, provider.getClassLoader());
        }

        facts.autoCommit = factory.flag("autoCommit", true);
        facts.readOnly = factory.flag("readOnly", false);
        ReflectedObject isolation = factory.bean("jdbcTransactionIsolation");
        // UNDEFINED has the level -1; a level of the driver's own is passed on as it is.
        facts.isolation = isolation == null ? -1 : isolation.number("level", -1);
        facts.initSql = factory.text("initialSql");
        facts.maximumPoolSize = pool.number("maxSize", -1);
        if (pool.call("validationTimeout") instanceof Duration timeout && timeout.toMillis() > 0) {
            facts.validationTimeout = timeout;
        }
    }

    /** {@code TransactionIntegration.none()} is an anonymous class within the interface. */
    private static boolean isNone(Object integration) {
        return integration.getClass().getName().startsWith("io.agroal.api.transaction.TransactionIntegration");
    }

    private static @Nullable String password(@Nullable Object credentials) {
        if (credentials instanceof Collection<?> several) {
            for (Object credential : several) {
                String word = new ReflectedObject(credential).text("getWord");
                if (word != null) {
                    return word;
                }
            }
        }
        return null;
    }

    @Override
    public Life life(ReflectedObject source) {
        Object pool = source.field("connectionPool");
        Object executor = pool == null ? null : new ReflectedObject(pool).field("housekeepingExecutor");
        boolean over = executor != null && new ReflectedObject(executor).flag("isShutdown", false);
        return over ? Life.CLOSED : Life.OPEN;
    }
}
