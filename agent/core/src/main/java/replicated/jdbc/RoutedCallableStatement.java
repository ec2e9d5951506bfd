// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/** A call of a procedure. Always on the primary, so nothing of it has to be made again on another server. */
final class RoutedCallableStatement extends CallableStatementDelegate {

    /** Nothing proves that a procedure does not write, or commit. */
    private static final Verdict PROCEDURE =
            new Verdict(StatementKind.UNKNOWN, false, true, false, false, false, false, true);

    RoutedCallableStatement(InspectingConnection connection, String sql, @Nullable StatementOptions options) {
        super(connection, sql, PROCEDURE, options);
    }

    @Override
    PreparedStatement prepareOn(Connection target) throws SQLException {
        return StatementOptions.prepareCall(options, target, text);
    }

    @Override
    CallableStatement target() throws SQLException {
        return (CallableStatement) current();
    }
}
