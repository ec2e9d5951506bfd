// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.route.Reason;
import replicated.sql.Verdict;

/**
 * A statement that an application cannot tell from its pool's: what JDBC's methods come to on one that follows its
 * connection. Used by the connection's thread, except for {@link #cancel}.
 */
class RoutedStatement extends RebindingStatement {

    /** To MySQL's driver: a row at a time. Often said, so not worth a question; other drivers refuse it later. */
    private static final int STREAMING = Integer.MIN_VALUE;

    private static final Execution<Statement, Boolean> CLOSE = statement -> {
        statement.close();
        return true;
    };

    RoutedStatement(InspectingConnection connection, Verdict verdict, @Nullable StatementOptions options) {
        super(connection, verdict, options);
    }

    /**
     * Rows that the driver made with a statement of its own: their statement leads back to the routed connection too.
     */
    static ResultSet adopted(InspectingConnection connection, ResultSet rows) throws SQLException {
        RoutedStatement statement = new RoutedStatement(connection, Verdict.READ, null);
        statement.delegate = rows.getStatement();
        statement.generation = connection.generation();
        return statement.openedRows(rows, true);
    }

    @Override
    public @Nullable ResultSet executeQuery(String sql) throws SQLException {
        text = sql;
        return opened(run(of(sql), sql, statement -> statement.executeQuery(sql)), false);
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        text = sql;
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql)), false);
    }

    @Override
    public boolean execute(String sql, int generatedKeys) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, generatedKeys)), true);
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, columns)), true);
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, columns)), true);
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeUpdate(sql));
    }

    @Override
    public int executeUpdate(String sql, int generatedKeys) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeUpdate(sql, generatedKeys));
    }

    @Override
    public int executeUpdate(String sql, int[] columns) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeUpdate(sql, columns));
    }

    @Override
    public int executeUpdate(String sql, String[] columns) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeUpdate(sql, columns));
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeLargeUpdate(sql));
    }

    @Override
    public long executeLargeUpdate(String sql, int generatedKeys) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeLargeUpdate(sql, generatedKeys));
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeLargeUpdate(sql, columns));
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        return run(updating(of(sql)), sql, statement -> statement.executeLargeUpdate(sql, columns));
    }

    /** A batch is there to write, and would be lost with its driver's statement: it is gathered where it will run. */
    @Override
    public void addBatch(String sql) throws SQLException {
        checkOpen();
        connection.routeFor(batched(of(sql)).kind());
        connection.cancelDetour();
        current().addBatch(sql);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return run(batched(), "", Statement::executeBatch);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return run(batched(), "", Statement::executeLargeBatch);
    }

    /** What a batch comes to. */
    Verdict batched() {
        return Verdict.WRITE;
    }

    /** A cursor can be named in a later UPDATE, so it is opened where that will run. */
    @Override
    public void setCursorName(String name) throws SQLException {
        checkOpen();
        connection.routeToPrimary(Reason.UNSAFE_STATEMENT);
        current().setCursorName(name);
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        Statement answering = answering();
        return answering == null || result != null ? result : opened(ask(answering, Statement::getResultSet), true);
    }

    @Override
    public int getUpdateCount() throws SQLException {
        Statement answering = answering();
        return answering == null ? -1 : answering.getUpdateCount();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        Statement answering = answering();
        return answering == null ? -1 : answering.getLargeUpdateCount();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        Statement answering = answering();
        if (answering == null) {
            return false;
        }
        boolean more = ask(answering, Statement::getMoreResults);
        endResult();
        return openedIf(more, true);
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        Statement answering = answering();
        if (answering == null) {
            return false;
        }
        boolean more = ask(answering, statement -> statement.getMoreResults(current));
        if (current == CLOSE_CURRENT_RESULT) {
            endResult();
        } else {
            result = null;
        }
        return openedIf(more, true);
    }

    @Override
    public @Nullable ResultSet getGeneratedKeys() throws SQLException {
        Statement answering = answering();
        ResultSet keys = ask(answering == null ? current() : answering, Statement::getGeneratedKeys);
        return keys == null ? null : new RoutedResultSet(this, keys, generation, true);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        // Rows may still be open on a server that was left, but for some drivers a warning ends with the next
        // statement.
        return generation == connection.generation() && delegate != null ? delegate.getWarnings() : null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        Statement answering = answering();
        if (answering != null) {
            answering.clearWarnings();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        checkOpen();
        return connection;
    }

    @Override
    public void cancel() throws SQLException {
        cancelFromOutside();
    }

    @Override
    public void close() throws SQLException {
        if (!isClosedByApplication()) {
            closedByApplication();
            endResult();
            Statement made = delegate;
            if (made != null) {
                connection.untrack(this);
                ask(made, CLOSE);
            }
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        Statement made = delegate;
        return isClosedByApplication()
                || connection.is(BoundConnection.CLOSED)
                || (made != null && generation == connection.generation() && made.isClosed());
    }

    private StatementOptions options() throws SQLException {
        checkOpen();
        if (options == null) {
            options = StatementOptions.plain();
        }
        return options;
    }

    /** A setting of a statement. */
    private interface Setting {
        void on(Statement statement) throws SQLException;
    }

    /**
     * Tells the driver's statement, if there is one. What a driver may refuse is refused now, and not when the
     * statement is made: one of the primary's is asked.
     *
     * @param unusual whether the value is one that drivers refuse
     */
    private void tell(boolean unusual, Setting setting) throws SQLException {
        if (delegate != null) {
            setting.on(current());
        } else if (unusual) {
            checkOpen();
            connection.ask(on -> {
                try (Statement probe = on.createStatement()) {
                    setting.on(probe);
                }
                return null;
            });
        }
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        tell(rows < 0 && rows != STREAMING, statement -> statement.setFetchSize(rows));
        options().fetchSize = rows;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        tell(!StatementOptions.isDirection(direction), statement -> statement.setFetchDirection(direction));
        options().fetchDirection = direction;
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        tell(seconds < 0, statement -> statement.setQueryTimeout(seconds));
        options().queryTimeout = seconds;
    }

    @Override
    public void setMaxFieldSize(int bytes) throws SQLException {
        tell(bytes < 0, statement -> statement.setMaxFieldSize(bytes));
        options().maxFieldSize = bytes;
    }

    @Override
    public void setMaxRows(int rows) throws SQLException {
        tell(rows < 0, statement -> statement.setMaxRows(rows));
        options().maxRows = (long) rows;
    }

    @Override
    public void setLargeMaxRows(long rows) throws SQLException {
        tell(rows < 0, statement -> statement.setLargeMaxRows(rows));
        options().maxRows = rows;
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        if (delegate != null) {
            current().setPoolable(poolable);
        }
        options().poolable = poolable;
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        if (delegate != null) {
            current().setEscapeProcessing(enable);
        }
        options().escapeProcessing = enable;
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        if (delegate != null) {
            current().closeOnCompletion();
        }
        options().closeOnCompletion = true;
    }

    /** The vendor's own object can do anything unseen, so it is that of the primary. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        checkOpen();
        connection.routeToPrimary(Reason.UNWRAP);
        T vendor = current().unwrap(type);
        connection.unwrapped();
        return vendor;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || current().isWrapperFor(type);
    }

    @Override
    public String toString() {
        return delegate == null ? super.toString() : delegate.toString();
    }
}
