// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Request paths as rules and routes see them: within the web application, without parameters, decoded. Stateless. */
final class Paths {

    /** A path of more segments is cut here: no rule and no route needs more, and a hostile one may have thousands. */
    static final int MAX_SEGMENTS = 64;

    private Paths() {}

    /**
     * The segments of a path: empty ones are dropped, {@code ;parameters} are cut off (RFC 3986, 3.3), and
     * percent-encoding is undone once. A segment that is badly encoded stays as it is.
     */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int from = 0;
        while (from < path.length() && segments.size() < MAX_SEGMENTS) {
            int end = path.indexOf('/', from);
            if (end < 0) {
                end = path.length();
            }
            int parameters = path.indexOf(';', from);
            int to = parameters >= 0 && parameters < end ? parameters : end;
            if (to > from) {
                segments.add(decoded(path.substring(from, to)));
            }
            from = end + 1;
        }
        return segments;
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] bytes = new byte[segment.length() * 3];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(plain, 0, bytes, length, plain.length);
                length += plain.length;
                continue;
            }
            int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return segment;
            }
            bytes[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
