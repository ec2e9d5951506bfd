// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.sql.Verdict;

/**
 * Rows of one server, which know their routed statement. On a replica they are counted while open, so that their
 * connection outlives a move until they have been read.
 */
final class RoutedResultSet extends ResultSetDelegate {

    private final RebindingStatement statement;
    private ResultSet delegate;

    /** The connection's generation the rows belong to. */
    private short generation;

    /** Whether the application has seen anything of it, or no other server can be asked for it. */
    private boolean seen;

    /** Whether it still counts as open on a replica. */
    private boolean counted;

    RoutedResultSet(RebindingStatement statement, ResultSet delegate, short generation, boolean only) {
        this.statement = statement;
        this.delegate = delegate;
        this.generation = generation;
        this.seen = only;
        count();
    }

    private void count() {
        InspectingConnection connection = statement.connection;
        if ((connection.isOnReplica() || connection.isOnDetour()) && generation == connection.generation()) {
            counted = true;
            connection.resultOpened();
        }
    }

    /** A value that reads on from the replica's connection keeps it, as open rows do. */
    @Override
    <T extends @Nullable Object> T handedOut(T value) {
        if (counted && StreamingValues.is(value)) {
            statement.connection.keepForLocators(generation);
        }
        return value;
    }

    @Override
    ResultSet target() {
        return delegate;
    }

    @Override
    void failed(SQLException error) throws SQLException {
        if (generation == statement.connection.generation()) {
            statement.connection.spoiltBy(error);
        }
        throw error;
    }

    @Override
    public boolean next() throws SQLException {
        try {
            boolean row = delegate.next();
            seen = true;
            return row;
        } catch (SQLException error) {
            if (seen || generation != statement.connection.generation()) {
                failed(error);
            }
            return nextElsewhere(error);
        }
    }

    /** Nothing of the rows has been seen, so they may as well be those of another server. */
    private boolean nextElsewhere(SQLException error) throws SQLException {
        ended();
        delegate = statement.queryAgain(this, error);
        generation = statement.generation;
        count();
        seen = true;
        return delegate.next();
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

    /** Its statement has run again, on another server, which only a driver's own statement would close it for. */
    void closeIfNotOf(short present) {
        if (generation == present) {
            return;
        }
        try {
            delegate.close();
        } catch (SQLException e) {
            // The server that it came from is no longer the application's concern.
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            delegate.close();
        } catch (SQLException error) {
            failed(error);
        }
        ended();
        statement.completed(this, generation);
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
        statement.connection.sending(Verdict.WRITE);
        try {
            change.on(delegate);
        } finally {
            statement.connection.answered(Verdict.WRITE, "", false);
        }
    }

    @FunctionalInterface
    private interface RowChange {
        void on(ResultSet rows) throws SQLException;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        T vendor = delegate.unwrap(type);
        if (counted) {
            // What is read through it cannot be seen.
            statement.connection.keepForLocators(generation);
        }
        return vendor;
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
