package replicated.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import replicated.jdbc.inspect.Verdict;
import replicated.route.Reason;

/**
 * A prepared statement that follows its connection. Parameters set on a replica are kept, so that it can be prepared again
 * on the primary; on the primary nothing is kept, since nothing leaves it.
 */
class RoutedPreparedStatement extends PreparedStatementDelegate {

    final String sql;

    /** The first parameter alone; or an array of all by index from 0, null where not set; or null: none was set. */
    private Object parameters;

    RoutedPreparedStatement(RoutedConnection connection, String sql, Verdict verdict, StatementOptions options) {
        super(connection, verdict, options);
        this.sql = sql;
    }

    /** Prepares where the connection is or, since it is the first statement, will be. */
    final void prepare() throws SQLException {
        while (true) {
            // To prepare is not to send: in a failed transaction it is for the execution to fail, if it still comes to
            // that.
            if (!connection.is(BoundConnection.FAILED)) {
                connection.stand(verdict.kind());
            }
            try {
                current();
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
        if (parameters instanceof Parameter only) {
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
        return StatementOptions.prepare(options, target, sql);
    }

    @Override
    PreparedStatement target() throws SQLException {
        return (PreparedStatement) current();
    }

    @Override
    final boolean recording() {
        return connection.replica != null;
    }

    @Override
    final void record(int index, Parameter parameter) {
        if (index == 1 && !(parameters instanceof Parameter[])) {
            parameters = parameter;
            return;
        }
        Parameter[] all = parameters instanceof Parameter[] known ? known : new Parameter[] {(Parameter) parameters};
        if (index > all.length) {
            all = Arrays.copyOf(all, Math.max(index, all.length * 2));
        }
        all[index - 1] = parameter;
        parameters = all;
    }

    /** A value that can be given to a statement only once is given to that of the primary, if the connection may go there. */
    @Override
    final void readOnce(int index) throws SQLException {
        if (connection.replica != null) {
            connection.standOnPrimary(Reason.UNSAFE_STATEMENT);
        }
        if (connection.replica != null) {
            record(index, Parameter.LOST);
        }
    }

    @Override
    public void clearParameters() throws SQLException {
        parameters = null;
        target().clearParameters();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return query(verdict, sql, statement -> ((PreparedStatement) statement).executeQuery());
    }

    @Override
    public boolean execute() throws SQLException {
        return openedIf(run(verdict, sql, statement -> ((PreparedStatement) statement).execute()));
    }

    @Override
    public int executeUpdate() throws SQLException {
        return run(updating(verdict), sql, statement -> ((PreparedStatement) statement).executeUpdate());
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return run(updating(verdict), sql, statement -> ((PreparedStatement) statement).executeLargeUpdate());
    }

    /** A batch is there to write, and would be lost with its driver's statement: it is gathered where it will run. */
    @Override
    public void addBatch() throws SQLException {
        checkOpen();
        connection.stand(updating(verdict).kind());
        target().addBatch();
    }
}
