// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Something to ask the primary that is not about its position and may take a while. Called on a thread of the replica
 * set.
 */
public interface PrimaryQuery {

    /**
     * Asks.
     *
     * @param primary a connection of its own, in auto-commit; closed afterwards, and broken if it takes too long
     * @throws SQLException if the server cannot be asked
     */
    void run(Connection primary) throws SQLException;

    /**
     * It came to nothing: there was no connection, or {@link #run} has thrown.
     *
     * @param why what was thrown
     */
    void failed(SQLException why);
}
