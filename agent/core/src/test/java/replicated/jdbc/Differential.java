// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import replicated.servers.Cluster;

/**
 * Runs each program twice, on the application's own pool and on routed connections over a primary and a standby that
 * has caught up, and holds all that the application could see of the two against each other. Used by one thread.
 */
final class Differential implements AutoCloseable {

    private final Cluster cluster;
    private final RealWorld world;
    private final List<String> texts;
    private final List<String> reset;

    /** What the programs did, so that a run that shows nothing does not pass for one that shows that all is well. */
    private final Map<String, Integer> seen = new TreeMap<>();

    /**
     * Makes the tables. Programs read LOBs from {@code files(body, tags)}, which nothing changes.
     *
     * @param cluster with one standby; closed with this
     * @param driver of its servers
     * @param texts what programs may send
     * @param setup statements that make what the texts speak of
     * @param reset statements that put back all that a program can have changed
     */
    Differential(Cluster cluster, Driver driver, List<String> texts, List<String> setup, List<String> reset)
            throws SQLException {
        this.cluster = cluster;
        this.texts = texts;
        this.reset = reset;
        execute(setup);
        world = new RealWorld(cluster, driver);
        world.judgeByTheCatalogue();
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private void reset() throws SQLException {
        // A transaction begun by text stays open in the pool, and would keep its locks.
        world.pool.getHikariPoolMXBean().softEvictConnections();
        execute(reset);
        cluster.awaitCaughtUp();
    }

    /** One at a time: a search for a smaller program goes on for a while after its time is up. */
    synchronized void applicationSeesTheSame(JdbcProgram program) throws SQLException {
        reset();
        List<String> plain = program.run(() -> onFreshSessions(world.pool::getConnection), texts);
        List<String> plainAfter = content();
        reset();
        StubScope scope = world.scope();
        List<String> routed = program.run(() -> onFreshSessions(() -> world.open(scope)), texts);
        List<String> routedAfter = content();

        count(scope);
        int failure = indexOfOurs(routed);
        if (failure >= 0) {
            // The rule of transactions above READ COMMITTED: the application runs its transaction again.
            assertThat(routed.subList(0, failure)).isEqualTo(plain.subList(0, failure));
            return;
        }
        if (scope.heard.contains("moved")) {
            plain = asAfterTheMove(plain, routed);
        }
        assertThat(routed)
                .as(JdbcProgram.sideBySide(
                        new LinkedHashMap<>(Map.of("plain", plain, "routed", routed, "heard", scope.heard))))
                .isEqualTo(plain);
        assertThat(routedAfter).isEqualTo(plainAfter);
    }

    /** As docs/limits.md says: what text has left behind in a session of the pool is met again on the primary only. */
    private Connection onFreshSessions(JdbcProgram.Source source) throws SQLException {
        world.pool.getHikariPoolMXBean().softEvictConnections();
        return source.open();
    }

    /**
     * As docs/limits.md says: warnings of what ran on the replica are gone after the move. Others may not be made up.
     * And MariaDB's driver throws where a statement that failed is asked for more results; after the move its driver's
     * statement is not there to be asked. What was fetched before the move may be readable for longer, since its own
     * transaction on the replica has not failed.
     */
    private static List<String> asAfterTheMove(List<String> plain, List<String> routed) {
        List<String> left = new ArrayList<>(plain);
        for (int i = 0; i < Math.min(plain.size(), routed.size()); i++) {
            boolean lost =
                    plain.get(i).startsWith("WARNINGS ") && routed.get(i).equals("WARNINGS connection  statement ");
            boolean bug = plain.get(i).equals("MORE class java.lang.NullPointerException")
                    && routed.get(i).equals("MORE false -1");
            boolean lasts = plain.get(i).startsWith("READ_LOB SQLSTATE")
                    && routed.get(i).startsWith("READ_LOB ")
                    && !routed.get(i).startsWith("READ_LOB SQLSTATE");
            // A transaction has not begun there before its first statement, so what may stand only before that still
            // may.
            boolean early = plain.get(i).endsWith(" SQLSTATE 25001")
                    && (routed.get(i).equals(plain.get(i).replace("SQLSTATE 25001", "rows 0 true none"))
                            || routed.get(i).endsWith(" count 0 false")
                            || routed.get(i).endsWith(" 0"));
            if (lost || bug || lasts || early) {
                left.set(i, routed.get(i));
            }
        }
        return left;
    }

    private static int indexOfOurs(List<String> trace) {
        for (int i = 0; i < trace.size(); i++) {
            if (trace.get(i).endsWith(" ours")) {
                return i;
            }
        }
        return -1;
    }

    private List<String> content() throws SQLException {
        List<String> content = new ArrayList<>();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, text FROM notes ORDER BY id")) {
            while (rows.next()) {
                content.add(rows.getInt(1) + " " + rows.getString(2));
            }
        }
        return content;
    }

    private void count(StubScope scope) {
        scope.heard.stream()
                .map(news -> news.startsWith("standby") ? "on a standby" : news)
                .distinct()
                .forEach(news -> seen.merge(news, 1, Integer::sum));
    }

    @Override
    public void close() {
        System.out.println("Of the programs, so many did: " + seen);
        world.close();
        cluster.close();
    }
}
