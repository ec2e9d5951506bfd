// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/** A WAR in Tomcat as it is downloaded: the driver in WEB-INF/lib, the pool from JNDI, redeployed while it runs. */
class TomcatIT {

    private static final Path WAR = Path.of(System.getProperty("replicated.test-app-war"));

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private StandaloneTomcat start(String version) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()));
        return StandaloneTomcat.start(
                Path.of(System.getProperty("replicated." + version)),
                folder.resolve("base"),
                file,
                SERVERS.cluster().primary().jdbcUrl());
    }

    /** Tomcat 9 runs the javax WAR as it is, Tomcat 11 converts it to jakarta when it deploys it. */
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-9", "tomcat-11"})
    void readsGoToTheStandbyAndWhoWroteSeesIt(String version) throws Exception {
        try (StandaloneTomcat tomcat = start(version)) {
            tomcat.deploy(WAR, version.equals("tomcat-11"));
            awaitServedBy(tomcat, SERVERS.cluster().standby(0));

            Visitor visitor = new Visitor(true);
            try (PausedReplay paused = SERVERS.cluster().standby(0).pausedReplay()) {
                long before = count(visitor, tomcat.application());
                assertThat(visitor.post(tomcat.application(), "items", "one more")
                                .statusCode())
                        .isEqualTo(302);
                assertThat(count(visitor, tomcat.application())).isEqualTo(before + 1);
            }
            assertThat(tomcat.output()).doesNotContain("fault at");
        }
    }

    @Test
    void tenRedeploymentsLeaveNoClassLoaderBehind() throws Exception {
        try (StandaloneTomcat tomcat = start("tomcat-9")) {
            for (int i = 0; i < 10; i++) {
                tomcat.deploy(WAR, false);
                awaitServedBy(tomcat, SERVERS.cluster().standby(0));
            }

            tomcat.await(
                    () -> tomcat.instances("org.apache.catalina.loader.ParallelWebappClassLoader") == 1,
                    "only the class loader of the application that runs is left");
            assertThat(tomcat.output()).doesNotContain("fault at");
        }
    }

    private static void awaitServedBy(StandaloneTomcat tomcat, Server server) {
        tomcat.await(
                () -> {
                    try {
                        return new Visitor(false)
                                .get(tomcat.application(), "items")
                                .body()
                                .startsWith(server.port() + " ");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "the standby serves");
    }

    private static long count(Visitor visitor, URI application) throws Exception {
        String body = visitor.get(application, "items").body();
        return Long.parseLong(body.substring(body.indexOf(' ') + 1));
    }
}
