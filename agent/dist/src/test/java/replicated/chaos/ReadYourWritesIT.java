// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.chaos.Stage.Setting;
import replicated.dist.Visitor;

/**
 * Read your writes (P2), from the outside, over two JVMs of the application, while standbys lag, stop replaying, die
 * and are promoted, JVMs restart, and one of the replicas is an endpoint that leads to other servers each time. The
 * same run without the promise has to find violations through each door that there is beside the ordinary way, or the
 * checker is worth nothing.
 */
class ReadYourWritesIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("checker.seconds", 10));
    private static final int CLIENTS = Integer.getInteger("checker.clients", 200);
    private static final Duration LONG_ENOUGH_TO_BE_WRONG = Duration.ofSeconds(60);
    private static final Set<Door> DOORS = Door.chosen();
    private static final Duration OF_THE_CHECKER_ITSELF = Duration.ofSeconds(30);
    private static final Duration AFFINITY = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void nobodyReadsDataOlderThanTheirOwnWrites(Product product) throws Exception {
        Tally tally = new Tally();
        try (Stage stage = stage(product, new Setting("", DOORS))) {
            Load load = new Load(tally);
            try (load) {
                load.lagOf(stage).sessions(CLIENTS, stage::applications, stage.excuses, DOORS);
                ask(stage, tally, load);
                play(new CheckerScenes(stage).all(), tally, LENGTH);
            }
            System.out.println("decisions: " + stage.nodes.get(0).decisions());
            System.out.println(
                    "read-your-writes on " + product + ", " + CLIENTS + " clients, " + LENGTH + ": " + tally);
            if (!DOORS.isEmpty()) {
                load.counters.compare(stage.primary());
                stage.awaitAllConnectionsBack();
            }
        }
        assertThat(tally.violations).isEmpty();
        assertThat(tally.failures).isEmpty();
        assertThat(tally.readsOnReplicas).as("reads on replicas").hasPositiveValue();
    }

    /** What the agent leaves alone is right: a violation here would be the checker's own. */
    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void whereEverythingGoesToThePrimaryTheCheckerFindsNothing(Product product) throws Exception {
        assumeTrue(Boolean.getBoolean("replicated.long"), "in the profile long");
        Tally tally = new Tally();
        try (Stage stage = stage(product, new Setting("mode: observe\n", DOORS))) {
            check(stage, tally, OF_THE_CHECKER_ITSELF);
            stage.awaitAllConnectionsBack();
        }
        System.out.println("observing on " + product + ": " + tally);
        assertThat(tally.violations).isEmpty();
        assertThat(tally.failures).isEmpty();
        assertThat(tally.readsOnReplicas).as("reads on replicas").hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void withoutThePromiseTheCheckerFindsViolations(Product product) throws Exception {
        Tally tally = new Tally();
        List<String> ways = Stream.concat(
                        Stream.of(Door.NONE),
                        DOORS.stream().filter(Door::isFoundOut).map(Door::word))
                .toList();
        try (Stage stage = stage(product, new Setting("consistency: {read-your-writes: off}\n", DOORS))) {
            long end = System.nanoTime() + LONG_ENOUGH_TO_BE_WRONG.toNanos();
            Load load = new Load(tally);
            try (load) {
                load.sessions(CLIENTS, stage::applications, stage.excuses, DOORS);
                ask(stage, tally, load);
                while (!ways.stream().allMatch(way -> tally.violationsBy(way) > 0) && System.nanoTime() < end) {
                    play(new CheckerScenes(stage).calm(), tally, Duration.ZERO);
                }
            }
        }
        System.out.println("without read-your-writes on " + product + ": " + tally);
        assertThat(ways)
                .allSatisfy(way -> assertThat(tally.violationsBy(way))
                        .as("violations, " + way)
                        .isPositive());
    }

    /** P3, P10, and that the checker sees them broken. */
    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void whereWorkIsNotFollowedAndCachesAreFilledFromReplicasTheCheckerFindsViolations(Product product)
            throws Exception {
        assumeTrue(Boolean.getBoolean("replicated.long"), "in the profile long");
        Tally tally = new Tally();
        Set<Door> doors = EnumSet.of(Door.STREAM, Door.TASK, Door.FORGOTTEN, Door.CACHED);
        Setting setting = new Setting("caches: replica\n", doors).withJvm("-Dreplicated.follow-tasks=false");
        try (Stage stage = stage(product, setting)) {
            long end = System.nanoTime() + LONG_ENOUGH_TO_BE_WRONG.toNanos();
            try (Load load = new Load(tally).sessions(CLIENTS, stage::applications, stage.excuses, doors)) {
                while (!doors.stream().allMatch(door -> tally.violationsBy(door.word()) > 0)
                        && System.nanoTime() < end) {
                    play(new CheckerScenes(stage).calm(), tally, Duration.ZERO);
                }
            }
        }
        System.out.println("without following on " + product + ": " + tally);
        assertThat(doors)
                .allSatisfy(door -> assertThat(tally.violationsBy(door.word()))
                        .as("violations, " + door)
                        .isPositive());
    }

    /**
     * P9, and that the checker sees it broken: nothing is seen first, so the first visits of a route lose what they
     * count.
     */
    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void whereNothingHasToBeSeenFirstTheCheckerFindsLostUpdates(Product product) throws Exception {
        assumeTrue(Boolean.getBoolean("replicated.long"), "in the profile long");
        Tally tally = new Tally();
        Set<Door> counter = EnumSet.of(Door.COUNTER);
        try (Stage stage = stage(product, new Setting("trust-after: 0\n", counter))) {
            long end = System.nanoTime() + LONG_ENOUGH_TO_BE_WRONG.toNanos();
            try (Load load = new Load(tally).sessions(CLIENTS, stage::applications, stage.excuses, counter)) {
                while (tally.lostUpdates.get() == 0 && System.nanoTime() < end) {
                    play(new CheckerScenes(stage).calm(), tally, Duration.ZERO);
                }
            }
        }
        System.out.println("without trust on " + product + ": " + tally);
        assertThat(tally.lostUpdates).hasPositiveValue();
    }

    /** Others write; the replicas lag by more and less; no replica has to be left by its clients. */
    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void withAffinityNobodyGoesBackInTimeWhileTheirReplicaIsFit(Product product) throws Exception {
        Tally tally = new Tally();
        try (Stage stage = stage(product, new Setting("balance: affinity\n", false, Map.of()))) {
            long note = new Answer(new Visitor(false).post(stage.applications().get(0), "/api/notes", "0.0")).number();
            stage.standbys().forEach(standby -> standby.awaitReplay(stage.primary()));
            stage.awaitReadFromReplicas("/api/notes/" + note);
            try (Load load = new Load(tally)) {
                load.onlookers(CLIENTS / 4, note, stage::applications)
                        .visitors(CLIENTS / 40, note, stage::applications)
                        .sessions(CLIENTS / 4, stage::applications, stage.excuses);
                play(new CheckerScenes(stage).calm(), tally, AFFINITY);
            }
        }
        System.out.println("affinity on " + product + ": " + tally);
        assertThat(tally.violations).isEmpty();
        assertThat(tally.failures).isEmpty();
        assertThat(tally.readsOnReplicas).as("reads on replicas").hasPositiveValue();
    }

    /** Lets clients work for so long while everything happens, and counts up. */
    private static void check(Stage stage, Tally tally, Duration length) throws Exception {
        Load load = new Load(tally);
        try (load) {
            load.lagOf(stage).sessions(CLIENTS, stage::applications, stage.excuses, DOORS);
            ask(stage, tally, load);
            play(new CheckerScenes(stage).all(), tally, length);
        }
        if (!DOORS.isEmpty()) {
            load.counters.compare(stage.primary());
        }
    }

    /** Where there is work outside of requests. */
    private static void ask(Stage stage, Tally tally, Load load) {
        if (DOORS.stream().anyMatch(door -> door.kind == Door.Kind.WORK)) {
            load.jobs(new Jobs(stage::applications, tally, stage.excuses));
        }
    }

    private Stage stage(Product product, Setting setting) throws Exception {
        assumeTrue(
                product.availability().isAvailable(),
                () -> product.availability().reason());
        return new Stage(product, folder, setting);
    }

    /** Plays them all, and again until the time is over. */
    private static void play(List<Scene> scenes, Tally tally, Duration length) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        int played = 0;
        while (played < scenes.size() || System.nanoTime() < end) {
            Scene scene = scenes.get(played % scenes.size());
            tally.begin(scene.name());
            scene.play().play();
            played++;
        }
    }
}
