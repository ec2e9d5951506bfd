// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;

/**
 * Breaks a connection without a word to the server, so that whoever waits for an answer on it gets an error now.
 * Stateless.
 *
 * <p>{@link Connection#abort} is meant for that, and may wait for the server with some drivers: what it would wait for
 * is let go of first.
 */
final class ConnectionKiller {

    private ConnectionKiller() {}

    /**
     * Breaks a connection. Does not throw; may block for as long as the driver's abort does, so it is called on a
     * thread that may.
     *
     * @param physical a driver's connection
     */
    static void now(Connection physical) {
        for (Dialect each : Dialects.all()) {
            each.session().beforeAbort(physical);
        }
        try {
            physical.abort(Runnable::run);
        } catch (SQLException | RuntimeException | LinkageError notSupported) {
            // Nor may the driver of an application that has been stopped load the classes it would need.
            closeQuietly(physical);
        }
    }

    /** Gives a connection up in the ordinary way. */
    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException | LinkageError alreadyBroken) {
            // There is nobody to tell: the connection is given up either way.
        }
    }
}
