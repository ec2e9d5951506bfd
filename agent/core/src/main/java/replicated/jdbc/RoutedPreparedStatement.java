// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import replicated.route.Reason;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * A prepared statement that follows its connection. Parameters set on a replica are kept, so that it can be prepared
 * again on the primary; on the primary nothing is kept, since nothing leaves it.
 */
class RoutedPreparedStatement extends PreparedStatementDelegate {

    private static final byte NONE = 0;
    private static final byte INT = 1;
    private static final byte LONG = 2;

    /** The first parameter alone; or an array of all by index from 0, null where not set; or null: none was set. */
    private @Nullable Object parameters;

    /** The first parameter, set alone, if it is a number: most queries by a key need no object for it. */
    private long number;

    /** Which: {@link #NONE}, {@link #INT} or {@link #LONG}. */
    private byte numberIs;

    RoutedPreparedStatement(
            InspectingConnection connection, String sql, Verdict verdict, @Nullable StatementOptions options) {
        super(connection, verdict, options);
        this.text = sql;
    }

    /** Prepares where the connection is or, since it is the first statement, will be. */
    final void prepare() throws SQLException {
        connection.usedBy(connection.caller());
        try {
            prepareWhereItMayRun();
        } finally {
            connection.releaseIfClosed();
        }
    }

    private void prepareWhereItMayRun() throws SQLException {
        while (true) {
            // To prepare is not to send: in a failed transaction it is for the execution to fail, if it still comes to
            // that.
            if (!connection.is(BoundConnection.TX_FAILED)) {
                connection.routeFor(verdict.kind());
            }
            try {
                made();
                return;
            } catch (SQLException e) {
                verdict = connection.rescue(e, verdict);
            }
        }
    }

    @Override
    final void foundToBe(Verdict found) {
        verdict = found;
    }

    @Override
    Statement make(Connection target) throws SQLException {
        PreparedStatement made = prepareOn(target);
        if (numberIs == INT) {
            made.setInt(1, (int) number);
        } else if (numberIs == LONG) {
            made.setLong(1, number);
        } else if (parameters instanceof Parameter only) {
            only.set(made);
        } else if (parameters instanceof Parameter[] all) {
            for (Parameter parameter : all) {
                if (parameter != null) {
                    parameter.set(made);
                }
            }
        }
        return made;
    }

    PreparedStatement prepareOn(Connection target) throws SQLException {
        return StatementOptions.prepare(options, target, text);
    }

    @Override
    PreparedStatement target() throws SQLException {
        return (PreparedStatement) current();
    }

    @Override
    final boolean recording() {
        return connection.isOnReplica() || connection.isOnDetour();
    }

    @Override
    final void record(int index, int value) {
        if (isAlone(index)) {
            number(value, INT);
        } else {
            record(index, statement -> statement.setInt(index, value));
        }
    }

    @Override
    final void record(int index, long value) {
        if (isAlone(index)) {
            number(value, LONG);
        } else {
            record(index, statement -> statement.setLong(index, value));
        }
    }

    private boolean isAlone(int index) {
        return index == 1 && !(parameters instanceof Parameter[]);
    }

    private void number(long value, byte is) {
        parameters = null;
        number = value;
        numberIs = is;
    }

    @Override
    final void record(int index, Parameter parameter) {
        if (isAlone(index)) {
            parameters = parameter;
            numberIs = NONE;
            return;
        }
        @Nullable Parameter[] all = parameters instanceof Parameter[] known ? known : new Parameter[] {first()};
        if (index > all.length) {
            all = Arrays.copyOf(all, Math.max(index, all.length * 2));
        }
        all[index - 1] = parameter;
        parameters = all;
        numberIs = NONE;
    }

    private @Nullable Parameter first() {
        long value = number;
        return switch (numberIs) {
            case INT -> statement -> statement.setInt(1, (int) value);
            case LONG -> statement -> statement.setLong(1, value);
            default -> (Parameter) parameters;
        };
    }

    /**
     * A value that can be given to a statement only once is given to that of the primary, if the connection may go
     * there.
     */
    @Override
    final void readOnce(int index) throws SQLException {
        if (connection.isOnReplica() || connection.isOnDetour()) {
            connection.routeToPrimary(Reason.UNSAFE_STATEMENT);
        }
        if (connection.isOnReplica()) {
            record(index, Parameter.LOST);
        }
    }

    @Override
    public void clearParameters() throws SQLException {
        parameters = null;
        numberIs = NONE;
        target().clearParameters();
    }

    /** For drivers that allow it; the text of this statement stays. */
    @Override
    public @Nullable ResultSet executeQuery(String sql) throws SQLException {
        return opened(run(of(sql), sql, statement -> statement.executeQuery(sql)), true);
    }

    /** As {@link #executeQuery(String)}. */
    @Override
    public boolean execute(String sql) throws SQLException {
        return openedIf(run(of(sql), sql, statement -> statement.execute(sql)), true);
    }

    @Override
    ResultSet queryOn(Statement on) throws SQLException {
        return ((PreparedStatement) on).executeQuery();
    }

    @Override
    public @Nullable ResultSet executeQuery() throws SQLException {
        return opened(run(verdict, text, statement -> ((PreparedStatement) statement).executeQuery()), false);
    }

    @Override
    public boolean execute() throws SQLException {
        return openedIf(run(verdict, text, statement -> ((PreparedStatement) statement).execute()), false);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return run(updating(verdict), text, statement -> ((PreparedStatement) statement).executeUpdate());
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return run(updating(verdict), text, statement -> ((PreparedStatement) statement).executeLargeUpdate());
    }

    /** A batch is there to write, and would be lost with its driver's statement: it is gathered where it will run. */
    @Override
    public void addBatch() throws SQLException {
        checkOpen();
        connection.routeFor(batched(verdict).kind());
        connection.cancelDetour();
        target().addBatch();
    }

    @Override
    final Verdict batched() {
        return verdict.kind() == StatementKind.BOOKKEEPING ? verdict : Verdict.WRITE;
    }
}
