// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.chaos.Scene.Timing;
import replicated.chaos.Stage.Setting;

/**
 * Replicas come and go in every way we know, under load, and the users do not notice: no request fails that would not
 * have failed without the agent, none loses more than the replica-timeout, nobody misses a write of theirs, and nothing
 * leaks.
 */
class ChaosIT {

    private static final Duration LENGTH =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("chaos.minutes", "1.25"))));
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final int CLIENTS = Integer.getInteger("chaos.clients", 100);
    /**
     * Who waits so long waits for nothing; how long requests really took is in the report, since it says as much of the
     * machine.
     */
    private static final int HANGS_MILLIS = 15_000;

    /** A watcher and one that opens connections, of a replica that was away when the first were counted. */
    private static final int MORE_THREADS = 2;

    private static final Duration SETTLING = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#underFire")
    void theUsersDoNotNotice(Product product) throws Exception {
        assumeTrue(
                product.availability().isAvailable(),
                () -> product.availability().reason());
        Tally tally = new Tally();
        Report report = new Report();
        String consistency = "consistency: {max-lag: " + ChaosScenes.MAX_LAG.toMillis() + "ms}\n";
        try (Stage stage = new Stage(product, folder, new Setting(consistency, false, Map.of()))) {
            Footprint before;
            Footprint after;
            try (Load load = new Load(tally)) {
                load.lagOf(stage).sessions(CLIENTS, stage::applications, stage.excuses);
                TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
                report.add(quiet(tally, "nothing (before)"), Timing.NONE);
                before = Footprint.of(stage.nodes.get(0), product, stage.cluster);
                play(new ChaosScenes(stage, product, tally, new Random(SEED)).all(), tally, report);
                report.add(quiet(tally, "nothing (after)"), Timing.NONE);
                after = Footprint.settled(
                        stage.nodes.get(0),
                        product,
                        stage.cluster,
                        before.agentThreads().size() + MORE_THREADS);
            } finally {
                System.out.println("chaos on " + product + ", " + CLIENTS + " clients, " + LENGTH + ", -Dchaos.seed="
                        + SEED + ": " + tally + "\n" + report);
                stage.nodes.forEach(node -> System.out.println(node.faults()));
            }
            System.out.println("before: " + before + "\nafter:  " + after);
            assertThat(tally.violations).isEmpty();
            assertThat(tally.failures).isEmpty();
            assertThat(report.longest()).as("the longest request, ms").isLessThan(HANGS_MILLIS);
            assertNothingLeaked(before, after);
        }
    }

    private static void assertNothingLeaked(Footprint before, Footprint after) {
        assertThat(after.agentThreads())
                .as("threads of the agent")
                .hasSizeLessThanOrEqualTo(before.agentThreads().size() + MORE_THREADS);
        assertThat(after.classLoaders()).as("class loaders").isLessThanOrEqualTo(before.classLoaders() + 5);
        assertThat(after.heapKilobytes()).as("heap, KiB").isLessThanOrEqualTo(before.heapKilobytes() + 32 * 1024);
        // Of each JVM a pool and two watchers.
        assertThat(after.sessions().values())
                .allSatisfy(sessions -> assertThat(sessions).isLessThanOrEqualTo(2 * (Node.POOL_SIZE + 2)));
    }

    private static Span quiet(Tally tally, String name) throws InterruptedException {
        Span span = tally.begin(name);
        TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
        return span;
    }

    /** Every scene in random order, and again in another until the time is over. */
    private static void play(List<Scene> all, Tally tally, Report report) throws Exception {
        Random random = new Random(SEED);
        long end = System.nanoTime() + LENGTH.toNanos();
        List<Scene> next = new ArrayList<>();
        boolean once = false;
        while (!once || System.nanoTime() < end) {
            if (next.isEmpty()) {
                next.addAll(all);
                Collections.shuffle(next, random);
            }
            Scene scene = next.remove(next.size() - 1);
            Span span = tally.begin(scene.name());
            try {
                report.add(span, scene.play().play());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("in the scene: " + scene.name(), e);
            }
            once |= next.isEmpty();
        }
    }
}
