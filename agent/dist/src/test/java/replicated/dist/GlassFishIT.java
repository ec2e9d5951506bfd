// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.PostgresCluster;

/**
 * A WAR in an embedded GlassFish as it is downloaded, over GlassFish's own data sources, each of which the application
 * looks up with each request.
 */
class GlassFishIT extends ContainerTransactions {

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    private static StandaloneGlassFish glassFish;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                MainJobIT.configuration(SERVERS.cluster()) + "status: {response-header: true, jmx: true}\n");
        String url = SERVERS.cluster().primary().jdbcUrl();
        glassFish = StandaloneGlassFish.start(
                Path.of(System.getProperty("replicated.glassfish")),
                folder.resolve("glassfish"),
                "-javaagent:" + Jars.agent() + "=" + file,
                PayaraIT.pools(url));
    }

    @AfterAll
    static void stop() {
        if (glassFish != null) {
            glassFish.close();
        }
    }

    @Test
    void theServerStartsAsWithoutTheAgent() {
        // The only complaint that it has without the agent too.
        assertThat(glassFish.output().replace("SEVERE: Error adding HttpProbes", ""))
                .doesNotContain("fault at", "SEVERE");
    }

    @Override
    @Test
    @Disabled("an embedded GlassFish gives its timers up, with the agent and without")
    void anAnnotatedCallReadsWhatItsTransactionHasWrittenOutsideOfIt() {}

    @Override
    PostgresCluster cluster() {
        return SERVERS.cluster();
    }

    @Override
    StandaloneContainer container() {
        return glassFish;
    }

    @Override
    List<String> all() {
        return List.of("Local", "Managed", "Distributed", "Bare");
    }

    @Override
    List<String> managed() {
        return List.of("Managed", "Distributed", "Bare");
    }
}
