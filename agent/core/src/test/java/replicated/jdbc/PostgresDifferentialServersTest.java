package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/**
 * The application cannot tell: whatever sequence of JDBC calls it makes, a routed connection over a primary and a standby
 * that shows every commit answers as the application's own pool does.
 */
class PostgresDifferentialServersTest {

    static final List<String> TEXTS = List.of(
            "SELECT id, text FROM notes ORDER BY id",
            "SELECT count(*) FROM notes WHERE id > ?",
            "SELECT text FROM notes WHERE id = ?",
            "SELECT current_setting('transaction_isolation')",
            "SELECT 1 / (id - 2) FROM notes ORDER BY id",
            "SELECT * FROM missing",
            "SELEC 1",
            "INSERT INTO notes (text) VALUES ('a')",
            "INSERT INTO notes (id, text) VALUES (1, 'twice')",
            "UPDATE notes SET text = text || 'x' WHERE id = ?",
            "DELETE FROM notes WHERE id = 2",
            "INSERT INTO notes (text) VALUES ('r') RETURNING id",
            "SELECT add_note('f')",
            "SELECT nextval('notes_id_seq')",
            "SELECT id FROM notes ORDER BY id FOR UPDATE",
            "WITH made AS (INSERT INTO notes (text) VALUES ('w') RETURNING id) SELECT id FROM made",
            "SELECT pg_advisory_xact_lock(1)",
            "SET search_path TO other, public",
            "SET LOCAL search_path TO other, public",
            "SHOW search_path",
            "SELECT name FROM which",
            "DO $$ BEGIN RAISE WARNING 'careful'; END $$",
            "SELECT warn_me()",
            "CREATE TEMP TABLE IF NOT EXISTS scratch (i int)",
            "SELECT count(*) FROM scratch",
            "SELECT 1; SELECT 2",
            "BEGIN",
            "COMMIT",
            "ROLLBACK");

    static final String SCHEMA = """
            CREATE TABLE notes (id serial PRIMARY KEY, text varchar(100));
            CREATE TABLE which (name text);
            INSERT INTO which VALUES ('public');
            CREATE SCHEMA other;
            CREATE TABLE other.which (name text);
            INSERT INTO other.which VALUES ('other');
            CREATE FUNCTION add_note(t text) RETURNS int LANGUAGE sql
              AS $$ INSERT INTO notes (text) VALUES (t) RETURNING id $$;
            CREATE FUNCTION warn_me() RETURNS int LANGUAGE plpgsql STABLE
              AS $$ BEGIN RAISE WARNING 'mind'; RETURN 1; END $$
            """;

    static final String CONTENT =
            "TRUNCATE notes RESTART IDENTITY; INSERT INTO notes (text) VALUES ('one'), ('two'), ('three')";

    /** What the programs did, so that a run that shows nothing does not pass for one that shows that all is well. */
    private static final Map<String, AtomicInteger> SEEN = new TreeMap<>();

    private static PostgresCluster cluster;
    private static RealWorld world;

    @BeforeContainer
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(1).start();
        cluster.synchronousRemoteApply(true);
        execute(SCHEMA);
        world = new RealWorld(cluster, new org.postgresql.Driver());
    }

    @AfterContainer
    static void stop() {
        System.out.println("Of the programs, so many did: " + SEEN);
        if (world != null) {
            world.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void reset() throws SQLException {
        // A transaction begun by text stays open in the pool, and would keep its locks.
        world.pool.getHikariPoolMXBean().softEvictConnections();
        execute(CONTENT);
    }

    @Provide
    Arbitrary<JdbcProgram> programs() {
        return JdbcProgram.programs(TEXTS.size());
    }

    @Property(tries = 60)
    void applicationSeesTheSame(@ForAll("programs") JdbcProgram program) throws SQLException {
        reset();
        List<String> plain = program.run(world.pool::getConnection, TEXTS);
        List<String> plainAfter = content();
        reset();
        World.StubScope scope = world.scope();
        List<String> routed = program.run(() -> world.open(scope), TEXTS);
        List<String> routedAfter = content();

        count(scope);
        int failure = indexOfOurs(routed);
        if (failure >= 0) {
            // The rule of transactions above READ COMMITTED: the application runs its transaction again.
            assertThat(routed.subList(0, failure)).isEqualTo(plain.subList(0, failure));
            return;
        }
        assertThat(routed)
                .as(JdbcProgram.sideBySide(
                        new LinkedHashMap<>(Map.of("plain", plain, "routed", routed, "heard", scope.heard))))
                .isEqualTo(plain);
        assertThat(routedAfter).isEqualTo(plainAfter);
    }

    private static int indexOfOurs(List<String> trace) {
        for (int i = 0; i < trace.size(); i++) {
            if (trace.get(i).endsWith(" ours")) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> content() throws SQLException {
        List<String> content = new ArrayList<>();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                java.sql.ResultSet rows = statement.executeQuery("SELECT id, text FROM notes ORDER BY id")) {
            while (rows.next()) {
                content.add(rows.getInt(1) + " " + rows.getString(2));
            }
        }
        return content;
    }

    private static void count(World.StubScope scope) {
        scope.heard.stream()
                .map(news -> news.startsWith("standby") ? "on a standby" : news)
                .distinct()
                .forEach(news -> SEEN.computeIfAbsent(news, unseen -> new AtomicInteger())
                        .incrementAndGet());
    }
}
