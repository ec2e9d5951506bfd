package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * Read your writes (P2), over two JVMs of the application, while the standbys lag, stop replaying, die and come back. The same
 * run without the promise has to find violations, or the checker is worth nothing.
 */
class ReadYourWritesIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("checker.seconds", 20));
    private static final int CLIENTS = Integer.getInteger("checker.clients", 24);

    @TempDir
    Path folder;

    private PostgresCluster cluster;

    @BeforeEach
    void startServers() {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().toString());
        cluster = PostgresCluster.builder().standbys(2).start();
    }

    @AfterEach
    void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void nobodyReadsDataOlderThanTheirOwnWrites() throws Exception {
        SessionChecker checker = check("");

        System.out.println("read-your-writes: position: " + checker.summary());
        assertThat(checker.violations).isEmpty();
        assertThat(checker.failures).isEmpty();
        assertThat(checker.readsOnReplicas).as("reads on replicas").hasPositiveValue();
    }

    @Test
    void withoutThePromiseTheCheckerFindsViolations() throws Exception {
        SessionChecker checker = check("consistency: {read-your-writes: off}\n");

        System.out.println("read-your-writes: off: " + checker.summary());
        assertThat(checker.violations).isNotEmpty();
    }

    private SessionChecker check(String consistency) throws Exception {
        StringBuilder yaml = new StringBuilder(consistency + "replicas:\n");
        for (Server standby : cluster.standbys()) {
            yaml.append("  - {url: '" + standby.jdbcUrl() + "', name: " + standby.name() + "}\n");
        }
        Path configuration = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        Server primary = cluster.primary();
        try (TestApp one = TestApp.start(folder, configuration, primary.jdbcUrl(), primary);
                TestApp two = TestApp.start(folder, configuration, primary.jdbcUrl(), primary)) {
            List<URI> applications = List.of(one.address(), two.address());
            SessionChecker checker = new SessionChecker(() -> applications, Integer.toString(primary.port()));
            checker.run(CLIENTS, this::disturb);
            return checker;
        }
    }

    /** The clock here is the length of the run, not something waited for. */
    private void disturb() throws Exception {
        Random random = new Random(7);
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end) {
            Server standby = cluster.standby(random.nextInt(2));
            switch (random.nextInt(4)) {
                case 0 -> standby.setApplyDelay(Duration.ofMillis(random.nextInt(3_000)));
                case 1 -> {
                    standby.pauseReplay();
                    pass(1_000);
                    standby.resumeReplay();
                }
                case 2 -> {
                    standby.kill();
                    pass(500);
                    standby.start();
                }
                default -> standby.setApplyDelay(Duration.ZERO);
            }
            pass(500 + random.nextInt(1_000));
        }
        cluster.standbys().forEach(standby -> standby.setApplyDelay(Duration.ZERO));
    }

    private static void pass(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
