// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Browser;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/**
 * Three in the morning, and nothing but the status page: eight systems are broken, one after the other, and the page in
 * a real browser has to name the cause and what to do next within a minute. Prints how long it took.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OnCallIT {

    private static final Pattern PAGE = Pattern.compile("status page on (http://\\S+/)");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int READERS = 24;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static final List<String> PROTOCOL = new ArrayList<>();

    private static TestApp app;
    private static Path file;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.available(), "no browser: install Debian's packages chromium and chromium-driver");
        file = Files.writeString(folder.resolve("replicated.yaml"), configuration());
        app = TestApp.start(folder, file, SERVERS.cluster().primary(), Map.of("DOORS", "true"));
        browser = Browser.open(folder.resolve("profile"), false);
        // The first request of a route is the primary's.
        app.awaitReplicas(() -> !get("/api/search?word=x")
                .contains("\"" + SERVERS.cluster().primary().port() + "\""));
        open(app);
        awaitWell();
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println("| what is broken | what the page says | seconds |");
        PROTOCOL.forEach(System.out::println);
        if (browser != null) {
            browser.close();
        }
        if (app != null) {
            app.close();
        }
    }

    private static String configuration() {
        StringBuilder yaml = new StringBuilder("""
                status: {listen: '127.0.0.1:0'}
                consistency: {max-lag: 2s}
                replica-timeout: 250ms
                functions: {read: [pg_sleep]}
                replicas:
                """);
        for (Server standby : SERVERS.cluster().standbys()) {
            yaml.append("  - {url: '" + standby.jdbcUrl() + "', name: " + standby.name()
                    + ", pool: {maximum-pool-size: 2}}\n");
        }
        return yaml.toString();
    }

    private static void open(TestApp of) throws Exception {
        Matcher page = PAGE.matcher(of.output());
        assertThat(page.find()).as(of.output()).isTrue();
        browser.go(page.group(1));
        browser.await("document.documentElement.dataset.updates > 0");
    }

    @Test
    @Order(1)
    void aReplicaThatIsDown() throws Exception {
        Server standby = SERVERS.cluster().standby(0);
        long begun = System.nanoTime();
        standby.kill();
        try {
            says("a replica is down", begun, "#replicas tr", standby.name(), "down", "Log in as", "is it there");
            assertSaid("#verdict", standby.name() + " of notes does not serve (down)");
        } finally {
            standby.start();
        }
        awaitWell();
    }

    @Test
    @Order(2)
    void aReplicaThatLags() throws Exception {
        Server standby = SERVERS.cluster().standby(0);
        long begun = System.nanoTime();
        try (PausedReplay paused = standby.pausedReplay()) {
            new Visitor(false).post(app.address(), "/api/notes", "written while a standby does not replay");
            says(
                    "a replica lags",
                    begun,
                    "#replicas tr",
                    standby.name(),
                    "lagging",
                    "more than max-lag",
                    "is replay paused");
            assertSaid("#verdict", standby.name() + " of notes does not serve (lagging)");
            leavePicture();
        }
        awaitWell();
    }

    /** Of a real run, for the manual. */
    private static void leavePicture() throws Exception {
        for (int read = 0; read < 400; read++) {
            get(read % 2 == 0 ? "/api/search?word=x" : "/api/notes");
        }
        browser.size(1100, 1750);
        browser.run("window.from = Number(document.documentElement.dataset.updates)");
        browser.await("Number(document.documentElement.dataset.updates) >= window.from + 2");
        Files.write(Path.of("target", "status-page.png"), browser.screenshot());
    }

    /** Connections that are open go on, so it shows once a server has closed them. */
    @Test
    @Order(3)
    void aPasswordThatWasChanged() throws Exception {
        Server standby = SERVERS.cluster().standby(1);
        long begun = System.nanoTime();
        password("another");
        standby.awaitReplay(SERVERS.cluster().primary());
        try {
            administrator(
                    standby,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + Cluster.USER + "'");
            says(
                    "the password was changed",
                    begun,
                    "#replicas tr",
                    standby.name(),
                    "login-failed",
                    "password authentication failed",
                    "mend the password");
            assertSaid("#verdict", "the agent cannot log in to " + standby.name() + " of notes");
        } finally {
            password(Cluster.PASSWORD);
        }
        awaitWell();
    }

    @Test
    @Order(4)
    void aDataSourceThatIsNotRouted() throws Exception {
        Path other = Files.writeString(folder.resolve("other.yaml"), """
                status: {listen: '127.0.0.1:0'}
                datasources:
                  - match: {pool-name: orders}
                    replicas: [{url: '%s'}]
                """.formatted(
                        SERVERS.cluster().standby(0).jdbcUrl()));
        try (TestApp second = TestApp.start(folder, other, SERVERS.cluster().primary(), Map.of())) {
            open(second);
            long begun = System.nanoTime();
            new Visitor(false).get(second.address(), "/api/search?word=x");
            says("a data source is not routed", begun, "#not-routed tr", "notes", "match");
            assertSaid("#verdict", "Nothing is routed: notes is left alone, see below why.");
        }
        open(app);
    }

    @Test
    @Order(5)
    void aRouteThatWasLearntByOneBadRequest() throws Exception {
        get("/");
        get("/");
        long begun = System.nanoTime();
        get("/?visitor=anna");
        get("/");
        says(
                "a route was learnt by one bad request",
                begun,
                "#routes tr",
                "GET /",
                "× learned-writer",
                "known to write",
                "have written before",
                "visitor");
        assertSaid("#learned tr", "GET /");
        assertSaid("#learned-section", "forgetLearnedRoute");
    }

    @Test
    @Order(6)
    void aPoolOfReplicasThatIsExhausted() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            long begun = System.nanoTime();
            for (int reader = 0; reader < READERS; reader++) {
                readers.execute(() -> readSlowlyUntil(over));
            }
            try {
                says(
                        "a replica's pool is exhausted",
                        begun,
                        "#replicas tr",
                        "Its pool is exhausted",
                        "raise pool.maximum-pool-size");
                says(
                        "the same, once it has cost reads",
                        begun,
                        "#verdict",
                        "replica-busy",
                        "raise pool.maximum-pool-size");
            } finally {
                over.set(true);
            }
        } finally {
            readers.shutdown();
        }
    }

    /** What the readers are told is of no interest here. */
    private static void readSlowlyUntil(AtomicBoolean over) {
        try {
            while (!over.get()) {
                get("/api/slow?ms=700");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(7)
    void aCacheThatIsFilledAgain() throws Exception {
        List<String> notes = new ArrayList<>();
        for (int note = 0; note < 12; note++) {
            notes.add(new Visitor(false)
                    .post(app.address(), "/api/notes", "cached")
                    .body()
                    .replaceAll(".*\"value\": (\\d+).*", "$1")
                    .strip());
        }
        long begun = System.nanoTime();
        for (String note : notes) {
            get("/api/doors/cached/" + note);
        }
        says(
                "a cache is filled again",
                begun,
                "#routes tr",
                "GET /api/doors/cached/",
                "cache-fill",
                "fills a cache that other requests share",
                "help");
    }

    @Test
    @Order(8)
    void aRuleThatIsRefused() throws Exception {
        long begun = System.nanoTime();
        Files.writeString(file, configuration() + "routes: [{path: '/reports/**', use: replicas}]\n");
        try {
            says("a rule is refused", begun, "#refused", "The file on disk is refused", "replicated.yaml:", "use");
            assertSaid("#verdict", "the file on disk is refused, an older configuration is in force");
        } finally {
            Files.writeString(file, configuration());
        }
        browser.await("document.getElementById('refused').innerText === ''");
    }

    private static String get(String path) throws Exception {
        return new Visitor(false).get(app.address(), path).body();
    }

    private static void password(String password) throws SQLException {
        administrator(SERVERS.cluster().primary(), "ALTER ROLE " + Cluster.USER + " PASSWORD '" + password + "'");
    }

    private static void administrator(Server server, String sql) throws SQLException {
        try (Connection connection = server.connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until one place of the page has all of these words, and takes note of how long that took. */
    private static void says(String broken, long begunNanos, String place, String... words) throws Exception {
        String found = await(place, begunNanos + MINUTE.toNanos(), words);
        PROTOCOL.add(String.format(
                Locale.ROOT,
                "| %s | %s | %.1f |",
                broken,
                found.replaceAll("\\s+", " "),
                (System.nanoTime() - begunNanos) / 1e9));
    }

    private static void assertSaid(String place, String... words) throws Exception {
        await(place, System.nanoTime() + Duration.ofSeconds(10).toNanos(), words);
    }

    private static void awaitWell() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last;
        do {
            // So that there are reads.
            get("/api/search?word=x");
            last = text("#verdict").toString();
        } while (!last.contains("All is well") && System.nanoTime() < end);
        assertThat(last).contains("All is well");
    }

    /** What is visible of the page, and nothing else, is looked at. */
    private static String await(String place, long deadlineNanos, String... words) throws Exception {
        List<String> last;
        do {
            last = text(place);
            for (String one : last) {
                if (List.of(words).stream().allMatch(one::contains)) {
                    return one;
                }
            }
            Thread.sleep(100);
        } while (System.nanoTime() < deadlineNanos);
        throw new AssertionError(place + " has nowhere all of " + List.of(words) + ":\n" + String.join("\n", last)
                + "\n" + app.output());
    }

    private static List<String> text(String place) throws Exception {
        List<String> all = new ArrayList<>();
        for (Object one : (List<?>)
                browser.run("return [...document.querySelectorAll('" + place + "')].map(node => node.innerText)")) {
            all.add((String) one);
        }
        return all;
    }
}
