// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of the table.
 *
 * @param benchmark class and method
 * @param contestant null for what is measured of the agent alone
 * @param batch calls of the method in one iteration: some tenths of a second of CPU time
 * @param base what is to be taken off; null: nothing
 * @param most what the contract allows; null: it says nothing
 */
record Line(String benchmark, Contestant contestant, int batch, Line base, Most most) {

    private static final double ANY = Double.POSITIVE_INFINITY;

    /**
     * What the contract allows.
     *
     * @param ratio to the base, of the process CPU
     * @param beyondBase whether nanoseconds and bytes are those beyond the base, where there is one
     */
    record Most(double nanos, double bytes, double ratio, boolean beyondBase) {

        @Override
        public String toString() {
            return Stream.of(limit("%.1f ns", nanos), limit("%.1f B", bytes), limit("%.2f x", ratio))
                    .filter(limit -> !limit.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        private static String limit(String format, double value) {
            return value == ANY ? "" : String.format(Locale.ROOT, format, value);
        }
    }

    /** All lines, contestants of one benchmark side by side. */
    static List<Line> all() {
        List<Line> all = new ArrayList<>();
        // It touches no pool, so nothing of a pool's is to be taken off.
        Most borrow = new Most(ANY, 40, 0.15, false);
        contestants(all, "borrow", 60, borrow, borrow);
        Most primary = new Most(ANY, 128, 1.35, true);
        Most replica = new Most(ANY, 96, 1.30, true);
        contestants(all, "query", 4, primary, replica);
        contestants(all, "identity", 4, primary, replica);
        // What per row is below a tenth of a nanosecond cannot be told from nothing.
        Most row = new Most(0.3, 0.3, ANY, true);
        contestants(all, "row", 8, row, row);
        all.add(alone("InspectorBenchmark.sameString", null, 20));
        all.add(alone("InspectorBenchmark.equalString", null, 20));
        Line copy = alone("InspectorBenchmark.copy", null, ANY);
        all.add(copy);
        all.add(alone("InspectorBenchmark.freshString", copy, ANY));
        all.add(alone("InspectorBenchmark.newText", null, 1));
        all.add(alone("DecisionBenchmark.decide", null, 10));
        all.add(alone("DecisionBenchmark.count", null, 10));
        return all;
    }

    private static void contestants(List<Line> all, String method, int batch, Most primary, Most replica) {
        Line pool = null;
        for (Contestant contestant : Contestant.values()) {
            int calls = Math.max(1, batch / contestant.slowness);
            Most most = switch (contestant) {
                case PRIMARY -> primary;
                case REPLICA -> replica;
                default -> null;
            };
            Line line = new Line("JdbcBenchmark." + method, contestant, calls, pool, most);
            if (contestant == Contestant.HIKARI) {
                pool = line;
            }
            all.add(line);
        }
    }

    private static Line alone(String benchmark, Line base, double nanos) {
        int calls = benchmark.endsWith("newText") ? 2_000 : 2_000_000;
        return new Line(benchmark, null, calls, base, nanos == ANY ? null : new Most(nanos, ANY, ANY, true));
    }

    @Override
    public String toString() {
        return benchmark.substring(benchmark.indexOf('.') + 1) + (contestant == null ? "" : ", " + contestant.title);
    }
}
