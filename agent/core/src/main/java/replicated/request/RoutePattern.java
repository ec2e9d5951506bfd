package replicated.request;

import java.util.List;

/**
 * A path pattern of the {@code routes} block: {@code *} stands for any run of characters within a segment, {@code **}
 * as a segment of its own for any number of segments, none included. Immutable. Matching goes back to the latest star
 * only, so no path makes it slower than the product of the two lengths.
 */
final class RoutePattern {

    private final List<String> segments;

    RoutePattern(String pattern) {
        this.segments = Paths.segments(pattern);
    }

    /** Whether a path, in segments as of {@link Paths}, is meant. */
    boolean matches(List<String> path) {
        int at = 0;
        int in = 0;
        int starAt = -1;
        int starIn = 0;
        while (in < path.size()) {
            if (at < segments.size() && segments.get(at).equals("**")) {
                starAt = at++;
                starIn = in;
            } else if (at < segments.size() && matches(segments.get(at), path.get(in))) {
                at++;
                in++;
            } else if (starAt >= 0) {
                at = starAt + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < segments.size() && segments.get(at).equals("**")) {
            at++;
        }
        return at == segments.size();
    }

    private static boolean matches(String pattern, String segment) {
        int at = 0;
        int in = 0;
        int starAt = -1;
        int starIn = 0;
        while (in < segment.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                starAt = at++;
                starIn = in;
            } else if (at < pattern.length() && pattern.charAt(at) == segment.charAt(in)) {
                at++;
                in++;
            } else if (starAt >= 0) {
                at = starAt + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
