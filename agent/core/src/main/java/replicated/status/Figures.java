// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All figures at one moment, by series. Written by one thread, then only read. */
final class Figures implements FigureSink {

    /** Of a histogram: how many events there were. */
    static final int COUNT = 0;

    /** Of a histogram: the sum of their values, in seconds. */
    static final int SUM = 1;

    /**
     * What is one meter to Micrometer.
     *
     * @param family its name, as in {@code /metrics}
     * @param labels names and values in turn
     */
    record Series(String family, List<String> labels) {}

    /**
     * What all series of one name have in common.
     *
     * @param type {@code counter}, {@code gauge} or {@code histogram}
     * @param help one sentence
     */
    record Family(String type, String help) {}

    private final Map<String, Family> families = new HashMap<>();
    private final Map<Series, double[]> values = new LinkedHashMap<>();

    static Figures of(Metrics metrics) {
        Figures figures = new Figures();
        metrics.tell(figures);
        return figures;
    }

    @Override
    public void family(String name, String type, String help) {
        families.put(name, new Family(type, help));
    }

    @Override
    public void sample(String name, long value, String... labels) {
        sample(name, (double) value, labels);
    }

    @Override
    public void sample(String name, double value, String... labels) {
        values.put(new Series(name, List.of(labels)), new double[] {value});
    }

    @Override
    public void histogram(
            String name, double[] bounds, List<Long> cumulative, double sum, Exemplars exemplars, String... labels) {
        values.put(new Series(name, List.of(labels)), new double[] {cumulative.get(bounds.length), sum});
    }

    Set<Series> series() {
        return values.keySet();
    }

    @Nullable
    Family family(Series series) {
        return families.get(series.family());
    }

    /**
     * The value of a series.
     *
     * @param part {@link #COUNT} or {@link #SUM} of a histogram, else 0
     * @param otherwise what is returned if there is no such series now
     */
    double value(Series series, int part, double otherwise) {
        double[] found = values.get(series);
        return found == null ? otherwise : found[part];
    }

    @Override
    public String toString() {
        return values.keySet() + " " + Arrays.asList(families.keySet());
    }
}
