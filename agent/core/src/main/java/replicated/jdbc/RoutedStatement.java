package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import replicated.jdbc.inspect.Verdict;
import replicated.route.Reason;
import replicated.route.StatementKind;

/**
 * A statement that follows its connection: its driver's statement is made at first use, and made again where the
 * connection has gone to another server since. Results that are already open stay those of the server they came from.
 * Used by the connection's thread, except for {@link #cancel}.
 */
class RoutedStatement extends StatementDelegate {

    private static final VarHandle DELEGATE;

    static {
        try {
            DELEGATE = MethodHandles.lookup().findVarHandle(RoutedStatement.class, "delegate", Statement.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Rows that can be changed through their result set. */
    private static final Verdict UPDATABLE = Verdict.plain(StatementKind.PRIMARY_ONLY);

    final RoutedConnection connection;

    /** The driver's statement, or null before the first use. */
    Statement delegate;

    /** Null while nothing was asked that differs from the default. */
    StatementOptions options;

    /** The result set that the application was given last, or null. */
    private RoutedResultSet result;

    /** The query that {@link #result} came from, or null. */
    private Execution<Statement, ResultSet> query;

    /** What the text does; of a statement without one, what whatever it is given does at least. */
    Verdict verdict;

    /** The connection's generation that {@link #delegate} was made in. */
    byte generation;

    private boolean closed;

    RoutedStatement(RoutedConnection connection, Verdict verdict, StatementOptions options) {
        this.connection = connection;
        this.options = options;
        this.verdict =
                options != null && options.isUpdatable() && verdict.kind() == StatementKind.READ ? UPDATABLE : verdict;
    }

    /** A call that a driver's statement answers with something. */
    @FunctionalInterface
    interface Execution<S, R> {
        R on(S statement) throws SQLException;
    }

    Statement make(Connection target) throws SQLException {
        return StatementOptions.create(options, target);
    }

    final void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLException("Statement is closed", Sqlstate.CLOSED);
        }
        connection.checkOpen();
    }

    /** The driver's statement on the server that the connection is on. */
    final Statement current() throws SQLException {
        if (delegate == null || generation != connection.generation) {
            follow();
        }
        return delegate;
    }

    /**
     * The driver's statement that has the answers to what was executed last, or null where there is none (any more): what ran
     * on a server that was left had rows, and they have been read.
     */
    private Statement answering() throws SQLException {
        checkOpen();
        boolean there = generation == connection.generation || (result != null && !result.isDone());
        return there ? delegate : null;
    }

    private void follow() throws SQLException {
        checkOpen();
        if (connection.target == null) {
            connection.stand(verdict.kind());
        }
        Statement made = make(connection.target);
        Statement before = delegate;
        DELEGATE.setRelease(this, made);
        generation = connection.generation;
        if (before != null && (result == null || result.isDone())) {
            closeQuietly(before);
        }
    }

    /** On a server that was left, nothing depends on it any more. */
    private static void closeQuietly(Statement left) {
        try {
            left.close();
        } catch (SQLException e) {
            // The connection it belonged to may be gone: then so is the statement.
        }
    }

    @Override
    Statement target() throws SQLException {
        return current();
    }

    @Override
    void failed(SQLException error) throws SQLException {
        connection.failed(error);
    }

    /** Runs on the server where statements of this kind may run, and again elsewhere where a replica failed it. */
    final <R> R run(Verdict asked, String sql, Execution<Statement, R> execution) throws SQLException {
        Verdict of = asked;
        while (true) {
            checkOpen();
            connection.stand(of.kind());
            try {
                Statement on = current();
                endResult();
                connection.sending(of);
                R answer = execution.on(on);
                connection.answered(of, sql, false);
                return answer;
            } catch (SQLException e) {
                of = rescued(e, of, sql);
            }
        }
    }

    private Verdict rescued(SQLException error, Verdict of, String sql) throws SQLException {
        try {
            Verdict found = connection.rescue(error, of);
            if (!found.equals(of)) {
                connection.home.foundToWrite(sql);
                foundToBe(found);
            }
            return found;
        } catch (SQLException e) {
            connection.answered(of, sql, true);
            throw e;
        }
    }

    /** A server has said what the text does. */
    void foundToBe(Verdict found) {}

    final ResultSet query(Verdict of, String sql, Execution<Statement, ResultSet> execution) throws SQLException {
        query = execution;
        return opened(run(of, sql, execution));
    }

    /**
     * Runs the query whose rows failed before any was seen.
     *
     * @param rows the rows as the application knows them
     * @param error what they failed with, thrown where running again would not help
     * @return rows of another server
     */
    final ResultSet queryAgain(RoutedResultSet rows, SQLException error) throws SQLException {
        Verdict of = connection.rescue(error, Verdict.READ);
        result = null;
        ResultSet again = run(of, "", query);
        result = rows;
        return again;
    }

    /** The verdict on a text that is given to be executed. */
    private Verdict of(String sql) {
        Verdict of = connection.verdict(sql);
        return of.kind() == StatementKind.READ && verdict.kind() != StatementKind.READ ? verdict : of;
    }

    /** What is executed for its update count is not a read, whatever it looks like. */
    static Verdict updating(Verdict of) {
        return of.kind() == StatementKind.READ ? Verdict.UNKNOWN : of;
    }

    /** Rows that the driver made with a statement of its own: their statement leads back to the routed connection too. */
    static ResultSet adopted(RoutedConnection connection, ResultSet rows) throws SQLException {
        RoutedStatement statement = new RoutedStatement(connection, Verdict.READ, null);
        statement.delegate = rows.getStatement();
        statement.generation = connection.generation;
        return statement.opened(rows);
    }

    final ResultSet opened(ResultSet rows) {
        if (rows == null) {
            return null;
        }
        result = new RoutedResultSet(this, rows, generation);
        return result;
    }

    private void endResult() {
        if (result != null) {
            result.ended();
            result = null;
        }
    }

    final boolean openedIf(boolean rows) throws SQLException {
        if (rows) {
            opened(delegate.getResultSet());
        }
        return rows;
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        return query(of(sql), sql, statement -> statement.executeQuery(sql));
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql)));
    }

    @Override
    public boolean execute(String sql, int generatedKeys) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, generatedKeys)));
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, columns)));
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql, columns)));
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
        connection.stand(updating(of(sql)).kind());
        current().addBatch(sql);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return run(Verdict.WRITE, "", Statement::executeBatch);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return run(Verdict.WRITE, "", Statement::executeLargeBatch);
    }

    /** A cursor can be named in a later UPDATE, so it is opened where that will run. */
    @Override
    public void setCursorName(String name) throws SQLException {
        checkOpen();
        connection.standOnPrimary(Reason.UNSAFE_STATEMENT);
        current().setCursorName(name);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        Statement answering = answering();
        return answering == null || result != null ? result : opened(answering.getResultSet());
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
        boolean more = answering.getMoreResults();
        endResult();
        return openedIf(more);
    }

    @Override
    public boolean getMoreResults(int current) throws SQLException {
        Statement answering = answering();
        if (answering == null) {
            return false;
        }
        boolean more = answering.getMoreResults(current);
        if (current == CLOSE_CURRENT_RESULT) {
            endResult();
        } else {
            result = null;
        }
        return openedIf(more);
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        Statement answering = answering();
        ResultSet keys = (answering == null ? current() : answering).getGeneratedKeys();
        return keys == null ? null : new RoutedResultSet(this, keys, generation);
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        // Rows may still be open on a server that was left, but for some drivers a warning ends with the next
        // statement.
        return generation == connection.generation && delegate != null ? delegate.getWarnings() : null;
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
        Statement running = (Statement) DELEGATE.getAcquire(this);
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            closed = true;
            endResult();
            if (delegate != null) {
                delegate.close();
            }
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return closed
                || connection.is(BoundConnection.CLOSED)
                || (delegate != null && generation == connection.generation && delegate.isClosed());
    }

    private StatementOptions options() throws SQLException {
        checkOpen();
        if (options == null) {
            options = StatementOptions.plain();
        }
        return options;
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        if (delegate != null) {
            current().setFetchSize(rows);
        }
        options().fetchSize = rows;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        if (delegate != null) {
            current().setFetchDirection(direction);
        }
        options().fetchDirection = direction;
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        if (delegate != null) {
            current().setQueryTimeout(seconds);
        }
        options().queryTimeout = seconds;
    }

    @Override
    public void setMaxFieldSize(int bytes) throws SQLException {
        if (delegate != null) {
            current().setMaxFieldSize(bytes);
        }
        options().maxFieldSize = bytes;
    }

    @Override
    public void setMaxRows(int rows) throws SQLException {
        if (delegate != null) {
            current().setMaxRows(rows);
        }
        options().maxRows = (long) rows;
    }

    @Override
    public void setLargeMaxRows(long rows) throws SQLException {
        if (delegate != null) {
            current().setLargeMaxRows(rows);
        }
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
        connection.standOnPrimary(Reason.UNWRAP);
        T vendor = current().unwrap(type);
        connection.unseen();
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
