// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which methods do work outside of requests: class and method with dots between, {@code *} for any run of characters
 * within a segment, {@code **} for any number of segments. Immutable.
 */
public final class JobPattern {

    private final String text;

    /**
     * A pattern.
     *
     * @param text as {@link Syntax#JOB_PATTERN} accepts it
     */
    JobPattern(String text) {
        this.text = text;
    }

    /**
     * An index of many patterns.
     *
     * @param patterns their order counts
     * @return to be asked with {@link #segments}
     */
    public static SegmentIndex index(List<JobPattern> patterns) {
        List<List<String>> all = new ArrayList<>();
        for (JobPattern pattern : patterns) {
            all.add(segments(pattern.text));
        }
        return new SegmentIndex(all);
    }

    /**
     * What a pattern is compared with.
     *
     * @param name of a class and its method, such as {@code com.acme.report.Nightly.run}
     * @return what is between the dots
     */
    public static List<String> segments(String name) {
        return Arrays.asList(name.split("\\.", -1));
    }

    /**
     * Whether the name of the method itself is given.
     *
     * @return {@code false} where a star stands for it
     */
    public boolean spellsMethod() {
        return text.indexOf('*', text.lastIndexOf('.')) < 0;
    }

    /**
     * What the name of every class begins with that has such a method.
     *
     * @return with dots; never empty
     */
    public String classPrefix() {
        String type = text.substring(0, text.lastIndexOf('.'));
        int star = type.indexOf('*');
        String prefix = star < 0 ? type : type.substring(0, star);
        return prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JobPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
