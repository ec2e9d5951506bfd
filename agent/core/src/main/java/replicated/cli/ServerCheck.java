// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.dialect.DriverSession;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;

/**
 * Connects to one server and asks what a watcher would ask. Immutable.
 *
 * @param name for people
 * @param url may hold secrets
 * @param host the name whose address the URL has; null: the URL is as it was given
 * @param login who connects
 * @param drivers to connect with
 * @param primary to measure lag against, or null
 */
record ServerCheck(
        String name,
        String url,
        @Nullable String host,
        Login login,
        DriverJars drivers,
        @Nullable ServerCheck primary) {

    private static final long MAX_LAG_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** {@code user=}, {@code //user:password@}, and Oracle's {@code user/password@}. */
    private static final Pattern NAMES_USER = Pattern.compile("(?i)[?&;:,(]user(name)?=|[^/:@]+@");

    private static final long PAUSE_MILLIS = 10;
    private static final int AT_ONCE = 4;
    private static final int AT_ONCE_MILLIS = 500;

    /**
     * Asks the server.
     *
     * @param expectedToWrite whether it is to be the primary
     * @return never null
     * @throws InterruptedException if the calling thread is interrupted
     */
    ServerFindings run(boolean expectedToWrite) throws InterruptedException {
        ServerFindings findings = new ServerFindings();
        try (Connection connection = connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            findings.fact("server", metadata.getDatabaseProductName() + " " + metadata.getDatabaseProductVersion());
            findings.fact("driver", metadata.getDriverName() + " " + metadata.getDriverVersion());
            Dialect dialect = Dialects.ofServer(url, connection);
            ServerProbe probe = dialect.probe();
            ServerSample sample = probe.sample(connection);
            role(sample, dialect, expectedToWrite, findings);
            position(sample, dialect, findings);
            if (DriverSession.pooled(connection, dialect.session(), sample)) {
                connection.close();
                behindPooler(dialect, sample, expectedToWrite, findings);
            } else {
                more(connection, dialect, sample, expectedToWrite, findings);
            }
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
            findings.wrong(e.getMessage() + state);
            if (!login.namesUser() && !NAMES_USER.matcher(url).find()) {
                findings.note(
                        "no user was given. The agent takes user and password from the application's pool; for check"
                                + " give them: --username NAME --password-file FILE");
            }
        }
        return findings;
    }

    private void more(
            Connection connection,
            Dialect dialect,
            ServerSample sample,
            boolean expectedToWrite,
            ServerFindings findings)
            throws SQLException, InterruptedException {
        boolean asReplica = !expectedToWrite && !findings.primary();
        dialect.privileges().run(connection, asReplica, findings);
        if (asReplica) {
            lag(connection, dialect, sample, findings);
        }
    }

    private void behindPooler(Dialect dialect, ServerSample sample, boolean expectedToWrite, ServerFindings findings)
            throws SQLException, InterruptedException {
        findings.fact("pooler", "yes (PgBouncer or its like)");
        findings.note(
                "behind a connection pooler: its sessions are shared, so nothing is set on them, not even read-only,"
                        + " and no statement is prepared on the server unless prepareThreshold is given");
        if (!expectedToWrite && sample.role() == ServerSample.Role.PEER) {
            findings.wrong(
                    "it takes writes, and behind a connection pooler its sessions cannot be made read-only: it will"
                            + " not be used. List the node itself, or set read_only=ON on it");
            return;
        }
        if (!expectedToWrite && serversAtOnce(dialect).size() > 1) {
            findings.wrong(
                    "its pooler's alias leads to several servers: it will not be used. Give each server an alias of its"
                            + " own and list each as a replica");
            return;
        }
        try (Connection connection = connect(dialect)) {
            more(connection, dialect, sample, expectedToWrite, findings);
        }
    }

    /** Over several connections that are in a transaction at one moment: one alone would see one server only. */
    private Set<String> serversAtOnce(Dialect dialect) throws SQLException {
        Set<String> met = new HashSet<>();
        List<Connection> open = new ArrayList<>();
        ServerProbe probe = dialect.probe();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                Connection connection = connect(dialect);
                open.add(connection);
                connection.setNetworkTimeout(Runnable::run, AT_ONCE_MILLIS);
                connection.setAutoCommit(false);
                met.add(probe.sample(connection).server());
            }
        } catch (SQLException noMore) {
            // The pooler has fewer sessions to give away than that.
            if (met.isEmpty()) {
                throw noMore;
            }
        } finally {
            for (Connection connection : open) {
                rollBackAndClose(connection);
            }
        }
        return met;
    }

    private static void rollBackAndClose(Connection connection) {
        try (connection) {
            connection.rollback();
        } catch (SQLException brokenAnyway) {
            // It has told what it could.
        }
    }

    private Connection connect() throws SQLException {
        return connect(login.forDriver());
    }

    private Connection connect(Map<String, String> properties) throws SQLException {
        Dialects.ofUrl(url).urls().clientName("replicated-check").forEach(properties::putIfAbsent);
        return drivers.connect(url, host, properties);
    }

    /** As behind a pooler. */
    private Connection connect(Dialect dialect) throws SQLException {
        Map<String, String> properties = new HashMap<>(dialect.session().propertiesForPooler());
        properties.putAll(login.forDriver());
        return connect(properties);
    }

    private void role(ServerSample sample, Dialect dialect, boolean expectedToWrite, ServerFindings findings) {
        findings.fact("role", sample.role().name().toLowerCase(Locale.ROOT));
        findings.fact("read-only", sample.writable() ? "no" : "yes");
        if (!sample.database().isEmpty()) {
            findings.fact("database", sample.database());
        }
        if (expectedToWrite && !sample.writable()) {
            findings.wrong("this is to be the primary, and takes no writes");
        }
        if (expectedToWrite) {
            return;
        }
        boolean peer = sample.role() == ServerSample.Role.PEER;
        if ((peer || sample.role() == ServerSample.Role.PRIMARY) && isThePrimary(sample, dialect)) {
            findings.isPrimary();
            findings.note("this is the primary now; it serves when it follows");
        } else if (peer) {
            peer(sample, findings);
        } else if (sample.role() == ServerSample.Role.PRIMARY) {
            findings.wrong(
                    "this is to be a replica, and takes writes: it will not be used. Is the URL right, and the server"
                            + " read-only?"
                            + (primary == null
                                    ? " If it is one of all nodes, and the primary now, give --primary"
                                    : ""));
        } else if (sample.role() == ServerSample.Role.UNKNOWN) {
            findings.note(
                    "time windows only, no lag, no role: this database does not tell whether it is a replica; make sure"
                            + " that its user cannot write");
        }
    }

    private void peer(ServerSample sample, ServerFindings findings) {
        findings.note(
                "a node of a cluster whose nodes all take writes: it serves reads where the application writes on another"
                        + " node of that cluster" + (primary == null ? "; give --primary to see whether it does" : ""));
        if (!sample.unfit().isEmpty()) {
            findings.wrong(sample.unfit());
        }
    }

    private boolean isThePrimary(ServerSample sample, Dialect dialect) {
        if (primary == null) {
            return false;
        }
        try (Connection toPrimary = primary.connect()) {
            return dialect == Dialects.ofServer(primary.url, toPrimary)
                    && dialect.isSameServer(
                            sample.server(), dialect.probe().sample(toPrimary).server());
        } catch (SQLException toldThere) {
            return false;
        }
    }

    private static void position(ServerSample sample, Dialect dialect, ServerFindings findings) {
        if (sample.position() != null) {
            findings.fact("position", sample.position().text());
            return;
        }
        findings.fact("position", "none");
        findings.note(dialect.withoutPosition());
    }

    /** By no clock but ours: how long until it shows what the primary had? */
    private void lag(Connection connection, Dialect kind, ServerSample first, ServerFindings findings)
            throws SQLException, InterruptedException {
        ServerProbe probe = kind.probe();
        if (first.position() == null) {
            return;
        }
        if (primary == null) {
            findings.fact("lag", "unknown; give --primary URL to measure it");
            return;
        }
        Position target;
        try (Connection toPrimary = primary.connect()) {
            Dialect dialect = Dialects.ofServer(primary.url, toPrimary);
            target = dialect.probe().sample(toPrimary).position();
        } catch (SQLException toldThere) {
            findings.fact("lag", "unknown; the primary cannot be asked");
            return;
        }
        long begin = System.nanoTime();
        while (target != null) {
            Position now = probe.sample(connection).position();
            long waited = System.nanoTime() - begin;
            Position.Reached reached = now == null ? Position.Reached.INCOMPARABLE : now.covers(target);
            if (reached == Position.Reached.YES) {
                findings.fact("lag", "at most " + TimeUnit.NANOSECONDS.toMillis(waited) + " ms");
                return;
            }
            if (reached == Position.Reached.INCOMPARABLE) {
                findings.wrong("this is no replica of that primary: their positions belong to different histories");
                return;
            }
            if (waited > MAX_LAG_NANOS) {
                findings.wrong("it is more than " + TimeUnit.NANOSECONDS.toSeconds(MAX_LAG_NANOS)
                        + " s behind the primary, or does not replicate");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        findings.fact("lag", "unknown; the primary tells no position");
    }

    @Override
    public String toString() {
        return "ServerCheck[" + name + "]";
    }
}
