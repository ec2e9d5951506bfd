// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the turns of {@link WriteCost} came to, as Markdown. */
final class WriteTable {

    private final Map<Shape, Map<String, List<Turn>>> turns = new LinkedHashMap<>();

    /**
     * One turn. CPU in microseconds for each request.
     *
     * @param watchers of {@code jvm}
     * @param switches of the JVM's threads, for each request
     */
    record Turn(double perSecond, double jvm, double watchers, double primary, double standbys, double switches) {}

    /** The first contestant is the one that others are compared with; each has to have a turn in each round. */
    void add(Shape shape, String contestant, Turn turn) {
        turns.computeIfAbsent(shape, any -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, any -> new ArrayList<>())
                .add(turn);
    }

    void print() {
        System.out.println();
        System.out.println(
                "| µs of CPU per request | of alone | JVM | of it watcher | primary | standbys | switches of threads, JVM |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        turns.forEach((shape, contestants) -> {
            System.out.println("| *" + shape.title + "* | | | | | | |");
            List<Turn> alone = contestants.values().iterator().next();
            contestants.forEach((contestant, own) -> System.out.println(line(contestant, own, alone)));
        });
    }

    private static String line(String contestant, List<Turn> own, List<Turn> alone) {
        double[] ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = own.get(i).perSecond() / alone.get(i).perSecond();
        }
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.0f | %.1f | %.0f | %.0f | %.1f |",
                contestant,
                Median.of(ratios),
                median(own, Turn::jvm),
                median(own, Turn::watchers),
                median(own, Turn::primary),
                median(own, Turn::standbys),
                median(own, Turn::switches));
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return Median.of(turns.stream().mapToDouble(figure).toArray());
    }
}
