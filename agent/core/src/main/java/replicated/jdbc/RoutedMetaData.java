// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import replicated.route.Reason;

/**
 * Facts about the database, from the server that the connection is on at the time of asking; while it is on none, from
 * a connection of the primary that is taken for each of them. What tells a replica from the application's own database
 * is answered as the latter would.
 */
final class RoutedMetaData extends DatabaseMetaDataDelegate {

    private final InspectingConnection connection;
    private @Nullable DatabaseMetaData delegate;
    private short generation;

    RoutedMetaData(InspectingConnection connection) {
        this.connection = connection;
    }

    @Override
    DatabaseMetaData target() throws SQLException {
        connection.checkOpen();
        return !connection.isBound() ? unbound() : bound();
    }

    /** Answers while the connection has no server: facts do not bind it, rows and the driver's own object do. */
    private DatabaseMetaData unbound() {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                RoutedMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> isFact(method)
                        ? connection.ask(primary -> call(method, primary.getMetaData(), arguments))
                        : call(method, bound(), arguments));
    }

    /** Whether a session is read-only is a fact only where the application has not said how it wants it. */
    private boolean isFact(Method method) {
        boolean asWanted = method.getName().equals("isReadOnly")
                && connection.stateOrNull() != null
                && connection.stateOrNull().readOnly != null;
        return method.getReturnType() != ResultSet.class
                && method.getDeclaringClass() == DatabaseMetaData.class
                && !asWanted;
    }

    private static @Nullable Object call(Method method, DatabaseMetaData on, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException error) {
                throw error;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new SQLException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException(e);
        }
    }

    private DatabaseMetaData bound() throws SQLException {
        DatabaseMetaData known = delegate;
        if (known == null || generation != connection.generation()) {
            known = connection.target().getMetaData();
            delegate = known;
            generation = connection.generation();
        }
        return known;
    }

    @Override
    public int getDriverMajorVersion() {
        return version(DatabaseMetaData::getDriverMajorVersion, Driver::getMajorVersion);
    }

    @Override
    public int getDriverMinorVersion() {
        return version(DatabaseMetaData::getDriverMinorVersion, Driver::getMinorVersion);
    }

    /** May not fail: without a server the driver itself is asked. */
    private int version(ToIntFunction<DatabaseMetaData> facts, ToIntFunction<Driver> ofDriver) {
        try {
            DatabaseMetaData known = delegate;
            return known == null
                    ? requireNonNull(connection.ask(primary -> facts.applyAsInt(primary.getMetaData())))
                    : facts.applyAsInt(known);
        } catch (SQLException e) {
            Driver driver = connection.database().access().driver();
            return driver == null ? 0 : ofDriver.applyAsInt(driver);
        }
    }

    @Override
    void failed(SQLException error) throws SQLException {
        connection.failed(error);
    }

    @Override
    ResultSet rows(ResultSet rows) throws SQLException {
        return RoutedStatement.adopted(connection, rows);
    }

    @Override
    public Connection getConnection() throws SQLException {
        connection.checkOpen();
        return connection;
    }

    @Override
    public String getURL() throws SQLException {
        connection.checkOpen();
        return !connection.isOnReplica()
                ? target().getURL()
                : connection.database().access().url();
    }

    /**
     * Of a replica's session or server every driver says yes that does not always say no. MariaDB's speaks of the
     * server, and the primary is not read-only; PostgreSQL's of the session, as the application has set it.
     */
    @Override
    public boolean isReadOnly() throws SQLException {
        boolean answer = target().isReadOnly();
        return answer
                && (!connection.isOnReplica()
                        || (connection.isReadOnly()
                                && !connection.database().dialect().session().metaDataTellsOfTheServer()));
    }

    /** The driver's own object leads to its own connection, so it is that of the primary. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        connection.checkOpen();
        connection.routeToPrimary(Reason.UNWRAP);
        T vendor = bound().unwrap(type);
        connection.unwrapped();
        return vendor;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }
}
