// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;

/** What is asked and said while a connection to a replica is made. */
class PhysicalConnectionsTest {

    private final ReplicaSetThreads threads = new ReplicaSetThreads("app");
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.close();
    }

    /** It may make a token for each question, or wait for one. */
    @Test
    void whereServersKeepNoSettingsOfUsersTheApplicationIsNotAskedWhoItsOwnIs() throws SQLException {
        String url = StubDriver.url("one");
        ReplicaSettings ofItsOwn = TestSettings.login(url, "one", "reader", new Secret("of-reader"), null, Map.of());
        PhysicalConnections connections = new PhysicalConnections(
                "one",
                ServerLogin.replica("app", access(), ofItsOwn),
                null,
                new ProbeSelector("one", url),
                threads,
                why -> {});

        connections.getConnection().close();

        assertThat(asked).hasValue(0);
    }

    private PrimaryAccess access() {
        Credentials credentials = new Credentials("app", new Secret("of-app"));
        return new PrimaryAccess(
                "app",
                StubDriver.url("primary"),
                "app",
                credentials.password(),
                Map.of(),
                new StubDriver(),
                true,
                -1,
                false,
                null,
                null,
                4,
                null,
                Duration.ofSeconds(5),
                () -> {
                    asked.incrementAndGet();
                    return credentials;
                });
    }
}
