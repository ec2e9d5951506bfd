package replicated.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import replicated.route.StatementKind;

/**
 * Rows of one server, which know their routed statement. On a replica they are counted while open, so that their
 * connection outlives a move until they have been read.
 */
final class RoutedResultSet extends ResultSetDelegate {

    private final RoutedStatement statement;
    private final ResultSet delegate;

    /** The connection's generation the rows belong to. */
    private final byte generation;

    /** Whether it still counts as open on a replica. */
    private boolean counted;

    RoutedResultSet(RoutedStatement statement, ResultSet delegate, byte generation) {
        this.statement = statement;
        this.delegate = delegate;
        this.generation = generation;
        if (statement.connection.replica != null && generation == statement.connection.generation) {
            counted = true;
            statement.connection.openResults++;
        }
    }

    @Override
    ResultSet target() {
        return delegate;
    }

    @Override
    SQLException failed(SQLException error) {
        return error;
    }

    boolean wraps(ResultSet rows) {
        return delegate == rows;
    }

    boolean isDone() {
        return !counted;
    }

    /** The driver has closed it, or is about to. */
    void ended() {
        if (counted) {
            counted = false;
            statement.connection.resultClosed(generation);
        }
    }

    @Override
    public void close() throws SQLException {
        delegate.close();
        ended();
    }

    @Override
    public Statement getStatement() throws SQLException {
        if (delegate.isClosed()) {
            // The driver's own words for use after close.
            delegate.getStatement();
        }
        return statement;
    }

    @Override
    public void insertRow() throws SQLException {
        write(ResultSet::insertRow);
    }

    @Override
    public void updateRow() throws SQLException {
        write(ResultSet::updateRow);
    }

    @Override
    public void deleteRow() throws SQLException {
        write(ResultSet::deleteRow);
    }

    /** Updatable result sets are opened on the primary only. */
    private void write(RowChange change) throws SQLException {
        statement.connection.sending(StatementKind.WRITE);
        try {
            change.on(delegate);
        } finally {
            statement.connection.answered(StatementKind.WRITE, null);
        }
    }

    @FunctionalInterface
    private interface RowChange {
        void on(ResultSet rows) throws SQLException;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
