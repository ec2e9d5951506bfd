// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.request.LearnedRoutes;

/** Values as they are shown. */
final class Descriptions {

    private Descriptions() {}

    static String state(Health.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a replica: as its health has it; "drained" for one that would serve and is given nothing new. */
    static String state(Replica replica) {
        Health.State state = replica.health().state();
        boolean well = state == Health.State.UP || state == Health.State.LAGGING;
        return replica.weight() == 0 && well ? "drained" : state(state);
    }

    /** Seconds as a decimal, or null. */
    static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }

    /** As the configuration file writes it. */
    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }

    /** UTC, to the second. */
    static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What follows the name of a learnt route; empty where it was not yet seen to write. */
    static String evidence(LearnedRoutes.Evidence evidence) {
        return evidence.requests() == 0
                ? ""
                : ": " + evidence.requests() + " requests wrote, the last at " + time(evidence.lastMillis());
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
