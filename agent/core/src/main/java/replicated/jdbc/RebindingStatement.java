// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.log.Spans;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * A statement that follows its connection: its driver's statement is made at first use, and made again where the
 * connection has gone to another server since. Results that are already open stay those of the server they came from.
 * Used by the connection's thread, except for {@link #cancelFromOutside}.
 */
abstract class RebindingStatement extends OpenStatement {

    private static final VarHandle DELEGATE;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DELEGATE = lookup.findVarHandle(OpenStatement.class, "delegate", Statement.class);
            STATE = lookup.findVarHandle(RebindingStatement.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final byte OPEN = 0;
    /** Open, and waiting for a server. */
    private static final byte WAITING = 1;
    /** Told meanwhile not to go on. */
    private static final byte CANCELED = 2;
    /** The application has closed it. */
    private static final byte CLOSED = 3;

    /** Rows that can be changed through their result set. */
    private static final Verdict UPDATABLE = Verdict.plain(StatementKind.PRIMARY_ONLY);

    final InspectingConnection connection;

    /** Null while nothing was asked that differs from the default. */
    @Nullable
    StatementOptions options;

    /** The result set that the application was given last, or null. */
    @Nullable
    RoutedResultSet result;

    /** The text of a prepared statement; of others that which was executed last: not set before the first. */
    @SuppressWarnings("NullAway.Init") // whoever runs it again has run it
    String text;

    /** What the text does; of a statement without one, what whatever it is given does at least. */
    Verdict verdict;

    /** The connection's generation that {@link #delegate} was made in. */
    short generation;

    /** One of those above. Of the connection's thread, but for {@link #cancelFromOutside}. */
    private byte state;

    RebindingStatement(InspectingConnection connection, Verdict verdict, @Nullable StatementOptions options) {
        this.connection = connection;
        this.options = options;
        this.verdict =
                options != null && options.isUpdatable() && verdict.kind().reads() ? UPDATABLE : verdict;
    }

    /** A call that a driver's statement answers with something. */
    @FunctionalInterface
    interface Execution<S, R> {
        R on(S statement) throws SQLException;
    }

    Statement make(Connection target) throws SQLException {
        return StatementOptions.create(options, target);
    }

    final boolean isClosedByApplication() {
        return state == CLOSED;
    }

    final void closedByApplication() {
        state = CLOSED;
    }

    final void checkOpen() throws SQLException {
        if (isClosedByApplication()) {
            throw new SQLException("Statement is closed", Sqlstate.CLOSED);
        }
        connection.checkOpen();
    }

    /** The driver's statement on the server that the connection is on. */
    final Statement current() throws SQLException {
        Statement known = delegate;
        return known == null || generation != connection.generation() ? follow() : known;
    }

    /** As {@link #current}, while no other thread takes or leaves a server. */
    final Statement made() throws SQLException {
        if (!connection.isShared()) {
            return current();
        }
        connection.begin();
        try {
            if (!connection.isBound()) {
                connection.routeExclusively(verdict.kind());
            }
            return current();
        } finally {
            connection.end();
        }
    }

    /**
     * The driver's statement that ran last, to be asked for its results. Null where there is none, or none any more: on
     * a server that was left, once its rows have been read.
     */
    final @Nullable Statement answering() throws SQLException {
        checkOpen();
        boolean there = generation == connection.generation() || (result != null && !result.isDone());
        return there ? delegate : null;
    }

    /**
     * Cancels what it runs, from any thread. Without the agent it has its server before it is made; here it may wait for
     * a pool at first, where no driver can cancel it.
     */
    final void cancelFromOutside() throws SQLException {
        STATE.compareAndSet(this, WAITING, CANCELED);
        Statement running = (Statement) DELEGATE.getAcquire(this);
        if (running != null) {
            running.cancel();
        }
    }

    private void routeAnew(StatementKind kind) throws SQLException {
        boolean canceled;
        STATE.setRelease(this, WAITING);
        try {
            connection.routeAnew(kind);
        } finally {
            byte then = (byte) STATE.getAcquire(this);
            canceled = then == CANCELED;
            if (then != CLOSED) {
                state = OPEN;
            }
        }
        if (canceled) {
            throw new SQLException("canceled while it waited for a connection to a server", Sqlstate.CANCELED);
        }
    }

    private Statement follow() throws SQLException {
        checkOpen();
        if (!connection.isBound()) {
            connection.routeFor(verdict.kind());
        }
        Statement made = make(connection.maker());
        Statement before = delegate;
        DELEGATE.setRelease(this, made);
        generation = connection.generation();
        connection.track(this);
        if (before != null && (result == null || result.isDone())) {
            closeQuietly(before);
        }
        return made;
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

    /**
     * Asks for what was answered already. An error may mean that the replica is gone, which its pool is not told
     * otherwise.
     */
    final <R> R ask(Statement answering, Execution<Statement, R> question) throws SQLException {
        try {
            return question.on(answering);
        } catch (SQLException e) {
            if (generation == connection.generation()) {
                connection.spoiltBy(e);
            }
            throw e;
        }
    }

    /** Runs on the server where statements of this kind may run, and again elsewhere where a replica failed it. */
    final <R> R run(Verdict asked, String sql, Execution<Statement, R> execution) throws SQLException {
        RoutingContext thread = connection.caller();
        connection.usedBy(thread);
        // What the driver is told from here on is noted here.
        thread.suppress();
        try {
            return attempt(thread, asked, sql, execution);
        } finally {
            thread.resume();
            if (Spans.areWanted()) {
                // A statement that failed before it reached its driver leaves it to no other.
                thread.takeNote();
            }
            connection.releaseIfClosed();
        }
    }

    private <R> R attempt(RoutingContext thread, Verdict asked, String sql, Execution<Statement, R> execution)
            throws SQLException {
        Verdict of = asked;
        while (true) {
            checkOpen();
            if (!connection.staysFor(of.kind())) {
                routeAnew(of.kind());
            }
            try {
                Statement on = made();
                endResult();
                Object kept = connection.sending(of);
                if (Spans.areWanted()) {
                    connection.describeToSpan();
                }
                R answer = measured(thread, on, execution);
                // Of a batch there is no text, and nobody has looked into each of its statements.
                connection.answered(of, sql, false, sql.isEmpty() ? null : kept);
                return answer;
            } catch (SQLException e) {
                of = rescued(e, of, sql);
            }
        }
    }

    /** One that failed took its time too: time-outs are what somebody who looks for a slow server looks for. */
    private <R> R measured(RoutingContext thread, Statement on, Execution<Statement, R> execution) throws SQLException {
        long begun = thread.isSampled() ? System.nanoTime() : 0;
        try {
            return connection.isEndedByContainer() ? seenByDriver(execution, on) : execution.on(on);
        } finally {
            if (begun != 0) {
                connection.took(System.nanoTime() - begun);
            }
        }
    }

    private <R> R seenByDriver(Execution<Statement, R> execution, Statement on) throws SQLException {
        RoutingContext thread = connection.caller();
        thread.resume();
        try {
            return execution.on(on);
        } finally {
            thread.suppress();
        }
    }

    private Verdict rescued(SQLException error, Verdict of, String sql) throws SQLException {
        try {
            Verdict found = connection.rescue(error, of);
            if (!found.equals(of)) {
                connection.foundToWrite(sql);
                foundToBe(found);
            }
            return found;
        } catch (SQLException e) {
            connection.refused(e, of, sql);
            connection.answered(of, sql, true);
            throw e;
        }
    }

    /** A server has said what the text does. */
    void foundToBe(Verdict found) {}

    /** Runs what it ran last, for rows. */
    ResultSet queryOn(Statement on) throws SQLException {
        return on.executeQuery(text);
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
        ResultSet again = run(of, "", this::queryOn);
        result = rows;
        return again;
    }

    /** The verdict on a text that is given to be executed. */
    final Verdict of(String sql) {
        Verdict of = connection.verdict(sql);
        return of.kind().reads() && !verdict.kind().reads() ? verdict : of;
    }

    /** What is executed for its update count is not a read, whatever it looks like. */
    static Verdict updating(Verdict of) {
        return of.kind().reads() ? Verdict.UNKNOWN : of;
    }

    /** What is gathered for a batch is lost where its statement is made anew, so it runs where writes do. */
    static Verdict batched(Verdict of) {
        return of.kind() == StatementKind.SESSION ? Verdict.UNKNOWN : updating(of);
    }

    /**
     * Rows that the application is given.
     *
     * @param rows the driver's, or null
     * @param only whether they are not simply those of what ran last: then no other server can be asked for them
     * @return null only in place of null
     */
    final @Nullable ResultSet opened(@Nullable ResultSet rows, boolean only) {
        return rows == null ? null : openedRows(rows, only);
    }

    /** As {@link #opened}, of rows that are there. */
    final ResultSet openedRows(ResultSet rows, boolean only) {
        RoutedResultSet opened = new RoutedResultSet(this, rows, generation, only);
        result = opened;
        return opened;
    }

    /**
     * The application has closed rows. On a server that was left nothing closes the statement with them.
     *
     * @param of the generation of the rows
     */
    final void completed(RoutedResultSet rows, short of) throws SQLException {
        if (rows == result && of != connection.generation() && options != null && options.closeOnCompletion) {
            close();
        }
    }

    final void endResult() {
        RoutedResultSet latest = result;
        if (latest != null) {
            latest.closeIfNotOf(generation);
            latest.ended();
            result = null;
        }
    }

    final boolean openedIf(boolean rows, boolean only) throws SQLException {
        if (rows) {
            opened(ran().getResultSet(), only);
        }
        return rows;
    }
}
