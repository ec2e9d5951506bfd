package replicated.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import replicated.route.StatementKind;

/** A call of a procedure. Always on the primary, so there is nothing of it to be carried anywhere. */
final class RoutedCallableStatement extends CallableStatementDelegate {

    RoutedCallableStatement(RoutedConnection connection, String sql, StatementKind kind, StatementOptions options) {
        super(connection, sql, kind, options);
    }

    @Override
    PreparedStatement prepareOn(Connection target) throws SQLException {
        return StatementOptions.prepareCall(options, target, sql);
    }

    @Override
    CallableStatement target() throws SQLException {
        return (CallableStatement) current();
    }
}
