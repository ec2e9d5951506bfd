// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.dialect.DriverSession;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.log.Log;

/** The questions for one server, once it is known what kind of server it really is. Thread-safe. */
class ProbeSelector {

    private final String server;
    private final String url;
    private final boolean ofThePrimary;

    /**
     * As the URL has it, until the first connection tells; racing writers write the like. Written before
     * {@link #probe}.
     */
    private volatile Dialect dialect;

    /** Set at the first connection; racing writers write the like. */
    private volatile @Nullable ServerProbe probe;

    private final AtomicBoolean pooled = new AtomicBoolean();

    /**
     * Nothing is known yet.
     *
     * @param server who it is, for the log
     * @param url JDBC URL
     */
    ProbeSelector(String server, String url) {
        this(server, url, false);
    }

    private ProbeSelector(String server, String url, boolean ofThePrimary) {
        this.server = server;
        this.url = url;
        this.ofThePrimary = ofThePrimary;
        this.dialect = Dialects.ofUrl(url);
    }

    /**
     * The questions for the server that a pool of the application writes on.
     *
     * @param name of the data source, for the log
     * @param url JDBC URL
     */
    static ProbeSelector ofThePrimary(String name, String url) {
        return new ProbeSelector("the primary of " + name, url, true);
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
            Dialect real = Dialects.ofServer(url, connection);
            known = ofThePrimary ? real.primaryProbe() : real.probe();
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
        ServerSample sample = of(connection).sample(connection);
        if (!pooled() && DriverSession.pooled(connection, dialect.session(), sample)) {
            noticePooler();
        }
        return sample;
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

    /**
     * Whether a connection pooler stands before the server, so that the session behind a connection is not ours alone.
     * Once noticed it is so for good: what is left in a session of others cannot be taken back.
     *
     * @return {@code false} before the first sample; costs one volatile read
     */
    boolean pooled() {
        return pooled.get();
    }

    /**
     * One connection has been answered by two sessions, which is a pooler's doing unless the driver has connected anew.
     *
     * @param connection that was asked
     * @param now what the server said
     */
    void sessionChanged(Connection connection, ServerSample now) {
        if (!DriverSession.confirms(connection, dialect.session(), now)) {
            noticePooler();
        }
    }

    private void noticePooler() {
        if (pooled.compareAndSet(false, true)) {
            Log.info(server
                    + " is behind a connection pooler (PgBouncer or its like): its sessions are shared, so nothing is set"
                    + " on them, not even read-only, and no statement is prepared on the server");
        }
    }
}
