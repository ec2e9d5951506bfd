package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.position.Dialect;
import replicated.position.ServerProbe;
import replicated.position.ServerSample;

/** The questions for one server, once it is known what kind of server it really is. Thread-safe. */
class Probes {

    private final String url;

    /** As the URL has it, until the first connection tells; racing writers write the like. Written before {@link #probe}. */
    private volatile Dialect dialect;

    /** Set at the first connection; racing writers write the like. */
    private volatile ServerProbe probe;

    Probes(String url) {
        this.url = url;
        this.dialect = Dialect.ofUrl(url);
    }

    /**
     * What kind of server it is.
     *
     * @return what the server says it is; what its URL says before it was first asked
     */
    Dialect dialect() {
        return dialect;
    }

    /**
     * The probe for the server behind a connection.
     *
     * @param connection to it
     * @return one and the same for all connections of this server
     * @throws SQLException if the driver cannot tell what it is
     */
    ServerProbe of(Connection connection) throws SQLException {
        ServerProbe known = probe;
        if (known == null) {
            Dialect real = Dialect.ofServer(url, connection);
            known = ServerProbe.of(real);
            dialect = real;
            probe = known;
        }
        return known;
    }

    /**
     * Asks for role, position and identity in one round trip.
     *
     * @param connection to the server, in auto-commit
     * @return never null
     * @throws SQLException if the server cannot be asked
     */
    ServerSample sample(Connection connection) throws SQLException {
        return of(connection).sample(connection);
    }

    /**
     * Asks again soon after.
     *
     * @param connection to the server, in auto-commit
     * @param last what it told over this connection
     * @return as {@link #sample}
     * @throws SQLException if the server cannot be asked
     */
    ServerSample sampleAgain(Connection connection, ServerSample last) throws SQLException {
        return of(connection).sampleAgain(connection, last);
    }
}
