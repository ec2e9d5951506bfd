// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/**
 * What one round trip tells of the very server behind a connection. Immutable.
 *
 * <p>A position sampled earlier is a lower bound of where the server is now, unless it was restarted in between: a
 * server that crashed may come back behind where it was. Whoever keeps a sample forgets it when the connection breaks,
 * or when a new connection's sample does not cover it.
 *
 * @param role what the server takes itself for
 * @param writable whether the server would take writes from an ordinary user; {@code true} where it cannot be asked
 * @param position the write position of a primary, the applied position of a replica (never the received one, which is
 *     not visible yet); null where there is none
 * @param server identity of the server (and, on PostgreSQL, of this run of it); empty where it has none
 * @param database name of the database the connection is in; empty where unknown
 * @param session the server's own number of the session that answered; 0 where it has none
 * @param unfit why it should serve no reads at present although it answers, one line for people; mostly empty
 */
public record ServerSample(
        Role role,
        boolean writable,
        @Nullable Position position,
        String server,
        String database,
        long session,
        String unfit) {

    /** Of a server that serves whenever it answers. */
    public ServerSample(
            Role role, boolean writable, @Nullable Position position, String server, String database, long session) {
        this(role, writable, position, server, database, session, "");
    }

    /** What a server takes itself for. */
    public enum Role {
        PRIMARY,
        REPLICA,
        /**
         * One of the nodes of a cluster that all take writes, and all show what any has committed: it is a primary, and
         * may be a replica.
         */
        PEER,
        /** The database has no such notion, or does not tell. */
        UNKNOWN
    }
}
