// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.List;

/**
 * A pattern for paths and names in segments: {@code *} stands for any run of characters within a segment, {@code **} as
 * a segment of its own for any number of segments, none included. Immutable. Matching goes back to the latest star
 * only, so nothing makes it slower than the product of the two lengths.
 */
public final class SegmentPattern {

    private static final String ANY_NUMBER = "**";

    private final List<String> segments;

    /**
     * A pattern.
     *
     * @param segments without what stands between them
     */
    public SegmentPattern(List<String> segments) {
        this.segments = List.copyOf(segments);
    }

    /**
     * Whether something is meant.
     *
     * @param found in segments as well
     * @return {@code true} if all of it matches
     */
    public boolean matches(List<String> found) {
        int at = 0;
        int in = 0;
        int starAt = -1;
        int starIn = 0;
        while (in < found.size()) {
            if (at < segments.size() && segments.get(at).equals(ANY_NUMBER)) {
                starAt = at++;
                starIn = in;
            } else if (at < segments.size() && Glob.matches(segments.get(at), found.get(in))) {
                at++;
                in++;
            } else if (starAt >= 0) {
                at = starAt + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < segments.size() && segments.get(at).equals(ANY_NUMBER)) {
            at++;
        }
        return at == segments.size();
    }
}
