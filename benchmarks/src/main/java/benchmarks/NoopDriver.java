// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.logging.Logger;

/**
 * A driver whose servers answer at once: every query has one row or, where the text says so, a thousand. What is
 * measured on it is what stands above it.
 */
public final class NoopDriver implements Driver {

    /** Leads to the primary. */
    static final String PRIMARY = "jdbc:noop://primary/bench";

    /** Leads to the replica. */
    static final String REPLICA = "jdbc:noop://replica/bench";

    /** In a text: the query has this many rows. */
    static final int MANY = 1000;

    private static final MethodHandle CONNECTION = Stubs.constructor(NoopConnection.class);
    private static final MethodHandle STATEMENT = Stubs.constructor(NoopStatement.class);
    private static final MethodHandle ROWS = Stubs.constructor(NoopRows.class);
    private static final MethodHandle COLUMNS = Stubs.constructor(NoopColumns.class);
    private static final MethodHandle META_DATA = Stubs.constructor(NoopMetaData.class);

    static void register() {
        try {
            DriverManager.registerDriver(new NoopDriver());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        try {
            return acceptsURL(url) ? (NoopConnection) CONNECTION.invokeExact(url) : null;
        } catch (Throwable e) {
            throw new SQLException(e);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.contains(":noop:");
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
        return Logger.getGlobal();
    }

    /** One session. */
    abstract static class NoopConnection implements Connection {

        final String url;
        private boolean autoCommit = true;
        private boolean readOnly;
        private boolean closed;

        NoopConnection(String url) {
            this.url = url;
        }

        private NoopStatement statement(boolean many) throws SQLException {
            try {
                return (NoopStatement) STATEMENT.invokeExact(this, many);
            } catch (Throwable e) {
                throw new SQLException(e);
            }
        }

        @Override
        public PreparedStatement prepareStatement(String sql) throws SQLException {
            return statement(sql.endsWith("many"));
        }

        @Override
        public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
            return prepareStatement(sql);
        }

        @Override
        public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
                throws SQLException {
            return prepareStatement(sql);
        }

        @Override
        public Statement createStatement() throws SQLException {
            return statement(false);
        }

        @Override
        public DatabaseMetaData getMetaData() throws SQLException {
            try {
                return (NoopMetaData) META_DATA.invokeExact(this);
            } catch (Throwable e) {
                throw new SQLException(e);
            }
        }

        @Override
        public void setAutoCommit(boolean autoCommit) {
            this.autoCommit = autoCommit;
        }

        @Override
        public boolean getAutoCommit() {
            return autoCommit;
        }

        @Override
        public void setReadOnly(boolean readOnly) {
            this.readOnly = readOnly;
        }

        @Override
        public boolean isReadOnly() {
            return readOnly;
        }

        @Override
        public int getTransactionIsolation() {
            return TRANSACTION_READ_COMMITTED;
        }

        @Override
        public boolean isValid(int timeout) {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void abort(Executor executor) {
            closed = true;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }
    }

    /** Answers every query, prepared or not. */
    abstract static class NoopStatement implements PreparedStatement {

        private final NoopConnection connection;
        private final boolean many;

        /**
         * As drivers do, which close them with the next execution. Otherwise a JVM that sees through a pool alone, but
         * not through what stands before it, would never make them, and their bytes be called those of what stands
         * before.
         */
        private NoopRows rows;

        NoopStatement(NoopConnection connection, boolean many) {
            this.connection = connection;
            this.many = many;
        }

        @Override
        public ResultSet executeQuery() throws SQLException {
            try {
                if (rows != null) {
                    rows.close();
                }
                rows = (NoopRows) ROWS.invokeExact(this, many ? MANY : 1);
                return rows;
            } catch (Throwable e) {
                throw new SQLException(e);
            }
        }

        @Override
        public ResultSet executeQuery(String sql) throws SQLException {
            return executeQuery();
        }

        @Override
        public ResultSet getResultSet() throws SQLException {
            return executeQuery();
        }

        @Override
        public Connection getConnection() {
            return connection;
        }
    }

    /** A number and a text in each row. */
    abstract static class NoopRows implements ResultSet {

        private final NoopStatement statement;
        private final int size;
        private int row;

        NoopRows(NoopStatement statement, int size) {
            this.statement = statement;
            this.size = size;
        }

        @Override
        public boolean next() {
            return ++row <= size;
        }

        @Override
        public int getInt(int column) {
            return row;
        }

        @Override
        public String getString(int column) {
            return "text";
        }

        @Override
        public ResultSetMetaData getMetaData() throws SQLException {
            try {
                return (NoopColumns) COLUMNS.invokeExact();
            } catch (Throwable e) {
                throw new SQLException(e);
            }
        }

        /** Asked by products that read what tables there are: one, of one column. */
        @Override
        public String getString(String label) {
            return switch (label.toUpperCase(Locale.ROOT)) {
                case "TABLE_NAME" -> "owners";
                case "TABLE_TYPE" -> "TABLE";
                case "COLUMN_NAME" -> "id";
                case "DATA_TYPE" -> "int";
                default -> "";
            };
        }

        @Override
        public Statement getStatement() {
            return statement;
        }
    }

    /** The number and the text. */
    abstract static class NoopColumns implements ResultSetMetaData {

        @Override
        public int getColumnCount() {
            return 2;
        }

        @Override
        public String getColumnLabel(int column) {
            return column == 1 ? "id" : "name";
        }
    }

    /** What products ask before they begin. */
    abstract static class NoopMetaData implements DatabaseMetaData {

        private final NoopConnection connection;

        NoopMetaData(NoopConnection connection) {
            this.connection = connection;
        }

        @Override
        public Connection getConnection() {
            return connection;
        }

        @Override
        public ResultSet getTables(String catalog, String schema, String table, String[] types) throws SQLException {
            return connection.statement(false).executeQuery();
        }

        @Override
        public ResultSet getTypeInfo() throws SQLException {
            return connection.statement(false).executeQuery();
        }

        @Override
        public String getURL() {
            return connection.url;
        }

        @Override
        public String getUserName() {
            return "noop";
        }

        @Override
        public String getDatabaseProductName() {
            return "Noop";
        }

        @Override
        public String getDatabaseProductVersion() {
            return "1.0";
        }

        @Override
        public String getDriverName() {
            return "Noop";
        }
    }
}
