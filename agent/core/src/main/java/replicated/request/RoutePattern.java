// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import replicated.config.SegmentPattern;

/** A path pattern of the {@code routes} block, as {@link SegmentPattern}. Immutable. */
final class RoutePattern {

    private final SegmentPattern pattern;

    RoutePattern(String pattern) {
        this.pattern = new SegmentPattern(Paths.segments(pattern));
    }

    /** Whether a path, in segments as of {@link Paths}, is meant. */
    boolean matches(List<String> path) {
        return pattern.matches(path);
    }
}
