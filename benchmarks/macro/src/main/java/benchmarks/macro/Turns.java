// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Rounds in which each contestant has a turn in each shape, so that what the machine does besides meets all alike. */
final class Turns {

    /**
     * One turn.
     *
     * @param <T> what a contestant is
     */
    @FunctionalInterface
    interface Turn<T> {
        void of(T contestant, Shape shape, int round) throws Exception;
    }

    private Turns() {}

    /** Has all of them; says after each round how busy the machine is. */
    static <T> void take(List<T> contestants, Shape[] shapes, int rounds, Turn<T> turn) throws Exception {
        List<T> order = new ArrayList<>(contestants);
        for (int round = 1; round <= rounds; round++) {
            for (Shape shape : shapes) {
                for (T contestant : order) {
                    turn.of(contestant, shape, round);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "Round %d of %d, load %s%n",
                    round,
                    rounds,
                    Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
            // Whoever went first goes last.
            Collections.rotate(order, -1);
        }
    }
}
