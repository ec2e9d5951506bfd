// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;

/**
 * Turns a path into the pattern of its route: segments that look like identifiers become {@code *}. Words stay, because
 * two pages that are mistaken for one route are worse than one route that is learnt twice. Stateless.
 */
final class PathGeneralizer {

    /** A route has no more segments than this; what follows becomes {@code **}. */
    static final int MAX_SEGMENTS = 8;

    /** A longer segment is taken for an opaque token. */
    static final int MAX_WORD = 40;

    /** What FHIR, OData and others put before the name of an operation. */
    private static final String OPERATION_MARKS = "$:!";

    private static final int MAX_ENDING = 5;
    private static final int SHORTEST_HEX = 8;
    private static final int SHORTEST_TOKEN = 16;

    private PathGeneralizer() {}

    /** The pattern of a path, such as {@code /owners/*}. */
    static String generalize(String path) {
        return joined(segments(path));
    }

    /** The segments of the pattern, in a list of its own. */
    static List<String> segments(String path) {
        List<String> segments = Paths.segments(path);
        boolean deeper = segments.size() > MAX_SEGMENTS;
        List<String> kept = deeper ? segments.subList(0, MAX_SEGMENTS) : segments;
        kept.replaceAll(PathGeneralizer::generalized);
        if (deeper) {
            segments.subList(MAX_SEGMENTS, segments.size()).clear();
            segments.add("**");
        }
        return segments;
    }

    /** Before a file's ending, too: {@code 123.html} is {@code *.html}. */
    private static String generalized(String segment) {
        if (isIdentifier(segment)) {
            return "*";
        }
        int dot = segment.lastIndexOf('.');
        boolean ending = dot > 0 && segment.length() - dot - 1 <= MAX_ENDING && segment.length() - dot > 1;
        return ending && isIdentifier(segment.substring(0, dot)) ? "*" + segment.substring(dot) : segment;
    }

    static String joined(List<String> segments) {
        return segments.isEmpty() ? "/" : "/" + String.join("/", segments);
    }

    /**
     * Numbers, UUIDs, hexadecimal of eight and more, long mixed tokens, and whatever is no word by its characters. An
     * operation that marks itself as one, such as {@code $everything}, is a word.
     */
    private static boolean isIdentifier(String segment) {
        if (segment.length() > MAX_WORD) {
            return true;
        }
        if (segment.length() > 1 && OPERATION_MARKS.indexOf(segment.charAt(0)) >= 0) {
            return isIdentifier(segment.substring(1));
        }
        int digits = 0;
        int hex = 0;
        int letters = 0;
        int dashes = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
                hex++;
            } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
                hex++;
                letters++;
            } else if ((c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z')) {
                letters++;
            } else if (c == '-' || c == '_') {
                dashes++;
            } else if (c != '.' && c != '~') {
                return true;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (digits == segment.length()) {
            return true;
        }
        if (digits + dashes == segment.length() || (hex + dashes == segment.length() && hex >= SHORTEST_HEX)) {
            return true;
        }
        return digits + letters + dashes == segment.length() && segment.length() >= SHORTEST_TOKEN && digits >= 4;
    }
}
