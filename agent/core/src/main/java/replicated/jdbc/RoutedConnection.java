// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.context.RoutingContext;
import replicated.replica.Replica;
import replicated.route.Reason;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * The connection an application gets inside a scope: JDBC's surface of it. It takes a server at its first statement,
 * and goes to the primary with the first one that is not a pure read. Several threads may use it; see
 * {@link BoundConnection}.
 */
class RoutedConnection extends InspectingConnection {

    RoutedConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    @Override
    public Statement createStatement() throws SQLException {
        return statement(null);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        if (!StatementOptions.isKnown(type, concurrency, ResultSet.CLOSE_CURSORS_AT_COMMIT)) {
            refuseAsTheDriverDoes(on -> on.createStatement(type, concurrency));
        }
        return statement(StatementOptions.of(type, concurrency, 0));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        if (!StatementOptions.isKnown(type, concurrency, holdability)) {
            refuseAsTheDriverDoes(on -> on.createStatement(type, concurrency, holdability));
        }
        return statement(StatementOptions.of(type, concurrency, holdability));
    }

    /** Drivers differ in what they bear. What one refuses it refuses now, and not when the statement is first used. */
    private void refuseAsTheDriverDoes(Question<Statement> made) throws SQLException {
        ask(on -> {
            Statement probe = made.of(on);
            if (probe != null) {
                probe.close();
            }
            return null;
        });
    }

    private Statement statement(@Nullable StatementOptions options) throws SQLException {
        checkOpen();
        return new RoutedStatement(this, Verdict.READ, options);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return prepared(sql, null);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        return prepared(sql, StatementOptions.ofKeys(generatedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return prepared(sql, StatementOptions.ofKeys(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return prepared(sql, StatementOptions.ofKeys(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepared(sql, StatementOptions.of(type, concurrency, 0));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return prepared(sql, StatementOptions.of(type, concurrency, holdability));
    }

    private PreparedStatement prepared(String sql, @Nullable StatementOptions options) throws SQLException {
        checkOpen();
        RoutedPreparedStatement statement = new RoutedPreparedStatement(this, sql, preparedVerdict(sql), options);
        statement.prepare();
        return statement;
    }

    /** A setting with parameters cannot be made again by its text alone. */
    private Verdict preparedVerdict(String sql) {
        Verdict verdict = verdict(sql);
        return verdict.kind() == StatementKind.SESSION && sql.indexOf('?') >= 0 ? Verdict.UNKNOWN : verdict;
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return callable(sql, null);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return callable(sql, StatementOptions.of(type, concurrency, 0));
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return callable(sql, StatementOptions.of(type, concurrency, holdability));
    }

    private CallableStatement callable(String sql, @Nullable StatementOptions options) throws SQLException {
        checkOpen();
        RoutedCallableStatement statement = new RoutedCallableStatement(this, sql, options);
        statement.prepare();
        return statement;
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        checkOpen();
        return new RoutedMetaData(this);
    }

    @Override
    public void commit() throws SQLException {
        if (endsTransaction()) {
            RoutingContext thread = caller();
            Position told = null;
            thread.suppress();
            try {
                Object kept = is(TX_DIRTY) ? keptOfAnswers() : null;
                bound().commit();
                told = toldSince(kept);
            } catch (SQLException e) {
                if (!endsWithItsReplica(e)) {
                    throw e;
                }
            } finally {
                thread.resume();
                transactionEnded(false, told);
            }
        }
    }

    @Override
    public void rollback() throws SQLException {
        if (endsTransaction()) {
            try {
                bound().rollback();
            } catch (SQLException e) {
                if (!endsWithItsReplica(e)) {
                    throw e;
                }
            } finally {
                transactionEnded(true);
            }
        }
    }

    /** In auto-commit drivers differ in what they say to a commit, so theirs is the answer. */
    private boolean endsTransaction() throws SQLException {
        checkOpen();
        isNowOf(caller());
        joinManagedTransaction();
        if (!isBound() && autoCommit()) {
            routeFor(StatementKind.READ);
        }
        return isBound();
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        joinManagedTransaction();
        target().rollback(RoutedSavepoint.real(savepoint));
        if (stateOrNull() != null && savepoint instanceof RoutedSavepoint routed) {
            stateOrNull().rolledBackTo(routed, undoesSettings());
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return savepoint(null);
    }

    @Override
    public Savepoint setSavepoint(@Nullable String name) throws SQLException {
        return savepoint(name);
    }

    private Savepoint savepoint(@Nullable String name) throws SQLException {
        joinManagedTransaction();
        Connection on = target();
        if (!isOnReplica()) {
            cancelDetour();
            return name == null ? on.setSavepoint() : on.setSavepoint(name);
        }
        RoutedSavepoint savepoint = RoutedSavepoint.on(on, name);
        if (autoCommit()) {
            // Some drivers allow it; it is gone already, and may not come back in a transaction on the primary.
            return savepoint;
        }
        state().steps().savepoint(savepoint);
        set(TX_ON_REPLICA);
        return savepoint;
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        joinManagedTransaction();
        target().releaseSavepoint(RoutedSavepoint.real(savepoint));
        if (stateOrNull() != null && savepoint instanceof RoutedSavepoint routed) {
            stateOrNull().steps().released(routed);
        }
    }

    @Override
    public Blob createBlob() throws SQLException {
        routeToPrimary(Reason.UNSAFE_STATEMENT);
        return target().createBlob();
    }

    @Override
    public Clob createClob() throws SQLException {
        routeToPrimary(Reason.UNSAFE_STATEMENT);
        return target().createClob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        routeToPrimary(Reason.UNSAFE_STATEMENT);
        return target().createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        routeToPrimary(Reason.UNSAFE_STATEMENT);
        return target().createSQLXML();
    }

    /**
     * An array made on a replica can be set on a statement of the primary, but some drivers ask its connection for the
     * types.
     */
    @Override
    public Array createArrayOf(String type, Object[] elements) throws SQLException {
        return made(target().createArrayOf(type, elements));
    }

    /** As {@link #createArrayOf}. */
    @Override
    public Struct createStruct(String type, Object[] attributes) throws SQLException {
        return made(target().createStruct(type, attributes));
    }

    private <T> T made(T value) {
        if (isOnReplica()) {
            keepForLocators(generation());
        }
        return value;
    }

    /** Whether the database is there is a question about the application's own. */
    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        if (is(CLOSED)) {
            return false;
        }
        return Boolean.TRUE.equals(ask(connection -> connection.isValid(timeoutSeconds)));
    }

    @Override
    public void close() throws SQLException {
        if (!is(CLOSED) || holdsAnything()) {
            if (!isOwn()) {
                closeElsewhere();
                return;
            }
            setClosedByItsUser();
            release();
        }
    }

    /** On a thread that need not be the only one: waits for one that is about to take a server. */
    private void closeElsewhere() throws SQLException {
        set(CLOSED);
        waitForTurnUninterruptibly();
        try {
            release();
        } finally {
            end();
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return is(CLOSED) || (isBound() && bound().isClosed());
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        // First, so that the error of a statement that runs is not taken for the replica's.
        set(CLOSED | MUST_EVICT);
        Connection held = targetSeenFromOutside();
        if (held != null) {
            held.abort(executor);
        }
    }

    @Override
    public void beginRequest() throws SQLException {
        Connection on = server();
        if (on != null) {
            on.beginRequest();
        }
    }

    @Override
    public void endRequest() throws SQLException {
        Connection on = server();
        if (on != null) {
            on.endRequest();
        }
    }

    /** The vendor's own object can do anything unseen, so it is that of the primary. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        routeToPrimary(Reason.UNWRAP);
        T vendor = target().unwrap(type);
        unwrapped();
        return vendor;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }

    @Override
    public String toString() {
        Replica replica = replica();
        String on = replica != null ? replica.name() : isBound() ? "primary" : is(CLOSED) ? "closed" : "no server yet";
        return "RoutedConnection@" + Integer.toHexString(System.identityHashCode(this)) + "["
                + database().name() + ", " + on + "]";
    }
}
