// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * Where each contestant's reads went, by the servers' own count of what was looked up in its tables. What pools,
 * watchers and this class ask is not among it.
 */
final class ServerReads {

    /** A session that idles tells the server what it has done after 10 s. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(11);

    /** Each update looks its row up too. */
    private static final String COUNT =
            "SELECT COALESCE(sum(COALESCE(seq_scan, 0) + COALESCE(idx_scan, 0) - n_tup_upd), 0) FROM pg_stat_user_tables";

    private static final String[] TABLES = {
        "CREATE TABLE world (id integer PRIMARY KEY, randomnumber integer NOT NULL)",
        "INSERT INTO world SELECT i, 1 + random() * 9999 FROM generate_series(1, " + World.ROWS + ") i",
        "CREATE TABLE fortune (id integer PRIMARY KEY, message varchar(2048) NOT NULL)",
        "INSERT INTO fortune SELECT i, CASE i WHEN 11 THEN '<script>alert(\"This should not be displayed.\");</script>'"
                + " ELSE 'Fortune ' || i || ': a computer scientist is someone who fixes things that are not broken.' END"
                + " FROM generate_series(1, 12) i",
        "ANALYZE"
    };

    private final PostgresCluster cluster;
    private final Map<Side, Turn> last = new EnumMap<>(Side.class);
    private final Map<Side, Map<Shape, Reads>> reads = new EnumMap<>(Side.class);

    /** What the servers had counted before a turn, of which {@code end} is null until it is over. */
    private static final class Turn {
        final Shape shape;
        final Reads before;
        long end;

        Turn(Shape shape, Reads before) {
            this.shape = shape;
            this.before = before;
        }
    }

    private record Reads(long primary, long standbys) {
        Reads plus(Reads other) {
            return new Reads(primary + other.primary, standbys + other.standbys);
        }

        Reads minus(Reads other) {
            return new Reads(primary - other.primary, standbys - other.standbys);
        }
    }

    ServerReads(PostgresCluster cluster) {
        this.cluster = cluster;
    }

    /** Makes a contestant's database with its tables. */
    void create(Side side) throws SQLException {
        try (Connection administrator = cluster.primary().connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("CREATE DATABASE " + side.database() + " OWNER " + Cluster.USER);
        }
        try (Connection connection = connect(cluster.primary(), side);
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
    }

    /** Has to be called before each turn; waits where the contestant's last one is not counted yet. */
    void begin(Side side, Shape shape) throws SQLException, InterruptedException {
        settle(side);
        last.put(side, new Turn(shape, count(side)));
    }

    /** Has to be called after each turn. */
    void end(Side side) {
        last.get(side).end = System.nanoTime();
    }

    /** @return the share of reads that standbys answered, NaN where there was none; waits until they are counted */
    double onStandbys(Side side, Shape shape) throws SQLException, InterruptedException {
        settle(side);
        Reads all = reads.get(side).get(shape);
        return (double) all.standbys() / (all.primary() + all.standbys());
    }

    private void settle(Side side) throws SQLException, InterruptedException {
        Turn turn = last.remove(side);
        if (turn == null) {
            return;
        }
        long left = turn.end + TOLD_WITHIN.toNanos() - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left).toMillis());
        }
        reads.computeIfAbsent(side, any -> new HashMap<>())
                .merge(turn.shape, count(side).minus(turn.before), Reads::plus);
    }

    private Reads count(Side side) throws SQLException {
        long standbys = 0;
        for (Server standby : cluster.standbys()) {
            standbys += count(standby, side);
        }
        return new Reads(count(cluster.primary(), side), standbys);
    }

    private static long count(Server server, Side side) throws SQLException {
        try (Connection connection = connect(server, side);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(COUNT)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Connection connect(Server server, Side side) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + side.database()
                        + "?connectTimeout=10&socketTimeout=60",
                Cluster.USER,
                Cluster.PASSWORD);
    }
}
