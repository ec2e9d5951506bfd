// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import replicated.chaos.Scene.Timing;

/** What each kind of scene cost, over all times it was played. For one thread. */
final class Report {

    private static final String FORMAT = "%-26s %5s %8s %6s %7s %6s %6s %8s %8s%n";

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private static final class Row {
        private final Durations durations = new Durations();
        private final Durations out = new Durations();
        private final Durations back = new Durations();
        private int played;
        private long failed;
        private long excused;
    }

    void add(Span span, Timing timing) {
        Row row = rows.computeIfAbsent(span.scene, name -> new Row());
        row.played++;
        row.durations.addAll(span.durations);
        row.failed += span.failed.get();
        row.excused += span.excused.get();
        add(row.out, timing.out());
        add(row.back, timing.back());
    }

    private static void add(Durations all, Duration one) {
        if (one != null) {
            all.add(one.toNanos());
        }
    }

    /** Milliseconds of the longest request that nothing excuses. */
    int longest() {
        return rows.values().stream()
                .mapToInt(row -> row.durations.longest())
                .max()
                .orElse(0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                FORMAT, "scene", "times", "requests", "failed", "excused", "p99", "longest", "out", "back"));
        rows.forEach((name, row) -> text.append(String.format(
                FORMAT,
                name,
                row.played,
                row.durations.count(),
                row.failed,
                row.excused,
                row.durations.percentile(0.99),
                row.durations.longest(),
                longest(row.out),
                longest(row.back))));
        return text
                + "times in ms; out and back: the longest until the replica took no more traffic, and until it did again";
    }

    private static String longest(Durations all) {
        return all.count() == 0 ? "-" : Integer.toString(all.longest());
    }
}
