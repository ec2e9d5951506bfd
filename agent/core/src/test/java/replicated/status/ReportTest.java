// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.Mode;
import replicated.config.RouteRule;
import replicated.route.Decision;
import replicated.route.Reason;

/**
 * A team pastes what the report proposes: it has to be what the parser takes, what the figures say, and never a
 * surprise.
 */
class ReportTest {

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private final FakeAgent agent = new FakeAgent();
    private final Report report = new Report(agent, counters);

    @Test
    void sendsGetsThatWroteToThePrimaryTheSurestFirst() throws Exception {
        requests("GET /visits", 100, 3);
        requests("GET /logout", 10, 10);
        requests("GET /owners/*", 1000, 0);

        assertThat(pasted())
                .extracting(RouteRule::path, RouteRule::use)
                .containsExactly(tuple("/logout", RouteRule.Use.PRIMARY), tuple("/visits", RouteRule.Use.PRIMARY));
        assertThat(report.text()).contains("# 3 of 100 requests wrote (3.0 %)", "methods: [GET]");
    }

    @Test
    void onlyMentionsPostsThatNeverWrote() throws Exception {
        requests("POST /search", 50, 0);
        requests("POST /rare", 5, 0);

        assertThat(pasted()).isEmpty();
        assertThat(report.text())
                .contains("# none of 50 requests wrote", "# - {path: \"/search\", methods: [POST], use: replica}")
                .doesNotContain("path: \"/rare\"");
    }

    @Test
    void tellsOfJobsAndProposesNothingForThem() throws Exception {
        requests("GET /owners/*", 10, 0);
        counters.jobFinished("job com.acme.Nightly.run", true);

        assertThat(pasted()).isEmpty();
        assertThat(report.text())
                .contains("# 10 requests on 1 routes used", "# So did 1 runs of jobs.", "job com.acme.Nightly.run");
    }

    @Test
    void keepsTheRulesOfTheFile() throws Exception {
        agent.config = parsed("""
                routes:
                  - {path: /reports/**, use: replica, max-lag: 5m}
                """);
        requests("GET /logout", 10, 10);

        assertThat(pasted()).extracting(RouteRule::path).containsExactly("/logout", "/reports/**");
        assertThat(pasted().get(1).maxLag()).hasMinutes(5);
    }

    @Test
    void proposesNothingThatARuleAlreadyDoes() throws Exception {
        requests("GET /logout", 10, 10);
        counters.ofRoute("GET /logout").decided("app", "primary", Reason.RULE_PRIMARY);

        assertThat(pasted()).isEmpty();
    }

    @Test
    void survivesPathsMadeToBreakIt() throws Exception {
        requests("GET /a\"b\\c\nroutes: evil", 10, 10);
        requests("GET /**", 10, 10);
        requests("other", 10, 10);
        requests("call", 10, 10);

        assertThat(pasted()).extracting(RouteRule::path).containsExactly("/a\"b\\c\nroutes: evil");
    }

    @Test
    void tellsWhatAReplicaWouldHaveServed() {
        agent.mode(Mode.OBSERVE);
        for (int statement = 0; statement < 3; statement++) {
            counters.observed("app", "GET /a", Decision.replica(Reason.READ_METHOD));
        }
        counters.observed("app", "GET /a", Decision.primary(Reason.WRITE_STATEMENT));
        counters.observedMove("app", "GET /a");

        assertThat(report.text())
                .contains("Of 4 statements observed, a replica would have served 3 (75.0 %).")
                .containsPattern("0 +0 +75.0 % +1  GET /a: 1 write-statement");
    }

    /**
     * A visit counter sends all reads of its route to the primary, for ever: the file has a line against that, and the
     * report names it.
     */
    /** Half of a quoted name would make another table a matter of bookkeeping. */
    @Test
    void namesATableWholeOrNotAtAll() {
        Map<String, String> written = Map.of(
                "GET /a", "UPDATE `order-items` SET n = ?",
                "GET /b", "UPDATE \"my table\" SET n = ?",
                "GET /c", "UPDATE LOW_PRIORITY IGNORE `shop`.visits SET n = ?");
        written.forEach((route, statement) -> {
            counters.ofRoute(route).decided("app", "primary", Reason.LEARNED_WRITER);
            counters.statement(route, Reason.LEARNED_WRITER, statement);
        });

        assertThat(report.text())
                .contains("    # - \"shop.visits\"")
                .doesNotContain("# - \"order", "# - \"my", "# - \"LOW");
    }

    @Test
    void namesTheTablesAndFunctionsBehindReadsOnThePrimary() throws Exception {
        agent.config = parsed("functions: {primary: [\"pay\"]}\n");
        for (int read = 0; read < 60; read++) {
            counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        }
        for (int read = 0; read < 30; read++) {
            counters.ofRoute("GET /page").decided("app", "primary", Reason.LEARNED_WRITER);
        }
        counters.statement("GET /page", Reason.LEARNED_WRITER, "UPDATE visits SET n = n + ?");
        for (int read = 0; read < 10; read++) {
            counters.ofRoute("GET /f").decided("app", "primary", Reason.FUNCTION);
        }
        counters.statement(
                "GET /f", Reason.FUNCTION, "SELECT max(n), app.\"quoted\", rank_of(n) FROM t WHERE n IN(?)\n");

        assertThat(report.text())
                .contains(
                        "# would bring up to 30 of 100 reading connections to replicas (30.0 %); met on GET /page: UPDATE visits")
                .contains("    # - \"visits\"", "    - \"shedlock\"")
                .contains(
                        "# would bring up to 10 of 100 reading connections to replicas (10.0 %); met on GET /f: SELECT max(n)")
                .contains("# - \"rank_of\"", "    - \"pay\"")
                .doesNotContain("\"max\"", "\"IN\"");
        assertThat(parsed(report.text()).objects()).isEqualTo(agent.config.objects());
        String uncommented = report.text()
                .replace("    # - \"visits\"", "    - \"visits\"")
                .replace("  read: []\n", "")
                .replace("  # read:\n", "  read:\n")
                .replace("    # - \"rank_of\"", "    - \"rank_of\"");
        assertThat(parsed(uncommented).objects().primaryTables()).contains("visits", "shedlock");
        assertThat(parsed(uncommented).objects().readFunctions()).containsExactly("rank_of");
    }

    @Test
    void comparesTheClientsOfACarefulStart() {
        FakeAgent careful = new FakeAgent(new FakeDatabase("app", new FakeReplica("replica-1")));
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        assertThat(new Report(careful, counters).text()).doesNotContain("replica-share");

        counters.ofRoute("GET /a").decided("app", "primary", Reason.NOT_IN_SHARE);
        counters.failedOutsideShare("app");
        counters.took("app", "GET /a", "replica-1", false, 300_000);
        counters.took("app", "GET /a", "primary", true, 3_000_000);
        counters.took("app", "POST /a", "primary", false, 900_000_000);

        assertThat(new Report(careful, counters).text())
                .containsPattern(
                        "on replicas: 1 connections, 6 errors, statements took 0.2\\d ms, 99 % within 0.30 ms \\(1 ")
                .containsPattern(
                        "not in the share, on the primary: 1 connections, 1 errors, statements took 2.5\\d ms");
    }

    @Test
    void saysWhatEachRuleWouldGain() {
        requests("POST /search", 50, 0);
        for (int read = 0; read < 25; read++) {
            counters.ofRoute("POST /search").decided("app", "primary", Reason.WRITE_METHOD);
            counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        }
        requests("GET /logout", 10, 10);
        counters.moved("app", "GET /logout");

        assertThat(report.text())
                .contains("# 10 of 10 requests wrote (100.0 %); would spare 1 moves")
                .contains("# none of 50 requests wrote; would bring up to 25 more to replicas (50.0 % of all)");
    }

    @Test
    void isValidBeforeTheFirstRequest() throws Exception {
        assertThat(pasted()).isEmpty();
        assertThat(report.text()).contains("No request has used a connection yet.");
    }

    private void requests(String route, int all, int wrote) {
        for (int request = 0; request < all; request++) {
            counters.finished(route, request < wrote);
        }
    }

    /** The rules that a file has once the report was pasted into it. */
    private List<RouteRule> pasted() throws Exception {
        return parsed(report.text()).requests().routes();
    }

    private Config parsed(String yaml) throws Exception {
        File file = Files.writeString(directory.resolve("replicated.yaml"), "learn: true\n" + yaml)
                .toFile();
        return ConfigParser.parse(file, name -> null);
    }
}
