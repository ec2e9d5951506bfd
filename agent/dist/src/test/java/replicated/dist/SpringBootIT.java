// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.junit.jupiter.params.provider.MethodSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;

/**
 * A Spring Boot fat jar as people run it: Tomcat inside, HikariCP, JdbcTemplate, JPA with an open session in view. One
 * version in every build, and with -Plong those before it, too.
 */
@ParameterizedClass(name = "Spring Boot {0}")
@MethodSource("versions")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SpringBootIT {

    static final String IN_EVERY_BUILD = "4";

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static TestApp app;
    private static String item;

    @Parameter
    String version;

    static List<String> versions() {
        return Boolean.getBoolean("replicated.long") ? List.of("2", "3", IN_EVERY_BUILD) : List.of(IN_EVERY_BUILD);
    }

    @BeforeParameterizedClassInvocation
    static void start(String version) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()));
        app = TestApp.start(
                folder,
                file,
                System.getProperty(
                        "replicated.test-app-spring-boot" + (version.equals(IN_EVERY_BUILD) ? "" : "-" + version)),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD);
        String added = new Visitor(false).post(address(), "/items", "first").body();
        item = added.substring(added.indexOf(' ') + 1);
        SERVERS.cluster().awaitCaughtUp();
        app.awaitReplicas(() -> byReplica(get("/count")));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    private static URI address() {
        return app.address();
    }

    private static String get(String path) throws Exception {
        return ok(new Visitor(false), path);
    }

    private static String ok(Visitor visitor, String path) throws Exception {
        var response = visitor.get(address(), path);
        assertThat(response.statusCode()).as(path + " " + app.output()).isEqualTo(200);
        return response.body();
    }

    private static boolean byReplica(String answer) {
        return !answer.startsWith(SERVERS.cluster().primary().port() + " ");
    }

    @Test
    void templatesReadFromReplicas() throws Exception {
        assertThat(byReplica(get("/count"))).isTrue();
    }

    @Test
    void readOnlyTransactionsOfJpaReadFromReplicas() throws Exception {
        assertThat(byReplica(get("/items/" + item))).isTrue();
    }

    /** The framework's pattern is the route: a name that nobody has asked for before is no route of its own. */
    @Test
    void aPathThatWasNeverSeenReadsFromReplicasIfItsPatternIsTrusted() throws Exception {
        get("/named/warm");

        for (String name : List.of("blue", "red", "green")) {
            assertThat(byReplica(get("/named/" + name))).as(name).isTrue();
        }
    }

    @Test
    void aTransactionThatReadsAndThenWritesInAGetMovesToThePrimary() throws Exception {
        assertThat(byReplica(get("/items/" + item + "/visit"))).isFalse();
        assertThat(byReplica(get("/items/" + item + "/visit"))).isFalse();
    }

    @Test
    void aGetThatWritesFirstGoesToThePrimary() throws Exception {
        assertThat(byReplica(get("/items/" + item + "/touch"))).isFalse();
    }

    @Test
    void whoRenamesAnItemSeesItsNewName() throws Exception {
        Visitor visitor = new Visitor(true);
        try (PausedReplay paused = SERVERS.cluster().pausedReplay()) {
            for (int i = 0; i < 20; i++) {
                visitor.post(address(), "/items/" + item, "name" + i);
                assertThat(ok(visitor, "/items/" + item)).endsWith(" name" + i);
            }
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        SERVERS.assertNoStandbyWasSentAWrite();
    }
}
