// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * As containers' managed data sources are (IronJacamar's, for one): the driver's own connections in a pool of their
 * own, handed out in wrappers, and nothing about it tells where it leads to.
 */
final class ManagedDataSource implements DataSource, AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    private final Driver driver;
    private final String address;
    private final Properties login = new Properties();
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    ManagedDataSource(String address, String user, String password) throws SQLException {
        this.driver = DriverManager.getDriver(address);
        this.address = address;
        login.setProperty("user", user);
        login.setProperty("password", password);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection physical = idle.poll();
        while (physical != null && !physical.isValid(PATIENCE_SECONDS)) {
            physical.close();
            physical = idle.poll();
        }
        return handle(physical == null ? driver.connect(address, login) : physical);
    }

    private Connection handle(Connection physical) {
        boolean[] closed = {false};
        return (Connection) Proxy.newProxyInstance(
                ManagedDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close" -> {
                        if (!closed[0]) {
                            closed[0] = true;
                            idle.push(physical);
                        }
                        yield null;
                    }
                    case "isClosed" -> closed[0];
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "handle of a managed connection";
                    default -> invoke(physical, method, arguments);
                });
    }

    private static Object invoke(Connection physical, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(physical, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("Not a wrapper of " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public void close() throws SQLException {
        for (Connection physical = idle.poll(); physical != null; physical = idle.poll()) {
            physical.close();
        }
    }
}
