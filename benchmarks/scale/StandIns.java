// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.scale;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import replicated.config.DataSourceSettings;
import replicated.dialect.Dialects;
import replicated.replica.ReplicaSet;

/** A driver of servers that are always well and know nothing. */
public final class StandIns implements Driver, InvocationHandler {

    private static final int SAMPLE = 1_000;

    @Override
    public Connection connect(String url, Properties info) {
        return acceptsURL(url) ? proxy(Connection.class) : null;
    }

    private static <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new StandIns()));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString", "getURL" -> "jdbc:standin://replica/orders";
            case "isValid", "getAutoCommit" -> true;
            case "getMetaData" -> proxy(DatabaseMetaData.class);
            case "createStatement" -> proxy(Statement.class);
            case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
            default -> zero(method.getReturnType());
        };
    }

    private static Object zero(Class<?> type) {
        return type == boolean.class ? (Object) false : type == int.class ? (Object) 0 : type == long.class ? 0L : null;
    }

    /** What one connection of this driver takes itself. */
    static long heapOfOne() {
        Object[] kept = new Object[SAMPLE];
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        for (int i = 0; i < SAMPLE; i++) {
            kept[i] = proxy(Connection.class);
        }
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        return Math.max(0, (after - before) / kept.length);
    }

    /** A replica set of which nobody reads. */
    static ReplicaSet set(DataSourceSettings settings) {
        return (ReplicaSet) Proxy.newProxyInstance(
                ReplicaSet.class.getClassLoader(), new Class<?>[] {ReplicaSet.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "settings" -> settings;
                        case "replicas" -> List.of();
                        case "dialect" -> Dialects.OTHER;
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> zero(method.getReturnType());
                    };
                });
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:standin:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("standin");
    }
}
