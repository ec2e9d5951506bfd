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
import replicated.servers.Product;
import replicated.servers.Server;

/**
 * GETs that write where nobody expects it, by each library that applications use, on real servers: none fails, each
 * client sees what it wrote, and the servers' own logs say that no standby was sent a write. Nothing is learnt, so each
 * request surprises anew.
 */
@ParameterizedClass
@EnumSource(names = {"POSTGRESQL", "MARIADB"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibrariesIT {

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
        cluster = product.builder().standbys(2).start();
        app = TestApp.start(
                folder,
                Files.writeString(folder.resolve("replicated.yaml"), configuration()),
                System.getProperty("replicated.test-app-libraries"),
                cluster.primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD);
        cluster.awaitCaughtUp();
        app.awaitReplicas(() -> Served.byStandby(app.get(new Visitor(false), "/template/plain/read/0")));
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
            assertThat(app.get(visitor, base + "/first/" + id).body()).isEqualTo(twice(count + 1));
            assertReads(visitor, base, id, count + 1);
            assertThat(app.get(visitor, base + "/middle/" + id).body())
                    .isEqualTo(twice(count + 1) + " " + twice(count + 2));
            assertReads(visitor, base, id, count + 2);
            assertThat(app.get(visitor, base + "/last/" + id).body()).isEqualTo(twice(count + 2));
            assertReads(visitor, base, id, count + 3);
            count += 3;
        }
    }

    /** By a replica, which has to have replayed what the client wrote. */
    private static void assertReads(Visitor visitor, String base, long id, int count) throws Exception {
        HttpResponse<String> read = app.get(visitor, base + "/read/" + id);
        assertThat(read.body()).isEqualTo(twice(count));
        assertThat(Served.byStandby(read)).as("%s", read.headers()).isTrue();
    }

    private static String twice(int count) {
        return count + "/" + count;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheViewReadsIsFresh(boolean raising) throws Exception {
        Visitor visitor = new Visitor(true);
        long id = COUNTERS.incrementAndGet();
        app.get(visitor, "/jpa/plain/first/" + id);
        assertThat(app.get(visitor, "/view/" + id).body())
                .as("from then on the route is trusted")
                .isEqualTo("1");
        for (int count = 1; count < 4; count++) {
            if (raising) {
                assertThat(app.get(visitor, "/view/" + id + "/raise").body()).isEqualTo("" + count);
            } else {
                app.get(visitor, "/jpa/transaction/last/" + id);
            }
            HttpResponse<String> view = app.get(visitor, "/view/" + id);
            assertThat(view.body()).isEqualTo("" + (count + 1));
            assertThat(Served.byStandby(view)).as("%s", view.headers()).isTrue();
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
        raisedWhileStandbysPause(page, () -> {
            assertThat(app.get(new Visitor(false), page).body()).isEqualTo("2");
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
        raisedWhileStandbysPause("/cached/" + query + "/" + id, () -> {
            HttpResponse<String> listed = app.get(new Visitor(false), "/cached/" + query + "/" + id);
            assertThat(listed.body()).isEqualTo("1");
            assertThat(Served.byStandby(listed)).isTrue();
            Visitor other = new Visitor(true);
            // Whose own write takes its reads to the primary.
            other.post(app.address(), "/cached/guava/" + COUNTERS.incrementAndGet(), "");
            assertThat(app.get(other, "/cached/" + kept + "/" + id).body()).isEqualTo("2");
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
        raisedWhileStandbysPause("/cached/" + change + "/" + id, () -> {
            assertThat(app.get(new Visitor(false), "/cached/" + change + "/" + id)
                            .body())
                    .as("before the change, from a replica")
                    .isEqualTo("1");
            assertThat(app.get(new Visitor(false), "/cached/" + kept + "/" + id).body())
                    .isEqualTo("2");
        });
    }

    private static void raisedWhileStandbysPause(String page, WrittenWhileStandbysPause.Work work) throws Exception {
        WrittenWhileStandbysPause.play(cluster, app, page, page, work);
    }

    private static void assertStandbysAreBehind(long id) throws Exception {
        HttpResponse<String> read = app.get(new Visitor(false), "/template/plain/read/" + id);
        assertThat(read.body()).startsWith("1/");
        assertThat(Served.byStandby(read)).isTrue();
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
