package benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
     * What the contract allows, beyond the base where there is one.
     *
     * @param ratio to the base, of the process CPU
     */
    record Most(double nanos, double bytes, double ratio) {

        @Override
        public String toString() {
            return limit("%.0f ns", nanos) + limit(", %.0f B", bytes) + limit(", %.2f x", ratio);
        }

        private static String limit(String format, double value) {
            return value == ANY ? "" : String.format(Locale.ROOT, format, value);
        }
    }

    /** All lines, contestants of one benchmark side by side. */
    static List<Line> all() {
        List<Line> all = new ArrayList<>();
        // An operation that touches no pool has nothing to be taken off.
        contestants(all, "borrow", 60, false, new Most(15, 40, ANY));
        contestants(all, "query", 4, true, new Most(40, 64, 1.3));
        contestants(all, "identity", 4, true, new Most(40, 64, 1.3));
        // What per row is below a tenth of a nanosecond cannot be told from nothing.
        contestants(all, "row", 8, true, new Most(0.3, 0.3, ANY));
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

    private static void contestants(List<Line> all, String method, int batch, boolean beyondPool, Most most) {
        Line pool = null;
        for (Contestant contestant : Contestant.values()) {
            int calls = Math.max(1, batch / contestant.slowness);
            Line line = new Line("JdbcBenchmark." + method, contestant, calls, pool, contestant.agent() ? most : null);
            if (beyondPool && contestant == Contestant.HIKARI) {
                pool = line;
            }
            all.add(line);
        }
    }

    private static Line alone(String benchmark, Line base, double nanos) {
        int calls = benchmark.endsWith("newText") ? 2_000 : 2_000_000;
        return new Line(benchmark, null, calls, base, nanos == ANY ? null : new Most(nanos, ANY, ANY));
    }

    @Override
    public String toString() {
        return benchmark.substring(benchmark.indexOf('.') + 1) + (contestant == null ? "" : ", " + contestant.title);
    }
}
