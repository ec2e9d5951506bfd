// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.List;

/** What {@link Metrics} tells its figures to, family by family. Not thread-safe. */
interface FigureSink {

    /**
     * Begins a family; its samples have to follow.
     *
     * @param name of the family
     * @param type {@code counter}, {@code gauge} or {@code histogram}
     * @param help one sentence
     */
    void family(String name, String type, String help);

    /**
     * One sample.
     *
     * @param name of the family
     * @param value any
     * @param labels names and values in turn
     */
    void sample(String name, long value, String... labels);

    /**
     * One sample.
     *
     * @param name of the family
     * @param value any
     * @param labels names and values in turn
     */
    void sample(String name, double value, String... labels);

    /**
     * The samples of a histogram with one set of labels.
     *
     * @param name of the family
     * @param bounds of its buckets, but for the last
     * @param cumulative events up to each bound, and the count of all
     * @param sum of their values
     * @param exemplars for those buckets
     * @param labels names and values in turn
     */
    void histogram(
            String name, double[] bounds, List<Long> cumulative, double sum, Exemplars exemplars, String... labels);

    /**
     * The samples of a histogram with one set of labels.
     *
     * @param name of the family
     * @param sample the state
     * @param exemplars for its buckets
     * @param labels names and values in turn
     */
    default void histogram(String name, Histogram.Sample sample, Exemplars exemplars, String... labels) {
        histogram(name, Histogram.BOUNDS, sample.cumulative(), sample.sum(), exemplars, labels);
    }
}
