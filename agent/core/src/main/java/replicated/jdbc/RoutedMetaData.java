package replicated.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import replicated.position.Dialect;

/**
 * Facts about the database, from the server that the connection is on at the time of asking. What tells a replica from the
 * application's own database is answered as the latter would.
 */
final class RoutedMetaData extends DatabaseMetaDataDelegate {

    private final RoutedConnection connection;
    private DatabaseMetaData delegate;
    private byte generation;

    RoutedMetaData(RoutedConnection connection) throws SQLException {
        this.connection = connection;
        target();
    }

    @Override
    DatabaseMetaData target() throws SQLException {
        connection.checkOpen();
        if (delegate == null || generation != connection.generation()) {
            delegate = connection.target().getMetaData();
            generation = connection.generation();
        }
        return delegate;
    }

    @Override
    public int getDriverMajorVersion() {
        return delegate.getDriverMajorVersion();
    }

    @Override
    public int getDriverMinorVersion() {
        return delegate.getDriverMinorVersion();
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
        return connection.replica == null
                ? target().getURL()
                : connection.database().access().url();
    }

    /**
     * Of a replica's session or server every driver says yes that does not always say no. MariaDB's speaks of the server, and
     * the primary is not read-only; PostgreSQL's of the session, as the application has set it.
     */
    @Override
    public boolean isReadOnly() throws SQLException {
        boolean answer = target().isReadOnly();
        return answer
                && (connection.replica == null
                        || (connection.isReadOnly() && connection.database().dialect() != Dialect.MARIADB));
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : target().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }
}
