// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pattern by which the application's own framework found the handler of a request, as a route. Spring MVC tells it
 * in a request attribute, before the handler runs. Stateless.
 */
final class FrameworkPattern {

    /** {@code HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE} of Spring MVC, for handlers of whatever kind. */
    static final String SPRING = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    private FrameworkPattern() {}

    /**
     * The pattern of a path as a route writes it: {@code *} for what varies in a segment.
     *
     * @param told a pattern of Spring's, such as <code>/owners/{id}</code>; it may begin behind the servlet's own
     *     mapping. Null: none
     * @param path of the request, within the web application
     * @return null where nothing is told that bounds the path: none, one of any depth, or one of another path (an error
     *     page's)
     */
    static @Nullable String of(@Nullable Object told, String path) {
        if (!(told instanceof String text)) {
            return null;
        }
        String pattern = withStars(text);
        List<String> segments = Paths.segments(path);
        List<String> ofPattern = Paths.segments(pattern);
        int before = segments.size() - ofPattern.size();
        if (pattern.contains("**")
                || before < 0
                || !new RoutePattern(pattern).matches(segments.subList(before, segments.size()))) {
            return null;
        }
        List<String> route = new ArrayList<>(segments.subList(0, before));
        route.addAll(ofPattern);
        return PathGeneralizer.joined(route);
    }

    /**
     * Variables become stars, and so do the wildcards of a single character. A variable may hold a regular expression
     * with braces.
     */
    private static String withStars(String pattern) {
        StringBuilder stars = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '{') {
                if (depth++ == 0) {
                    stars.append(pattern.startsWith("{*", i) ? "**" : "*");
                }
            } else if (c == '}') {
                depth--;
            } else if (depth == 0) {
                stars.append(c == '?' ? '*' : c);
            }
        }
        return stars.toString();
    }
}
