package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.Mode;
import replicated.config.RouteRule;
import replicated.route.Decision;
import replicated.route.Reason;

/** A team pastes what the report proposes: it has to be what the parser takes, what the figures say, and never a surprise. */
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
