// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;
import replicated.replica.Replica;

/**
 * A replica's connection that its routed connection has moved away from, kept only while result sets opened on it are
 * still being read, or the application has locators of it: rows of one result set never come from two servers. Owned by
 * one routed connection, used by its thread.
 */
final class DrainingConnection {

    /** As a number of open result sets: it is kept until the routed connection is closed. */
    static final int UNTIL_CLOSED = Integer.MAX_VALUE / 2;

    private final Replica replica;
    private final Connection connection;
    private final List<Statement> statements;
    private final short generation;
    private final boolean evict;
    private final @Nullable DrainingConnection earlier;
    private int openResults;

    /**
     * Keeps a connection.
     *
     * @param statements the driver's that are open on it
     * @param openResults how many result sets are open on it, at least 1; or {@link #UNTIL_CLOSED}
     * @param evict whether it may not go back to its pool
     * @param earlier the one left before, or null
     */
    DrainingConnection(
            Replica replica,
            Connection connection,
            List<Statement> statements,
            short generation,
            int openResults,
            boolean evict,
            @Nullable DrainingConnection earlier) {
        this.replica = replica;
        this.connection = connection;
        this.statements = statements;
        this.generation = generation;
        this.openResults = openResults;
        this.evict = evict;
        this.earlier = earlier;
    }

    /**
     * A result set was closed.
     *
     * @param of the generation of the connection that it was opened on
     * @return what is still left behind, or null
     */
    @Nullable
    DrainingConnection resultClosed(short of) {
        if (of != generation) {
            DrainingConnection rest = earlier == null ? null : earlier.resultClosed(of);
            return rest == earlier
                    ? this
                    : new DrainingConnection(replica, connection, statements, generation, openResults, evict, rest);
        }
        openResults--;
        if (openResults > 0) {
            return this;
        }
        giveBack(replica, connection, statements, evict);
        return earlier;
    }

    /**
     * It is needed until the routed connection is closed.
     *
     * @param of the generation of the connection that is meant
     */
    void keepUntilClosed(short of) {
        if (of == generation) {
            openResults = UNTIL_CLOSED;
        } else if (earlier != null) {
            earlier.keepUntilClosed(of);
        }
    }

    /** Whether one is kept for more than rows that are open. */
    boolean isKeptUntilClosed() {
        return openResults >= UNTIL_CLOSED / 2 || (earlier != null && earlier.isKeptUntilClosed());
    }

    /** The transaction has ended, and with it the cursors that a single server would have closed. */
    void transactionEnded() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            replica.failed(e);
        }
        if (earlier != null) {
            earlier.transactionEnded();
        }
    }

    /** What is read from here on is read as the application has said. */
    void autoCommit(boolean autoCommit) {
        try {
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            replica.failed(e);
        }
        if (earlier != null) {
            earlier.autoCommit(autoCommit);
        }
    }

    /** Gives all back. */
    void close() {
        giveBack(replica, connection, statements, evict);
        if (earlier != null) {
            earlier.close();
        }
    }

    /**
     * Returns a replica's connection clean, or not at all. Never throws: the application is done with it.
     *
     * @param statements the driver's that are open on it: its pool does not know of them
     * @param evict whether it may not go back to its pool
     */
    static void giveBack(Replica replica, Connection connection, List<Statement> statements, boolean evict) {
        try {
            if (evict) {
                replica.evict(connection);
                return;
            }
            try {
                // By index: there is mostly none, and for that an iterator would be an object too many.
                for (int at = 0; at < statements.size(); at++) {
                    statements.get(at).close();
                }
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                connection.close();
            } catch (SQLException e) {
                replica.evict(connection);
            } catch (RuntimeException e) {
                Faults.caught("replica-return", e);
                replica.evict(connection);
            }
        } catch (RuntimeException e) {
            Faults.caught("replica-return", e);
        }
    }
}
