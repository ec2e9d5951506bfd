// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/**
 * Work outside of requests that rules name, with the packed agent and two real standbys: where it reads, and what it
 * sees (P2, P3).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JobsIT {

    private static final String RULES = """
            jobs:
              - {job: app.OutsideWork$Report.*, use: replica, max-lag: 1h}
              - {job: app.OutsideWork$Spread.run, use: replica, max-lag: 1h}
              - {job: app.OutsideWork$Listener.onMessage, use: replica, max-lag: 1h}
              - {job: app.OutsideWork$Copy.**, use: replica, max-lag: 1h}
              - {job: app.OutsideWork$Failing.**, use: replica, max-lag: 1h}
            """;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static ForkedApp app;
    private static int texts = 1000;

    @BeforeAll
    static void start() throws Exception {
        try (Connection connection = SERVERS.cluster().primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table note (text varchar(100))");
        }
        SERVERS.cluster().awaitCaughtUp();
        app = ForkedApp.main("app.OutsideWork")
                .classPath(Jars.app())
                .classPath(Jars.libraries("HikariCP", "slf4j-", "postgresql-"))
                .jvm(
                        "-Dapp.url=" + SERVERS.cluster().primary().jdbcUrl(),
                        "-Dapp.user=" + Cluster.USER,
                        "-Dapp.password=" + Cluster.PASSWORD)
                .agent(configure(RULES))
                .start();
        awaitReplicas();
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    private static Path configure(String rules) throws Exception {
        return Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster()) + "status: {listen: '127.0.0.1:0'}\n" + rules);
    }

    private static void awaitReplicas() {
        int[] inARow = {0};
        app.await(
                () -> {
                    inARow[0] = servers(run("/report")).contains(primary()) ? 0 : inARow[0] + 1;
                    return inARow[0] >= 4;
                },
                "replicas serve the report");
    }

    private static String primary() {
        return "" + SERVERS.cluster().primary().port();
    }

    private static String run(String path) {
        try {
            HttpResponse<String> answer = new Visitor(false).get(URI.create(app.address()), path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> servers(String answer) {
        Set<String> servers = new TreeSet<>();
        for (String read : answer.split(" ", -1)) {
            servers.add(read.split("/", 2)[0]);
        }
        return servers;
    }

    private static String text() {
        return "" + ++texts;
    }

    /** P3. The standbys show different things all the while. */
    @Test
    @Order(1)
    void allThatAJobReadsComesFromOneReplica() throws Exception {
        Set<String> used = new TreeSet<>();
        try (PausedReplay paused = SERVERS.cluster().standby(0).pausedReplay();
                Connection other = SERVERS.cluster().primary().connect();
                Statement statement = other.createStatement()) {
            for (int i = 0; i < 10; i++) {
                statement.execute("insert into note values ('" + text() + "')");
                // In turn: one kind of job alone may always meet the same one.
                for (String job : List.of("/report", "/spread")) {
                    Set<String> servers = servers(run(job));
                    assertThat(servers).hasSize(1).doesNotContain(primary());
                    used.addAll(servers);
                }
            }
        }
        assertThat(used).as("each job chooses anew").hasSize(2);
    }

    @Test
    @Order(2)
    void workThatNoRuleNamesStaysOnThePrimary() {
        for (int i = 0; i < 10; i++) {
            assertThat(servers(run("/plain"))).containsExactly(primary());
        }
    }

    @Test
    @Order(3)
    void aJobSeesWhatThisJvmHasWrittenThoughNoReplicaDoes() throws Exception {
        try (PausedReplay paused = SERVERS.cluster().pausedReplay()) {
            String text = text();
            assertThat(run("/write?" + text)).isEqualTo("written");
            assertThat(run("/listener?of-" + text)).isEqualTo(primary() + " of-" + text + " " + text);

            String copied = text();
            assertThat(run("/copy?" + copied)).endsWith(" " + primary() + " " + copied);
            assertThat(run("/report")).contains("/" + copied).doesNotContain("/" + text);
        }
        awaitReplicas();
        assertThat(run("/report")).contains("/" + texts);
    }

    @Test
    @Order(4)
    void aJobThatWritesReadsOnFromThePrimary() {
        String text = text();
        String[] answer = run("/copy?" + text).split(" ", -1);

        assertThat(answer).hasSize(3);
        assertThat(answer[1]).isEqualTo(primary());
        assertThat(answer[2]).isEqualTo(text);
    }

    @Test
    @Order(5)
    void aJobThatFailsEnds() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(new Visitor(false)
                            .get(URI.create(app.address()), "/failing")
                            .body())
                    .startsWith("java.lang.IllegalStateException: ");
            assertThat(servers(run("/plain"))).containsExactly(primary());
        }
    }

    @Test
    @Order(6)
    void jobsAreSeenAndAreNoRequests() {
        StatusPage page = StatusPage.of(app);
        Map<String, Long> before = page.byRoute("replicated_jobs_total");
        run("/report");
        run("/copy?" + text());

        Map<String, Long> after = page.byRoute("replicated_jobs_total");
        assertThat(after)
                .containsEntry(
                        "job app.OutsideWork$Report.run", before.getOrDefault("job app.OutsideWork$Report.run", 0L) + 1)
                .containsEntry("job app.OutsideWork$Copy.run", before.get("job app.OutsideWork$Copy.run") + 1);
        assertThat(page.byRoute("replicated_writing_jobs_total"))
                .containsEntry("job app.OutsideWork$Report.run", 0L)
                .containsEntry("job app.OutsideWork$Copy.run", after.get("job app.OutsideWork$Copy.run"));
        assertThat(page.byRoute("replicated_requests_total")).isEmpty();
        assertThat(page.get("/status.json")).contains("\"route\":\"job app.OutsideWork$Report.run\"");
        assertThat(page.get("/report")).contains("job app.OutsideWork$Copy.run");
    }

    @Test
    @Order(7)
    void rulesComeAndGoWhileTheApplicationRuns() throws Exception {
        configure("jobs: [{job: app.OutsideWork$Plain.run, use: replica, max-lag: 1h}]\n");

        app.await(() -> !servers(run("/plain")).contains(primary()), "the new rule counts");
        app.await(() -> servers(run("/report")).equals(Set.of(primary())), "the old one does not");
        assertThat(servers(run("/report"))).containsExactly(primary());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFault() {
        assertThat(app.err()).noneMatch(line -> line.contains("fault at"));
    }
}
