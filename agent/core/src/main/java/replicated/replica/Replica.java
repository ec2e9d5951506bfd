package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;

/** One replica: its pool and what its watcher knows. Thread-safe. */
public interface Replica {

    /**
     * Name in logs, metrics and status.
     *
     * @return never null
     */
    String name();

    /**
     * Share of reads relative to the other replicas.
     *
     * @return at least 1
     */
    int weight();

    /**
     * The latest knowledge; costs one volatile read.
     *
     * @return never null
     */
    Health health();

    /**
     * Takes a connection whose session is read-only, in auto-commit and with the defaults of the application's pool.
     *
     * @param timeoutMillis the longest this call may block
     * @return a connection that the caller closes
     * @throws SQLException if none could be had in time; the caller goes elsewhere
     */
    Connection borrow(long timeoutMillis) throws SQLException;

    /**
     * Closes the physical connection behind one that was borrowed instead of returning it to the pool.
     *
     * @param borrowed what {@link #borrow} returned; closed afterwards
     */
    void evict(Connection borrowed);

    /**
     * Tells of an error of the connection class met by a request: the replica is left alone for a while.
     *
     * @param cause the error
     */
    void failed(SQLException cause);

    /**
     * Connections lent out at this moment.
     *
     * @return at least 0
     */
    int inUse();
}
