package replicated.config;

import java.util.Arrays;
import java.util.List;

/**
 * Which methods do work outside of requests: class and method with dots between, {@code *} for any run of characters within a segment, {@code **}
 * for any number of segments. Immutable.
 */
public final class JobPattern {

    private final String text;
    private final SegmentPattern segments;

    /**
     * A pattern.
     *
     * @param text as {@link Syntax#JOB_PATTERN} accepts it
     */
    JobPattern(String text) {
        this.text = text;
        this.segments = new SegmentPattern(segments(text));
    }

    private static List<String> segments(String name) {
        return Arrays.asList(name.split("\\.", -1));
    }

    /**
     * Whether a method is meant.
     *
     * @param job its class and its name, such as {@code com.acme.report.Nightly.run}
     * @return {@code true} if all of it matches
     */
    public boolean matches(String job) {
        return segments.matches(segments(job));
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
