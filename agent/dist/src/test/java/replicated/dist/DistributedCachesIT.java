// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.RedisServer;

/**
 * P10 with caches that have a process or a cluster of their own (Hazelcast, Coherence, Infinispan, Redisson, Spring's abstraction
 * over Redis), and with libraries that keep what they read in whatever cache they are given. One client writes, and
 * another's request fills a cache anew from standbys that are behind.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DistributedCachesIT {

    private static final List<String> CACHES = List.of(
            "hazelcastLoaded",
            "hazelcastNear",
            "hazelcastMany",
            "hazelcastComputed",
            "hazelcastPresent",
            "hazelcastMerged",
            "coherence",
            "coherenceMany",
            "infinispanRemote",
            "infinispanRemoteLater",
            "j2cache",
            "jetcacheComputed",
            "jetcacheLoaded",
            "jetcacheMany",
            "cache2kLoaded",
            "cache2kWired",
            "cache2kMany",
            "cache2kComputed",
            "cache2kInvoked",
            "mybatisPlus",
            "shiroRole",
            "shiroPassword",
            "securityUser",
            "securityLogin",
            "securityList");

    private static final List<String> IN_REDIS = List.of(
            "redisByLettuce",
            "redisByJedis",
            "redisRetrieved",
            "redisAnnotated",
            "redisAtOnce",
            "redisFuture",
            "redisMono",
            "lettuceFrontend",
            "redisson",
            "redissonAsync",
            "redissonLocal",
            "redissonComputed");

    /** Hazelcast has its own threads ask a loader, which belong to no request, and so read from the primary anyhow. */
    private static final List<String> LOADED_OUTSIDE_OF_REQUESTS =
            List.of("hazelcastLoaded", "hazelcastNear", "hazelcastMany");

    private static final AtomicLong COUNTERS = new AtomicLong();

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static RedisServer redis;
    private static Path file;
    private static TestApp app;

    @BeforeAll
    static void start() throws Exception {
        if (RedisServer.availability().isAvailable()) {
            redis = RedisServer.start();
        }
        file = Files.writeString(folder.resolve("replicated.yaml"), configuration("primary"));
        app = TestApp.start(
                folder,
                file,
                System.getProperty("replicated.test-app-distributed-caches"),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                redis == null ? Map.of() : Map.of("REDIS", "" + redis.port()));
        SERVERS.cluster().awaitCaughtUp();
        for (String page : List.of("/plain/0", page("securityUncached", 0))) {
            app.awaitReplicas(() -> Served.byStandby(app.get(new Visitor(false), page)));
        }
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private static String configuration(String caches) {
        return MainJobIT.configuration(SERVERS.cluster()) + """
                caches: %s
                learn: false
                consistency: {wait: 5s}
                status: {response-header: true}
                """.formatted(caches);
    }

    @ParameterizedTest
    @Order(1)
    @FieldSource("CACHES")
    void noCacheIsFilledWithWhatALaggingReplicaShows(String cache) throws Exception {
        long id = COUNTERS.incrementAndGet();
        String page = page(cache, id);
        WrittenWhileStandbysPause.play(SERVERS.cluster(), app, page, page, () -> {
            assertThat(app.get(new Visitor(false), page).body()).isEqualTo("2");
            assertStandbysAreBehind(id);
        });
    }

    @ParameterizedTest
    @Order(1)
    @FieldSource("IN_REDIS")
    void noCacheInRedisIsFilledWithWhatALaggingReplicaShows(String cache) throws Exception {
        assumeTrue(redis != null, RedisServer.availability().reason());
        noCacheIsFilledWithWhatALaggingReplicaShows(cache);
    }

    private static String page(String cache, long id) {
        return "/cached/" + cache + "/" + id;
    }

    private static void assertStandbysAreBehind(long id) throws Exception {
        HttpResponse<String> read = app.get(new Visitor(false), "/plain/" + id);
        assertThat(read.body()).isEqualTo("1");
        assertThat(Served.byStandby(read)).isTrue();
    }

    /** That nothing is kept is Spring Security's default. */
    @Test
    @Order(1)
    void aLoginWithoutACacheReadsFromAReplica() throws Exception {
        HttpResponse<String> read = app.get(new Visitor(false), page("securityUncached", 0));
        assertThat(Served.byStandby(read)).as("%s", read.headers()).isTrue();
    }

    /** The same scene, which so can fail: all at once. */
    @Test
    @Order(2)
    void withCachesReplicaEachIsFilledWithWhatALaggingReplicaShows() throws Exception {
        Files.writeString(file, configuration("replica"));
        app.awaitReplicas(
                () -> Served.byStandby(app.get(new Visitor(false), page("coherence", -COUNTERS.incrementAndGet()))));
        Map<String, String> pages = new TreeMap<>();
        Stream.concat(CACHES.stream(), redis == null ? Stream.of() : IN_REDIS.stream())
                .filter(cache -> !LOADED_OUTSIDE_OF_REQUESTS.contains(cache))
                .forEach(cache -> pages.put(cache, page(cache, COUNTERS.incrementAndGet())));
        Visitor writer = new Visitor(true);
        for (String page : pages.values()) {
            app.post(writer, page);
            assertThat(app.get(writer, page).body()).isEqualTo("1");
        }
        SERVERS.cluster().awaitCaughtUp();
        try (PausedReplay paused = SERVERS.cluster().pausedReplay()) {
            for (String page : pages.values()) {
                app.post(writer, page);
                app.get(new Visitor(false), page);
            }
        }
        SERVERS.cluster().awaitCaughtUp();
        Map<String, String> seen = new TreeMap<>();
        for (Map.Entry<String, String> each : pages.entrySet()) {
            seen.put(each.getKey(), app.get(writer, each.getValue()).body());
        }
        assertThat(seen.values()).as("%s", seen).containsOnly("1");
    }

    @Test
    @Order(3)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        SERVERS.assertNoStandbyWasSentAWrite();
    }
}
