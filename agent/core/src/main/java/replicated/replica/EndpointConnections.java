// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * Connections of a replica whose one URL leads to several servers: what the watcher knows is not true of the connection
 * in hand, so each is looked at itself. Thread-safe.
 */
final class EndpointConnections {

    private static final int MAX_UNFIT = 3;

    /** Looks at the driver's own connection. */
    interface Look {

        /**
         * Whether what has to be seen is shown behind a connection.
         *
         * @throws SQLException if it cannot be asked
         */
        boolean fit(Connection physical) throws SQLException;
    }

    private final ReplicaPool pool;

    EndpointConnections(ReplicaPool pool) {
        this.pool = pool;
    }

    /**
     * The first that is fit, of a few.
     *
     * @param first borrowed already; goes back if it is not fit
     * @param timeoutMillis the longest wait for others
     * @return null if none of those tried is
     * @throws SQLException if no other could be borrowed
     */
    @Nullable
    Connection firstFit(Connection first, long timeoutMillis, Look look) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        List<Connection> unfit = new ArrayList<>(MAX_UNFIT);
        try {
            Connection borrowed = first;
            while (true) {
                if (fit(borrowed, look)) {
                    return borrowed;
                }
                unfit.add(borrowed);
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (unfit.size() == MAX_UNFIT || left <= 0) {
                    return null;
                }
                borrowed = pool.borrow(left);
            }
        } finally {
            unfit.forEach(pool::giveBack);
        }
    }

    private boolean fit(Connection borrowed, Look look) {
        try {
            return look.fit(borrowed.unwrap(Connection.class));
        } catch (SQLException | LinkageError broken) {
            pool.evict(borrowed);
            return false;
        } catch (RuntimeException fault) {
            Faults.caught("replica-ask", fault);
            pool.evict(borrowed);
            return false;
        }
    }
}
