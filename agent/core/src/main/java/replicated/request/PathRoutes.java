// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Routes by path, where no framework names them. A position in paths at which many words were seen, all of which only
 * read, holds data (the titles of a blog) and not the names of pages: it becomes {@code *}. Where one of them has
 * written, they are pages, each of its own. Thread-safe.
 */
final class PathRoutes {

    /** So many words at one position are taken for data. */
    static final int MAX_WORDS = 100;

    /** A client that makes up paths cannot grow the memory further. */
    private static final int MAX_NODES = 2 * RouteLimits.MAX_ROUTES;

    private final Position root = new Position();
    private final AtomicInteger nodes = new AtomicInteger();

    /**
     * Whether a framework has named any route. Then words are not taken for data: a page of its own would be known by
     * another's name before the framework has found it.
     */
    private volatile boolean frameworkTells;

    /** Whether a framework has told the name of any request so far. */
    boolean frameworkTells() {
        return frameworkTells;
    }

    /** One position after certain segments: the words seen there, and what was seen behind each. */
    private static final class Position {

        private final Map<String, Position> words = new ConcurrentHashMap<>();
        private volatile boolean varies;
        private volatile boolean holdsWriter;

        /** A route that was seen to read only ends here. */
        private volatile boolean ends;

        /** The route by the framework's pattern, of requests whose path ends here; null where none was told. */
        private volatile @Nullable String told;
    }

    /**
     * A path as a route.
     *
     * @param name by the path alone, such as {@code GET /owners/*}
     * @param told the route that the framework was seen to make of it; null if it was not
     * @param seen whether it was seen to read only
     */
    record Named(String name, @Nullable String told, boolean seen) {

        boolean isKnownAs(@Nullable String route) {
            return seen && (route == null || route.equals(told));
        }

        String best() {
            return told == null ? name : told;
        }
    }

    /** The route of a path. */
    Named of(String method, String path) {
        List<String> segments = PathGeneralizer.segments(path);
        Position at = root.words.get(method);
        for (int i = 0; i < segments.size() && at != null; i++) {
            if (at.varies && !frameworkTells && isWord(segments.get(i))) {
                segments.set(i, "*");
            }
            at = at.words.get(segments.get(i));
        }
        return new Named(
                method + " " + PathGeneralizer.joined(segments), at == null ? null : at.told, at != null && at.ends);
    }

    /**
     * A route was seen to read only.
     *
     * @param name by the path alone
     * @param told the route by the framework's pattern, or null
     * @return whether a position has become {@code *}: names that were given before may be others now
     */
    boolean read(String name, @Nullable String told) {
        boolean changed = false;
        Position at = root;
        for (String segment : parts(name)) {
            Position next = at.words.get(segment);
            if (next == null) {
                next = added(at, segment);
                if (next == null) {
                    return changed;
                }
                if (at != root
                        && !at.varies
                        && !frameworkTells
                        && !at.holdsWriter
                        && isWord(segment)
                        && countsAsData(at.words.keySet())) {
                    at.varies = true;
                    changed = true;
                }
            }
            at = next;
        }
        at.ends = true;
        if (told != null) {
            frameworkTells = true;
            // Below that depth many paths end alike.
            at.told = name.endsWith("**") ? null : told;
        }
        return changed;
    }

    /** A route was seen to write: it is a page of its own, and so are those beside it. */
    void wrote(String route) {
        Position at = root;
        for (String segment : parts(route)) {
            if (at != root && !segment.equals("*")) {
                at.holdsWriter = true;
            }
            Position next = at.words.get(segment);
            next = next == null ? added(at, segment) : next;
            if (next == null) {
                return;
            }
            at = next;
        }
    }

    private @Nullable Position added(Position at, String segment) {
        if (nodes.get() >= MAX_NODES) {
            return null;
        }
        Position made = new Position();
        Position other = at.words.putIfAbsent(segment, made);
        if (other == null) {
            nodes.incrementAndGet();
        }
        return other == null ? made : other;
    }

    private static boolean countsAsData(Collection<String> words) {
        return words.size() > MAX_WORDS
                && words.stream().filter(PathRoutes::isWord).count() > MAX_WORDS;
    }

    /** Names with an extension are those of pages ({@code edit.do}), however many there are. */
    private static boolean isWord(String segment) {
        return segment.indexOf('.') < 0 && segment.indexOf('*') < 0;
    }

    private static List<String> parts(String route) {
        int method = route.indexOf(' ');
        List<String> parts = new ArrayList<>();
        parts.add(route.substring(0, method));
        parts.addAll(Paths.segments(route.substring(method + 1)));
        return parts;
    }
}
