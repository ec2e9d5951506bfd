// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Cluster;

/**
 * P10 with Hibernate 5.6, 6.6 and 7.2, Spring 5.3, 6.2 and 7.0, Caffeine 2 and 3, as three versions of Spring Boot bring
 * them, and Ehcache 2, where Spring and Hibernate know it: one client writes, another's request fills a cache anew from
 * standbys that are behind. With {@code caches: replica} all of these fail but the hits. One version in every build, and with -Plong those before it, too.
 */
@ParameterizedClass(name = "Spring Boot {0}")
@MethodSource("versions")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedCachesIT {

    private static final String EHCACHE_2 = "2 with Ehcache 2";
    private static final AtomicLong SHELVES = new AtomicLong();

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static TestApp app;

    @Parameter
    String version;

    static List<String> versions() {
        List<String> versions = new ArrayList<>(SpringBootIT.versions());
        if (versions.contains("2")) {
            versions.add(EHCACHE_2);
        }
        return versions;
    }

    @BeforeParameterizedClassInvocation
    static void start(String version) throws Exception {
        String configuration = MainJobIT.configuration(SERVERS.cluster())
                + "learn: false\nconsistency: {wait: 5s}\nstatus: {response-header: true}\n";
        app = TestApp.start(
                folder,
                Files.writeString(folder.resolve("replicated.yaml"), configuration),
                System.getProperty("replicated.test-app-spring-boot"
                        + (version.equals(SpringBootIT.IN_EVERY_BUILD) ? "" : "-" + version.charAt(0))),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                Map.of(
                        "SPRING_PROFILES_ACTIVE",
                        version.equals(EHCACHE_2) ? "shared-caches,ehcache-2" : "shared-caches"));
        SERVERS.cluster().awaitCaughtUp();
        app.awaitReplicas(() -> Served.byStandby(app.get(new Visitor(false), "/shelves/plain/0")));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    /** What is read for the cache is read from the primary, and so kept: the next one has it without any connection. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "springs",
                "springsAtOnce",
                "caffeine",
                "caffeineRefreshed",
                "entity",
                "collection",
                "naturalId",
                "query"
            })
    void noCacheIsFilledWithWhatALaggingReplicaShows(String way) throws Exception {
        long shelf = SHELVES.incrementAndGet();
        filledWhileStandbysPause(shelf, way, () -> {
            assertThat(app.get(new Visitor(false), "/shelves/" + way + "/" + shelf)
                            .body())
                    .isEqualTo("2");
            assertStandbysAreBehind(shelf);
        });
    }

    /** By what Ehcache 2 itself has for it. */
    @ParameterizedTest
    @ValueSource(strings = {"populating", "withLoader", "allWithLoader", "loaded"})
    void noLoaderOfEhcache2ReadsFromALaggingReplica(String way) throws Exception {
        assumeTrue(version.equals(EHCACHE_2), "not with this one");
        noCacheIsFilledWithWhatALaggingReplicaShows(way);
    }

    /** What other reads bring from a replica is not put into the second level. The last column shows what is kept. */
    @ParameterizedTest
    @CsvSource({
        "joined, entity",
        "joined, collection",
        "joined, naturalId",
        "replacing, entity",
        "replacing, collection",
        "many, entity",
        "many, naturalId",
        "stateless, entity"
    })
    void whatIsReadFromALaggingReplicaIsNotKept(String way, String kept) throws Exception {
        assumeTrue(
                !way.equals("stateless") || version.equals(SpringBootIT.IN_EVERY_BUILD),
                "before Hibernate 7 it does not go through the second level");
        long shelf = SHELVES.incrementAndGet();
        filledWhileStandbysPause(shelf, kept, () -> {
            assertStandbysAreBehind(shelf);
            app.get(new Visitor(false), "/shelves/" + way + "/" + shelf);
            Visitor other = new Visitor(true);
            // Whose own write takes its reads to the primary.
            app.post(other, "/shelves/" + SHELVES.incrementAndGet());
            app.get(new Visitor(false), "/shelves/" + way + "/" + shelf);
            assertThat(app.get(other, "/shelves/" + kept + "/" + shelf).body()).isEqualTo("2");
        });
    }

    private static void filledWhileStandbysPause(long shelf, String way, WrittenWhileStandbysPause.Work work)
            throws Exception {
        WrittenWhileStandbysPause.play(
                SERVERS.cluster(), app, "/shelves/" + shelf, "/shelves/" + way + "/" + shelf, work);
    }

    private static void assertStandbysAreBehind(long shelf) throws Exception {
        HttpResponse<String> read = app.get(new Visitor(false), "/shelves/plain/" + shelf);
        assertThat(read.body()).isEqualTo("1");
        assertThat(Served.byStandby(read)).isTrue();
    }

    /** Changed behind its back, the cache goes on to show what it has: agents do not turn hits into misses. */
    @ParameterizedTest
    @ValueSource(strings = {"springs", "caffeine", "entity", "collection", "naturalId", "query"})
    void hitsStayHits(String way) throws Exception {
        long shelf = SHELVES.incrementAndGet();
        app.post(new Visitor(false), "/shelves/" + shelf);
        SERVERS.cluster().awaitCaughtUp();
        String page = "/shelves/" + way + "/" + shelf;
        assertThat(app.get(new Visitor(false), page).body()).isEqualTo("1");

        changeBehindItsBack(shelf);

        for (int i = 0; i < 3; i++) {
            assertThat(app.get(new Visitor(false), page).body()).isEqualTo("1");
        }
    }

    private static void changeBehindItsBack(long shelf) throws Exception {
        try (var connection = SERVERS.cluster().primary().connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE shelf SET stock = 100 WHERE id = " + shelf);
            statement.executeUpdate("INSERT INTO shelf_goods (shelf_id, goods) VALUES (" + shelf + ", 'x')");
        }
        SERVERS.cluster().awaitCaughtUp();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        SERVERS.assertNoStandbyWasSentAWrite();
    }
}
