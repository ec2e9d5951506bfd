// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import replicated.chaos.Scene.Timing;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/** What the promise to read one's own writes has to stand. */
final class CheckerScenes {

    private static final int MAX_LAG_MILLIS = 3_000;

    private final Stage stage;
    private final Random random = new Random(7);

    CheckerScenes(Stage stage) {
        this.stage = stage;
    }

    /** Scenes in which every replica stays fit to serve. */
    List<Scene> calm() {
        return List.of(new Scene("lag", this::lag), new Scene("replay paused", this::pausedReplay));
    }

    List<Scene> all() {
        return List.of(
                new Scene("lag", this::lag),
                new Scene("standby killed", this::killedStandby),
                new Scene("replay paused", this::pausedReplay),
                new Scene("standby promoted", this::promotion),
                new Scene("lag after promotion", this::lag),
                new Scene("application restarted", this::restartedApplication));
    }

    /** One standby lags by up to 3 s, then by something else, the other by less. */
    private Timing lag() throws Exception {
        List<Server> standbys = stage.standbys();
        for (int i = 0; i < 2; i++) {
            standbys.get(0).setApplyDelay(Duration.ofMillis(random.nextInt(MAX_LAG_MILLIS)));
            standbys.get(1).setApplyDelay(Duration.ofMillis(random.nextInt(MAX_LAG_MILLIS / 3)));
            pass(1_500);
        }
        for (Server standby : standbys) {
            standby.setApplyDelay(Duration.ZERO);
        }
        return Timing.NONE;
    }

    private Timing pausedReplay() throws Exception {
        try (PausedReplay paused = any().pausedReplay()) {
            pass(1_000 + random.nextInt(1_000));
        }
        return Timing.NONE;
    }

    private Timing killedStandby() throws Exception {
        Server standby = any();
        standby.kill();
        pass(500);
        standby.start();
        pass(500);
        return Timing.NONE;
    }

    private Timing promotion() throws Exception {
        stage.promote(any());
        pass(500);
        return Timing.NONE;
    }

    private Timing restartedApplication() throws Exception {
        stage.restart(stage.nodes.get(1), Duration.ofMillis(300));
        pass(500);
        return Timing.NONE;
    }

    private Server any() {
        return stage.standbys().get(random.nextInt(2));
    }

    /** The length of a scene, not something waited for. */
    static void pass(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
