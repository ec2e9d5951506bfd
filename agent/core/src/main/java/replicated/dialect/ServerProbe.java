package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The questions a watcher asks a server. One instance per watched server: it may remember that the server refused to answer
 * the fuller question. Thread-safe. Nothing here sets a time-out: the caller's connection has one.
 */
public sealed interface ServerProbe permits PostgresProbe, MariaDbProbe, MysqlProbe, H2Probe, PlainProbe {

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
     * Asks again soon after, for no more than what may have changed since. Every request that has written waits for such an answer.
     *
     * @param connection to the server, in auto-commit; not closed
     * @param last what {@link #sample} told over this connection
     * @return as {@code sample}: should another server answer by now, because a pooler stands between, all is about that one
     * @throws SQLException if the server cannot be asked
     */
    default ServerSample sampleAgain(Connection connection, ServerSample last) throws SQLException {
        return sample(connection);
    }

    /**
     * What makes a session refuse writes for as long as it lasts, as far as the database allows. It guards against mistakes, not against
     * intent: on every database the session's user can lift it again ({@code SET TRANSACTION READ WRITE} and its kin), on MySQL
     * and MariaDB temporary tables and the locks of {@code GET_LOCK} stay allowed, and H2 and unknown databases
     * have nothing of the kind. So it is the second lock; the statement inspector is the first and the server's own role
     * the third.
     *
     * @return SQL to run once on each new connection, in auto-commit; empty where there is none, where {@link
     *     Connection#setReadOnly} is all that is left to try
     */
    List<String> readOnlySession();

    /**
     * The probe for a kind of database.
     *
     * @param dialect what the server is: {@link Dialect#ofServer}, not only what its URL says
     * @return a new one
     */
    static ServerProbe of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> new PostgresProbe();
            case MARIADB -> new MariaDbProbe();
            case MYSQL -> new MysqlProbe();
            case H2 -> new H2Probe();
            case OTHER -> new PlainProbe();
        };
    }
}
