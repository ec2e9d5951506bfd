// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.replica.Replica;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/** Work outside of requests that a rule names is a scope of its own (P2, P3), and any other stays what it is. */
class JobsTest {

    private static final String REPORT = "com.acme.report.Nightly.run";

    @TempDir
    Path folder;

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final LearnedRoutes learned = new LearnedRoutes(null);
    private final List<String> finished = new ArrayList<>();
    private final ResponseCommit commit = new ResponseCommit();
    private Scopes scopes;
    private Jobs jobs;

    @BeforeEach
    void configure() throws Exception {
        configure("""
                jobs:
                  - {job: com.acme.report.**, use: replica, max-lag: 5m}
                  - {job: com.acme.billing.Invoices.*, use: primary}
                  - {job: com.acme.sync.*.pull, max-lag: 1m}
                  - {job: com.acme.**, max-lag: 2m}
                """);
    }

    private void configure(String yaml) throws Exception {
        scopes = new Scopes(config(yaml), learned, new Heard(), new OtherThreads());
        jobs = new Jobs(scopes);
    }

    private Config config(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        return ConfigParser.parse(file.toFile(), name -> null);
    }

    private final class Heard extends NoDecisions {
        @Override
        public void finished(String route, boolean wrote) {
            finished.add("request " + route + " " + wrote);
        }

        @Override
        public void jobFinished(String job, boolean wrote) {
            finished.add(job + " " + wrote);
        }
    }

    @AfterEach
    void nothingIsLeftOnTheThread() {
        assertThat(CurrentScope.frame()).isNull();
        CurrentScope.forgetAnnotations();
    }

    private RoutingScope scope() {
        return scopes.routing(CurrentScope.frame());
    }

    private ScopedDatabase state() {
        return scope().on(database);
    }

    @Test
    void aRuleDecidesWhereAJobReads() {
        Object token = jobs.enter(REPORT);

        assertThat(scope().intent()).isEqualTo(Intent.RULE_REPLICA);
        assertThat(scope().trust()).isEqualTo(RouteTrust.TRUSTED);
        assertThat(scope().route()).isEqualTo("job com.acme.report.Nightly.run");
        assertThat(scope().ofRequest()).isFalse();
        assertThat(scope().outside()).isFalse();
        jobs.exit(token);

        Object primary = jobs.enter("com.acme.billing.Invoices.send");
        assertThat(scope().intent()).isEqualTo(Intent.RULE_PRIMARY);
        jobs.exit(primary);
    }

    @Test
    void aJobThatNoRuleNamesStaysWhatItIs() {
        assertThat(jobs.enter("org.other.Job.run")).isNull();
        assertThat(scope()).isNull();
    }

    @Test
    void theFirstRuleThatSaysSoSaysOfEach() {
        Object report = jobs.enter(REPORT);
        assertThat(maxLag()).isEqualTo(Duration.ofMinutes(5));
        jobs.exit(report);

        Object invoices = jobs.enter("com.acme.billing.Invoices.send");
        assertThat(maxLag()).isEqualTo(Duration.ofMinutes(2));
        jobs.exit(invoices);

        Object sync = jobs.enter("com.acme.sync.Feed.pull");
        assertThat(maxLag()).isEqualTo(Duration.ofMinutes(1));
        assertThat(scope().intent().read()).isFalse();
        jobs.exit(sync);
    }

    private Duration maxLag() {
        return ((Scope) scope()).maxLag(database.replicas().settings().consistency());
    }

    @Test
    void theOutermostCounts() {
        Object outer = jobs.enter(REPORT);
        RoutingScope scope = scope();

        assertThat(jobs.enter("com.acme.billing.Invoices.send")).isNull();
        assertThat(scope()).isSameAs(scope);
        jobs.exit(outer);
    }

    @Test
    void withinARequestAJobIsTheRequests() {
        commit.armed("jdk.proxy");
        FakeHttp http = new FakeHttp("POST", "/run");
        RequestEntry entry = new RequestEntry(scopes, commit);
        Object request =
                entry.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));

        assertThat(jobs.enter(REPORT)).isNull();
        assertThat(scope().ofRequest()).isTrue();
        entry.exit(request, null);
    }

    @Test
    void anAnnotatedMethodWithinAJobIsTheJobs() {
        AnnotatedCalls calls = new AnnotatedCalls(scopes);
        Object job = jobs.enter("com.acme.sync.Feed.pull");
        RoutingScope scope = scope();

        Object call = calls.enter(AnnotationKind.REPLICA);
        assertThat(scope()).isSameAs(scope);
        assertThat(scope().intent()).isEqualTo(Intent.ANNOTATION_REPLICA);
        calls.exit(call);
        jobs.exit(job);
    }

    @Test
    void allReadsOfAJobGoToOneReplicaWhileReplayGoesOn() {
        Object job = jobs.enter(REPORT);
        Replica first = state().replica(null).replica();
        for (int lsn = 100; lsn < 200; lsn += 10) {
            database.one.standsAt(lsn);
            database.two.standsAt(lsn + 5);
            assertThat(state().replica(null).replica()).isSameAs(first);
        }
        jobs.exit(job);
    }

    @Test
    void aJobSeesWhatThisJvmHasWrittenBefore() {
        primaryIsAt(200);
        scopes.writes().written("app");

        Object job = jobs.enter(REPORT);
        assertThat(state().replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        database.one.standsAt(200);
        assertThat(state().replica(null).replica()).isSameAs(database.one);
        jobs.exit(job);
    }

    @Test
    void theNextRunSeesWhatAJobHasWritten() {
        primaryIsAt(200);
        Object writing = jobs.enter(REPORT);
        state().writing(this, true);
        state().committed(this);
        assertThat(state().hasWritten()).as("reads follow to the primary").isTrue();
        jobs.exit(writing);

        Object next = jobs.enter(REPORT);
        assertThat(state().hasWritten()).isFalse();
        assertThat(state().replica(null).reason()).isEqualTo(Reason.BEHIND_BOOKMARK);
        jobs.exit(next);
    }

    private void primaryIsAt(long lsn) {
        database.primaryPosition = FakeDatabase.at(lsn);
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(lsn));
    }

    @Test
    void runsAreCountedThatUsedAConnectionAndAreNoRequests() {
        jobs.exit(jobs.enter(REPORT));
        assertThat(finished).isEmpty();

        Object reading = jobs.enter(REPORT);
        state().decided(null, Reason.NO_REPLICA);
        jobs.exit(reading);
        Object writing = jobs.enter(REPORT);
        state().decided(null, Reason.WRITE_STATEMENT);
        state().writing(this, true);
        state().committed(this);
        jobs.exit(writing);

        assertThat(finished).containsExactly("job " + REPORT + " false", "job " + REPORT + " true");
    }

    @Test
    void aRuleIsNotOverruledByWhatIsLearntAndAnAnnotationIs() {
        Object report = jobs.enter(REPORT);
        scope().learnWriter();
        assertThat(learned.all()).isEmpty();
        jobs.exit(report);

        Object sync = jobs.enter("com.acme.sync.Feed.pull");
        scope().learnWriter();
        assertThat(learned.all()).containsOnlyKeys("job com.acme.sync.Feed.pull");
        assertThat(scope().trust()).isEqualTo(RouteTrust.WRITER);
        jobs.exit(sync);
    }

    @Test
    void whatAJobHandsOverIsTheJobsUntilItEnds() {
        TaskFollower follower = new TaskFollower(scopes, null);
        Object job = jobs.enter(REPORT);
        RoutingScope scope = scope();
        List<RoutingScope> seen = new ArrayList<>();
        Runnable task = (Runnable) follower.carried((Runnable) () -> seen.add(scope()), ReplicatedTaskHooks.RUNNABLE);
        Runnable late = (Runnable) follower.carried((Runnable) () -> seen.add(scope()), ReplicatedTaskHooks.RUNNABLE);
        onAnotherThread(task);
        jobs.exit(job);
        onAnotherThread(late);

        assertThat(seen).containsExactly(scope, null);
    }

    /** Fails if a task of a run that has ended keeps the next one from being a run of its own. */
    @Test
    void aJobThatHandsItselfOverBeginsAnew() {
        TaskFollower follower = new TaskFollower(scopes, null);
        Object job = jobs.enter(REPORT);
        RoutingScope first = scope();
        List<RoutingScope> seen = new ArrayList<>();
        Runnable next = (Runnable) follower.carried(
                (Runnable) () -> {
                    Object token = jobs.enter(REPORT);
                    seen.add(scope());
                    jobs.exit(token);
                },
                ReplicatedTaskHooks.RUNNABLE);
        jobs.exit(job);
        onAnotherThread(next);

        assertThat(seen).doesNotContainNull().doesNotContain(first);
    }

    /** The client is to see what such a task writes. */
    @Test
    void aJobInALateTaskOfARequestIsTheRequests() {
        commit.armed("jdk.proxy");
        FakeHttp http = new FakeHttp("POST", "/run");
        RequestEntry entry = new RequestEntry(scopes, commit);
        TaskFollower follower = new TaskFollower(scopes, null);
        Object request =
                entry.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));
        List<Object> tokens = new ArrayList<>();
        Runnable late = (Runnable)
                follower.carried((Runnable) () -> tokens.add(jobs.enter(REPORT)), ReplicatedTaskHooks.RUNNABLE);
        entry.exit(request, null);
        onAnotherThread(late);

        assertThat(tokens).containsOnlyNulls();
    }

    private static void onAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task, command -> new Thread(command).start()).join();
    }

    @Test
    void whereNothingIsRoutedNoScopeIsOpened() throws Exception {
        configure("mode: off\njobs: [{job: com.acme.**, use: replica}]\n");

        assertThat(jobs.enter(REPORT)).isNull();
    }

    @Test
    void aRuleThatIsTakenOutCountsFromTheNextRunOn() throws Exception {
        scopes.apply(config("jobs: []\n"));

        assertThat(jobs.enter(REPORT)).isNull();
    }
}
