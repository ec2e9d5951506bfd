// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.LoggedStatement;
import replicated.servers.Server;

/**
 * Spring Session JDBC as it is: its row is read at the beginning of each request of somebody who has logged in and
 * updated at the end, GETs included. With {@code tables: {primary: []}} nothing is served by replicas any more.
 */
class SpringSessionIT {

    private static final int USERS = 5;
    private static final int READS = 60;
    private static final int UNTIL_TRUSTED = 3;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private static TestApp app;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()));
        app = TestApp.start(
                folder,
                file,
                System.getProperty("replicated.test-app-spring-boot"),
                SERVERS.cluster().primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                Map.of("SHOP_SESSIONS", "true"));
        app.awaitReplicas(
                () -> byReplica(new Visitor(false).get(address(), "/count").body()));
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    private static URI address() {
        return app.address();
    }

    private static boolean byReplica(String answer) {
        return !answer.startsWith(SERVERS.cluster().primary().port() + " ");
    }

    @Test
    void thoseWhoHaveLoggedInReadFromReplicasAlthoughEachRequestUpdatesTheirSession() throws Exception {
        List<Visitor> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            Visitor user = new Visitor(true);
            assertThat(user.post(address(), "/login", "user" + i).statusCode()).isEqualTo(200);
            users.add(user);
        }
        for (int i = 0; i < UNTIL_TRUSTED; i++) {
            account(users.get(0), 0);
        }
        SERVERS.cluster().primary().forgetStatements();
        int byReplica = 0;
        for (int i = 0; i < READS; i++) {
            for (int user = 0; user < USERS; user++) {
                byReplica += byReplica(account(users.get(user), user)) ? 1 : 0;
            }
        }
        System.out.printf(
                "business reads of users who have logged in, on replicas: %d of %d%n", byReplica, READS * USERS);
        assertThat(byReplica).as("on replicas, of " + READS * USERS).isGreaterThanOrEqualTo(READS * USERS * 95 / 100);
        assertThat(SERVERS.cluster().primary().statementsLogged())
                .as("of Spring Session, on the primary")
                .extracting(LoggedStatement::text)
                .filteredOn(text -> text.matches("(?is)UPDATE\\s+SPRING_SESSION\\b.*"))
                .hasSizeGreaterThanOrEqualTo(READS * USERS);
        for (Server standby : SERVERS.cluster().standbys()) {
            assertThat(standby.statementsLogged())
                    .noneMatch(logged -> logged.text().contains("SPRING_SESSION"));
        }
        assertThat(app.output()).doesNotContain("fault at");
    }

    private static String account(Visitor user, int number) throws Exception {
        var response = user.get(address(), "/account");
        assertThat(response.statusCode()).as(app.output()).isEqualTo(200);
        assertThat(response.body()).endsWith(" user" + number);
        return response.body();
    }
}
