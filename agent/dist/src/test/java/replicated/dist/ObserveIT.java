// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.LoggedStatement;
import replicated.servers.Server;

/**
 * How a careful team starts: a day of {@code mode: observe} changes nothing, by the servers' own logs; and the rules
 * that the report proposes do, once pasted, what they say and nothing else.
 */
class ObserveIT {

    /** One connection, so that the logs have one order. */
    private static final Map<String, String> ONE_CONNECTION = Map.of("DB_POOL_SIZE", "1");

    private static final Pattern DECISION = Pattern.compile("decision \\S+ (\\S+ \\S+) -> (\\S+) (\\S+)");

    /** Only used to see that the standby serves, so that its decisions can be left out. */
    private static final String WARM_UP = "/reports/count";

    /** A busy machine may make the standby late for a moment in one run and not in the other. */
    private static final Set<String> PASSING = Set.of("no-replica", "replica-busy", "rescued");

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    @BeforeEach
    void withoutTables() throws SQLException {
        try (Connection connection = SERVERS.cluster().primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS note, visitor");
        }
        SERVERS.cluster().servers().forEach(Server::forgetStatements);
    }

    @Test
    void theServersAreSentTheSameStatementsAsWithoutTheAgent() throws Exception {
        List<String> plainAnswers = everyKindOfRequest(null);
        List<String> plain = statements(SERVERS.cluster().primary());
        withoutTables();

        List<String> answers = everyKindOfRequest(configuration("mode: observe\n"));

        assertThat(statements(SERVERS.cluster().primary())).isEqualTo(plain).hasSizeGreaterThan(40);
        assertThat(statements(SERVERS.cluster().standby(0))).isEmpty();
        assertThat(answers).isEqualTo(plainAnswers);
    }

    @Test
    void theReportsRulesSendTheGetsThatWroteToThePrimaryAndChangeNothingElse() throws Exception {
        Path report = folder.resolve("report.yaml");
        try (TestApp app = TestApp.start(
                folder,
                configuration("mode: observe\nlearn: false\ntrust-after: 0\n"),
                SERVERS.cluster().primary(),
                Map.of(),
                "-Dreplicated.report=" + report)) {
            aDay(app.address());
            app.stop();
        }
        String proposed = Files.readString(report);
        assertThat(proposed)
                .contains("mode observe", "# 25 of 25 requests wrote (100.0 %)")
                .containsPattern("(?m)^  - \\{path: \"/api/visit/\\*\", methods: \\[GET], use: primary}")
                .containsPattern("(?m)^  - \\{path: \"/api/transaction/\\*\", methods: \\[GET], use: primary}")
                .containsPattern("(?m)^  # - \\{path: \"/api/search\", methods: \\[POST], use: replica}");

        Map<String, Set<String>> without = routed("learn: false\ntrust-after: 0\n");
        Map<String, Set<String>> with = routed("learn: false\ntrust-after: 0\n" + proposed);

        assertThat(without.get("GET /api/visit/*")).contains("primary write-statement");
        assertThat(without.get("GET /api/transaction/*")).contains("standby-1 read-method", "primary write-statement");
        Map<String, Set<String>> expected = new TreeMap<>(without);
        expected.put("GET /api/visit/*", Set.of("primary rule-primary"));
        expected.put("GET /api/transaction/*", Set.of("primary rule-primary"));
        assertThat(with).isEqualTo(expected);
    }

    private Path configuration(String begin) throws Exception {
        Server standby = SERVERS.cluster().standby(0);
        return Files.writeString(
                Files.createTempFile(folder, "replicated", ".yaml"),
                begin + "log: {level: debug}\nreplicas: [{url: '" + standby.jdbcUrl() + "', name: " + standby.name()
                        + "}]\n");
    }

    /** Each kind of request that the application knows, one after the other, and what was answered. */
    private List<String> everyKindOfRequest(Path configuration) throws Exception {
        List<String> answers = new ArrayList<>();
        try (TestApp app =
                TestApp.start(folder, configuration, SERVERS.cluster().primary(), ONE_CONNECTION)) {
            for (int round = 0; round < 2; round++) {
                Visitor visitor = new Visitor(true);
                for (String path :
                        List.of("/api/notes", "/api/transaction/1", "/api/fail", "/api/redirect", "/api/async")) {
                    answers.add(answer(visitor.post(app.address(), path, "text")));
                }
                for (String path : List.of(
                        "/?visitor=me",
                        "/api/notes",
                        "/api/notes/1",
                        "/api/latest",
                        "/api/search?word=te",
                        "/api/visit/1",
                        "/api/transaction/1",
                        "/api/slow?ms=5",
                        "/api/redirect",
                        "/api/stream",
                        "/api/stream?text=more",
                        "/api/async",
                        "/api/async-dispatch",
                        "/reports/count")) {
                    answers.add(answer(visitor.get(app.address(), path)));
                }
            }
        }
        return answers;
    }

    /**
     * Status, body and the names of the headers: no cookie, no bookmark. An error's page names a thread or a class of
     * the call stack.
     */
    private static String answer(HttpResponse<String> response) {
        String body = response.statusCode() >= 500 ? "" : response.body();
        return response.statusCode() + " "
                + new TreeSet<>(response.headers().map().keySet()) + " " + body;
    }

    private static void aDay(URI application) throws Exception {
        new Visitor(false).post(application, "/api/notes", "the first");
        for (int request = 0; request < 25; request++) {
            Visitor visitor = new Visitor(false);
            visitor.get(application, "/api/visit/1");
            visitor.get(application, "/api/transaction/1");
            visitor.get(application, "/api/notes");
            visitor.get(application, "/api/search?word=first");
            visitor.post(application, "/api/search?word=first", "");
            visitor.post(application, "/api/notes", "text " + request);
        }
    }

    /** By route, where its connections went and why. */
    private Map<String, Set<String>> routed(String begin) throws Exception {
        try (TestApp app =
                TestApp.start(folder, configuration(begin), SERVERS.cluster().primary(), Map.of())) {
            awaitStandby(app.address());
            aDay(app.address());
            Map<String, Set<String>> decisions = new TreeMap<>();
            Matcher decision = DECISION.matcher(app.output());
            while (decision.find()) {
                if (PASSING.contains(decision.group(3))) {
                    continue;
                }
                decisions
                        .computeIfAbsent(decision.group(1), route -> new TreeSet<>())
                        .add(decision.group(2) + " " + decision.group(3));
            }
            decisions.remove("GET " + WARM_UP);
            return decisions;
        }
    }

    private static void awaitStandby(URI application) throws Exception {
        String standby = Integer.toString(SERVERS.cluster().standby(0).port());
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!new Visitor(false).get(application, WARM_UP).body().contains(standby)) {
            assertThat(System.nanoTime()).as("the standby does not serve").isLessThan(deadline);
        }
    }

    /**
     * Those of the application's sessions: a watcher is one that asks for positions. HikariCP's test of an idle
     * connection has no text.
     */
    private static List<String> statements(Server server) {
        List<LoggedStatement> all = server.statementsLogged();
        // The agent's own sessions: watchers, and looks at the catalogue.
        Set<String> watchers = all.stream()
                .filter(one -> one.text().contains("pg_postmaster_start_time()")
                        || one.text().contains("pg_catalog.pg_proc"))
                .map(LoggedStatement::session)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(one -> !watchers.contains(one.session()))
                .map(LoggedStatement::text)
                .filter(text -> !text.isBlank())
                .toList();
    }
}
