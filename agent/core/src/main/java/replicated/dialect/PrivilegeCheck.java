// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What the user who connects may and may not: privileges that are worth having, and those that a replica's user had
 * better not have. Routing itself needs none but those to read the application's tables. Stateless.
 */
@FunctionalInterface
public interface PrivilegeCheck {

    /** Where nothing is known of privileges. */
    PrivilegeCheck NONE = (connection, replica, report) -> {};

    /**
     * Asks the server.
     *
     * @param connection to it, in auto-commit
     * @param replica whether it is to be one
     * @param report hears of it
     * @throws SQLException if it does not answer
     */
    void run(Connection connection, boolean replica, ServerReport report) throws SQLException;
}
