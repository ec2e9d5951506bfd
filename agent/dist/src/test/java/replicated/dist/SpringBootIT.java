package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** A Spring Boot fat jar as people run it: Tomcat inside, HikariCP, JdbcTemplate, JPA with an open session in view. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SpringBootIT {

    @TempDir
    static Path folder;

    private static PostgresCluster cluster;
    private static TestApp app;
    private static String item;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        cluster = PostgresCluster.builder().standbys(2).start();
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(cluster));
        app = TestApp.start(
                folder,
                file,
                System.getProperty("replicated.test-app-spring-boot"),
                cluster.primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD);
        String added = new Visitor(false).post(address(), "/items", "first").body();
        item = added.substring(added.indexOf(' ') + 1);
        cluster.awaitCaughtUp();
        awaitReplicas();
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static URI address() {
        return app.address();
    }

    private static void awaitReplicas() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int inARow = 0; inARow < 10; ) {
            assertThat(System.nanoTime())
                    .as("the replicas do not come up:%n%s", app.output())
                    .isLessThan(deadline);
            inARow = byReplica(get("/count")) ? inARow + 1 : 0;
        }
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
        return !answer.startsWith(cluster.primary().port() + " ");
    }

    @Test
    void templatesReadFromReplicas() throws Exception {
        assertThat(byReplica(get("/count"))).isTrue();
    }

    @Test
    void readOnlyTransactionsOfJpaReadFromReplicas() throws Exception {
        assertThat(byReplica(get("/items/" + item))).isTrue();
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
        cluster.standbys().forEach(Server::pauseReplay);
        try {
            for (int i = 0; i < 20; i++) {
                visitor.post(address(), "/items/" + item, "name" + i);
                assertThat(ok(visitor, "/items/" + item)).endsWith(" name" + i);
            }
        } finally {
            cluster.standbys().forEach(Server::resumeReplay);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theAgentHadNoFaultAndNoWriteReachedAStandby() {
        assertThat(app.output()).doesNotContain("fault at");
        for (Server standby : cluster.standbys()) {
            assertThat(standby.statementsLogged())
                    .noneMatch(logged -> logged.text().matches("(?is)\\s*(INSERT|UPDATE|DELETE|CREATE|ALTER)\\b.*"));
        }
    }
}
