// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.LoggedStatement;
import replicated.servers.MariaDbCluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * GETs that write where nobody expects it, by each library that applications use, on real servers: none fails, each
 * client sees what it wrote, and the servers' own logs say that no standby was sent a write. Nothing is learnt, so each
 * request surprises anew.
 */
@ParameterizedClass
@EnumSource
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibrariesIT {

    /** What the application runs on. */
    enum Product {
        POSTGRESQL,
        MARIADB;

        Availability availability() {
            return this == POSTGRESQL ? PostgresCluster.availability() : MariaDbCluster.availability();
        }

        Cluster start() {
            return this == POSTGRESQL
                    ? PostgresCluster.builder().standbys(2).start()
                    : MariaDbCluster.builder().standbys(2).start();
        }
    }

    private static final AtomicLong COUNTERS = new AtomicLong();

    @TempDir
    static Path folder;

    @Parameter
    Product product;

    private static Cluster cluster;
    private static TestApp app;

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws Exception {
        assumeTrue(product == Product.POSTGRESQL || Boolean.getBoolean("replicated.long"), "in the profile long");
        Availability servers = product.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        cluster = product.start();
        app = TestApp.start(
                folder,
                Files.writeString(folder.resolve("replicated.yaml"), configuration()),
                System.getProperty("replicated.test-app-libraries"),
                cluster.primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD);
        cluster.awaitCaughtUp();
        app.awaitReplicas(() -> isByReplica(get(new Visitor(false), "/template/plain/read/0")));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String configuration() {
        return MainJobIT.configuration(cluster) + """
                learn: false
                consistency: {wait: 5s}
                status: {response-header: true}
                routes:
                  - {path: /cached/seenChanged/**, use: replica}
                  - {path: /cached/eclipselinkChanged/**, use: replica}
                  - {path: /cached/openjpaChanged/**, use: replica}
                """;
    }

    private static HttpResponse<String> get(Visitor visitor, String path) throws Exception {
        HttpResponse<String> response = visitor.get(app.address(), path);
        assertThat(response.statusCode())
                .as("%s: %s%n%s", path, response.body(), app.output())
                .isEqualTo(200);
        return response;
    }

    private static boolean isByReplica(HttpResponse<String> response) {
        return response.headers().allValues("Server-Timing").stream().anyMatch(timing -> timing.contains("standby-"));
    }

    @ParameterizedTest
    @CsvSource({
        "template, plain", "template, transaction",
        "mybatis, plain", "mybatis, transaction",
        "jooq, plain", "jooq, transaction",
        "jpa, plain", "jpa, transaction"
    })
    void whoRaisesACounterInAGetSeesItRaised(String library, String mode) throws Exception {
        Visitor visitor = new Visitor(true);
        String base = "/" + library + "/" + mode;
        long id = COUNTERS.incrementAndGet();
        int count = 0;
        for (int round = 0; round < 2; round++) {
            assertThat(get(visitor, base + "/first/" + id).body()).isEqualTo(twice(count + 1));
            assertReads(visitor, base, id, count + 1);
            assertThat(get(visitor, base + "/middle/" + id).body())
                    .isEqualTo(twice(count + 1) + " " + twice(count + 2));
            assertReads(visitor, base, id, count + 2);
            assertThat(get(visitor, base + "/last/" + id).body()).isEqualTo(twice(count + 2));
            assertReads(visitor, base, id, count + 3);
            count += 3;
        }
    }

    /** By a replica, which has to have replayed what the client wrote. */
    private static void assertReads(Visitor visitor, String base, long id, int count) throws Exception {
        HttpResponse<String> read = get(visitor, base + "/read/" + id);
        assertThat(read.body()).isEqualTo(twice(count));
        assertThat(isByReplica(read)).as("%s", read.headers()).isTrue();
    }

    private static String twice(int count) {
        return count + "/" + count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheViewReadsIsFresh(boolean raising) throws Exception {
        Visitor visitor = new Visitor(true);
        long id = COUNTERS.incrementAndGet();
        get(visitor, "/jpa/plain/first/" + id);
        assertThat(get(visitor, "/view/" + id).body())
                .as("from then on the route is trusted")
                .isEqualTo("1");
        for (int count = 1; count < 4; count++) {
            if (raising) {
                assertThat(get(visitor, "/view/" + id + "/raise").body()).isEqualTo("" + count);
            } else {
                get(visitor, "/jpa/transaction/last/" + id);
            }
            HttpResponse<String> view = get(visitor, "/view/" + id);
            assertThat(view.body()).isEqualTo("" + (count + 1));
            assertThat(isByReplica(view)).as("%s", view.headers()).isTrue();
        }
    }

    /**
     * P10. One client writes, and another's request fills the cache anew while the standbys are behind: what it finds
     * there must not be kept for the first. That the standbys are behind, and serve the other client, shows in what is
     * read without a cache.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "caffeine",
                "unbounded",
                "asynchronous",
                "guava",
                "springs",
                "cacheable",
                "infinispan",
                "infinispanSimple",
                "jcache",
                "mapper",
                "entities",
                "results",
                "eclipselink",
                "eclipselinkResults",
                "eclipselinkReadOnly",
                "eclipselinkRelation",
                "openjpa",
                "caffeineRefreshed",
                "caffeineRefresh",
                "caffeineOwnTasks",
                "caffeineOwnRefresh",
                "caffeineOwnRefreshed",
                "caffeineReloaded",
                "caffeineFunction",
                "caffeineManyByFunction",
                "caffeineMany",
                "caffeineComputed",
                "caffeineMerged",
                "guavaRefreshed",
                "guavaMany",
                "guavaComputed",
                "springsRetrieved",
                "springsCaffeine",
                "springsCaffeineFuture",
                "springsCaffeineFutureAtOnce",
                "springsMono",
                "springsMonoElsewhere",
                "springsMonoAtOnce",
                "springsFlux",
                "guavaReloaded",
                "fixed",
                "cacheableSync",
                "cacheableFuture",
                "cacheableFutureSync",
                "jcacheMany",
                "jcacheLoaded",
                "jcacheProcessed",
                "jcacheOfEhcache",
                "jcacheOfEhcacheMany",
                "jcacheOfEhcacheLoaded",
                "jcacheOfEhcacheProcessed",
                "ehcache",
                "ehcacheMany",
                "infinispanLoader",
                "infinispanStore",
                "infinispanSimplePresent",
                "infinispanMerged",
                "infinispanAsynchronous"
            })
    void noCacheIsFilledWithWhatALaggingReplicaShows(String cache) throws Exception {
        long id = COUNTERS.incrementAndGet();
        String page = "/cached/" + cache + "/" + id;
        raisedWhileStandbysLag(page, () -> {
            assertThat(get(new Visitor(false), page).body()).isEqualTo("2");
            assertStandbysAreBehind(id);
        });
    }

    /**
     * What a query brings is read from a replica, and so not put into the second level: neither entities nor, where
     * every query's are kept, its results. The last column is the page that shows what is kept.
     */
    @ParameterizedTest
    @CsvSource({
        "listed, entities",
        "fixedListed, fixed",
        "eclipselinkListed, eclipselink",
        "openjpaListed, openjpa",
        "openjpaResults, openjpaResults"
    })
    void whatAQueryBroughtFromALaggingReplicaIsNotKept(String query, String kept) throws Exception {
        long id = COUNTERS.incrementAndGet();
        raisedWhileStandbysLag("/cached/" + query + "/" + id, () -> {
            HttpResponse<String> listed = get(new Visitor(false), "/cached/" + query + "/" + id);
            assertThat(listed.body()).isEqualTo("1");
            assertThat(isByReplica(listed)).isTrue();
            Visitor other = new Visitor(true);
            // Whose own write takes its reads to the primary.
            other.post(app.address(), "/cached/guava/" + COUNTERS.incrementAndGet(), "");
            assertThat(get(other, "/cached/" + kept + "/" + id).body()).isEqualTo("2");
        });
    }

    /**
     * The request reads an entity from a replica that is behind, which a rule allows, changes another column, and
     * commits: the cache must not have the rest of it as the replica showed it. The last column is the page that shows
     * what is kept.
     */
    @ParameterizedTest
    @CsvSource({"seenChanged, seen", "eclipselinkChanged, eclipselink", "openjpaChanged, openjpa"})
    void whatWasReadFromALaggingReplicaAndChangedIsNotKept(String change, String kept) throws Exception {
        long id = COUNTERS.incrementAndGet();
        raisedWhileStandbysLag("/cached/" + change + "/" + id, () -> {
            assertThat(get(new Visitor(false), "/cached/" + change + "/" + id).body())
                    .as("before the change, from a replica")
                    .isEqualTo("1");
            assertThat(get(new Visitor(false), "/cached/" + kept + "/" + id).body())
                    .isEqualTo("2");
        });
    }

    /** What happens in between. */
    private interface Work {
        void run() throws Exception;
    }

    private static void raisedWhileStandbysLag(String page, Work work) throws Exception {
        Visitor writer = new Visitor(true);
        writer.post(app.address(), page, "");
        cluster.awaitCaughtUp();
        assertThat(get(writer, page).body()).isEqualTo("1");
        cluster.standbys().forEach(Server::pauseReplay);
        try {
            assertThat(writer.post(app.address(), page, "").statusCode()).isEqualTo(200);
            work.run();
        } finally {
            cluster.standbys().forEach(Server::resumeReplay);
        }
        cluster.awaitCaughtUp();
        assertThat(get(writer, page).body()).isEqualTo("2");
    }

    private static void assertStandbysAreBehind(long id) throws Exception {
        HttpResponse<String> read = get(new Visitor(false), "/template/plain/read/" + id);
        assertThat(read.body()).startsWith("1/");
        assertThat(isByReplica(read)).isTrue();
    }

    @Test
    void migrationsRanOnThePrimaryOnly() {
        for (String table : List.of("flyway_schema_history", "databasechangelog", "counter", "visit")) {
            assertThat(cluster.primary().statementsLogged()).anyMatch(logged -> creates(logged, table));
        }
        for (Server standby : cluster.standbys()) {
            assertThat(standby.statementsLogged())
                    .noneMatch(logged -> logged.text().matches("(?is)\\s*CREATE\\b.*"));
        }
    }

    private static boolean creates(LoggedStatement logged, String table) {
        return logged.text().matches("(?is)\\s*CREATE TABLE [^(]*\\b" + table + "\\b.*");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        for (Server standby : cluster.standbys()) {
            List<String> texts = standby.statementsLogged().stream()
                    .map(LoggedStatement::text)
                    .toList();
            assertThat(texts).noneMatch(MainJobIT::writes);
            assertThat(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("from counter"));
        }
    }
}
