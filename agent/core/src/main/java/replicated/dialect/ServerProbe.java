// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The questions a watcher asks a server. One instance per watched server: it may remember that the server refused to
 * answer the fuller question. Thread-safe. Nothing here sets a time-out: the caller's connection has one.
 */
public interface ServerProbe {

    /**
     * Asks for role, position and identity, in one round trip (a second one at most once in the life of the probe). In
     * auto-commit it leaves nothing behind on the connection; otherwise it begins a transaction like any query.
     *
     * @param connection to the server; not closed
     * @return never null
     * @throws SQLException if the server cannot be asked
     */
    ServerSample sample(Connection connection) throws SQLException;

    /**
     * Asks again soon after, for no more than what may have changed since. Every request that has written waits for
     * such an answer.
     *
     * @param connection to the server, in auto-commit; not closed
     * @param last what {@link #sample} told over this connection
     * @return as {@code sample}: should another server answer by now, because a pooler stands between, all is about
     *     that one
     * @throws SQLException if the server cannot be asked
     */
    default ServerSample sampleAgain(Connection connection, ServerSample last) throws SQLException {
        return sample(connection);
    }
}
