// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.bookmark.PostgresPosition;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;

/** PostgreSQL 13 and later. */
final class PostgresProbe implements ServerProbe {

    /**
     * Insert LSN, not write LSN: with {@code synchronous_commit = off} a commit has returned before it is written.
     * Replay LSN, not receive LSN: what was received is not visible yet. The role is asked once, in a subquery that
     * OFFSET keeps from being merged, so that a promotion in the middle cannot mix the two.
     *
     * <p>The timeline. A primary's own is in the name of its current WAL file; its control file still has the old one
     * for a while after a promotion. On a standby that function is an error, and the control file lags until the next
     * restartpoint, minutes after the upstream was promoted: a standby of another primary would pass for one of ours.
     * What it receives is known at once, and is never behind what it replays; it is also on the way of what it will
     * replay, so that the newer name for an LSN of before the switch only says less than is true. The view shows it to
     * members of {@code pg_monitor} or {@code pg_read_all_stats}; without that right, or with nothing being received,
     * the control file is what is left. It has the new timeline at a restartpoint, or once a commit is replayed that
     * drops or truncates a relation. From PostgreSQL 17 on, where {@code summarize_wal} is on, everybody may see which
     * timeline was summarized, which is received WAL again; 0 where it is off.
     *
     * <p>The LSN comes first in the list, and the timeline after it: never an LSN of a newer timeline under an older
     * name.
     *
     * <p>Aurora replicates by storage and has no replay position of this kind; it is told by a function of its own.
     */
    private static final String FULL_PATTERN = """
            SELECT r.recovering,
                   CASE WHEN r.aurora THEN NULL
                        WHEN r.recovering THEN pg_last_wal_replay_lsn()
                        ELSE pg_current_wal_insert_lsn() END::text,
                   CASE WHEN r.aurora THEN NULL
                        WHEN r.recovering THEN greatest(
                            (SELECT received_tli FROM pg_stat_wal_receiver),
                            (SELECT timeline_id FROM pg_control_checkpoint()),
                            (SELECT min_recovery_end_timeline FROM pg_control_recovery())%3$s)
                        ELSE ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int END,
                   (SELECT system_identifier FROM pg_control_system()),
                   %1$s,
                   current_database(),
                   pg_backend_pid()
              FROM %2$s
            """;

    /** For servers that keep the control data to themselves: role and identity, no position. */
    private static final String REDUCED_PATTERN =
            "SELECT r.recovering, NULL::text, NULL::int, NULL::bigint, %1$s, current_database(), pg_backend_pid() FROM %2$s";

    /** The start is part of it: a standby that was restarted may show less than before. */
    private static final String SERVER =
            "concat(host(inet_server_addr()), ':', inet_server_port(), '/', pg_postmaster_start_time())";

    private static final String ROLE =
            "(SELECT pg_is_in_recovery() AS recovering, to_regproc('aurora_version') IS NOT NULL AS aurora OFFSET 0) r";

    private static final String SUMMARIZED = ", (SELECT summarized_tli::int FROM pg_get_wal_summarizer_state())";
    private static final int FIRST_TO_SUMMARIZE = 17;

    private static final String FULL = FULL_PATTERN.formatted(SERVER, ROLE, "");
    private static final String FULL_WITH_SUMMARIES = FULL_PATTERN.formatted(SERVER, ROLE, SUMMARIZED);
    private static final String REDUCED = REDUCED_PATTERN.formatted(SERVER, ROLE);

    /**
     * As good as the full question where {@link #SERVER} is the same: a server that runs as primary stays so, on its
     * timeline.
     */
    private static final String POSITION_OF_PRIMARY = "SELECT pg_current_wal_insert_lsn()::text, " + SERVER;

    private static final String NOT_WHILE_RECOVERING = "55000";

    /** Set once by whichever thread is refused first; racing writers write the same. */
    private volatile boolean refused;

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        if (!refused) {
            try {
                return ask(connection, full(connection));
            } catch (SQLException e) {
                if (!isRefusal(e) || !connection.getAutoCommit()) {
                    throw e;
                }
                refused = true;
            }
        }
        return ask(connection, REDUCED);
    }

    @Override
    public ServerSample sampleAgain(Connection connection, ServerSample last) throws SQLException {
        if (last.role() == Role.PRIMARY && last.position() instanceof PostgresPosition before) {
            try (PreparedStatement statement = connection.prepareStatement(POSITION_OF_PRIMARY);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                if (last.server().equals(row.getString(2))) {
                    @Nullable
                    Position now = PostgresPosition.of(before.system(), before.timeline(), row.getString(1))
                            .orElse(null);
                    return new ServerSample(
                            last.role(), last.writable(), now, last.server(), last.database(), last.session());
                }
            } catch (SQLException e) {
                if (!NOT_WHILE_RECOVERING.equals(e.getSQLState()) || !connection.getAutoCommit()) {
                    throw e;
                }
            }
        }
        return sample(connection);
    }

    /** What the driver knows of the version costs no round trip. */
    private static String full(Connection connection) throws SQLException {
        boolean summarizes = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_TO_SUMMARIZE;
        return summarizes ? FULL_WITH_SUMMARIES : FULL;
    }

    /** Of an identity as {@link #SERVER} tells it. */
    static String portAndStart(String server) {
        return server.substring(server.lastIndexOf(':', server.indexOf('/')) + 1);
    }

    /** Insufficient privilege, undefined function or table, feature not supported. */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("42501") || state.equals("42883") || state.equals("42P01") || state.equals("0A000");
    }

    private static ServerSample ask(Connection connection, String sql) throws SQLException {
        // To be parsed and planned each time would cost the server three times what the answer does.
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            boolean recovering = row.getBoolean(1);
            String lsn = row.getString(2);
            int timeline = row.getInt(3);
            long system = row.getLong(4);
            @Nullable
            Position position = lsn == null || timeline < 1
                    ? null
                    : PostgresPosition.of(system, timeline, lsn).orElse(null);
            return new ServerSample(
                    recovering ? Role.REPLICA : Role.PRIMARY,
                    !recovering,
                    position,
                    row.getString(5),
                    row.getString(6),
                    row.getLong(7));
        }
    }
}
