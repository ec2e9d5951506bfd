// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.log.EventKind;
import replicated.log.Level;
import replicated.log.Log;

/**
 * Routes that were expected to read and wrote: they start on the primary from then on, until somebody has them
 * forgotten. Thread-safe. Where a file is named, {@link LearnedFile} keeps it.
 */
public final class LearnedRoutes implements AutoCloseable {

    private static final int SAID_ONE_BY_ONE = 100;

    private final Map<String, Evidence> routes = new ConcurrentHashMap<>();
    private final LateRoutes late = new LateRoutes();
    private final TrustedRoutes trusted = new TrustedRoutes();
    private final AtomicBoolean full = new AtomicBoolean();

    /** How often {@link #contains} has begun to say something else, of whatever route. */
    private final AtomicInteger changes = new AtomicInteger();

    private static final int MAX_STRICT_FILLS = 1_000;

    private final Set<String> strictFills = ConcurrentHashMap.newKeySet();

    /** Null: nothing is kept across restarts. */
    private final @Nullable LearnedFile file;

    /**
     * What is known of a route. Immutable.
     *
     * @param requests that wrote, also before restarts where a file is kept
     * @param lastMillis when the last of them was seen, milliseconds since the epoch; 0 if not known
     */
    public record Evidence(long requests, long lastMillis) {

        private static final Evidence NONE = new Evidence(0, 0);

        private Evidence andOneAt(long millis) {
            return new Evidence(requests + 1, millis);
        }

        private static Evidence more(Evidence one, Evidence other) {
            return one.requests >= other.requests ? one : other;
        }
    }

    /**
     * Reads what was learnt before.
     *
     * @param file one route a line; need not exist. Null: nothing is kept across restarts
     */
    public LearnedRoutes(@Nullable File file) {
        this.file = file == null ? null : new LearnedFile(file, this);
        if (this.file != null) {
            this.file.start();
        }
    }

    /**
     * Whether a route is known to write.
     *
     * @param route such as {@code GET /owners/*}
     * @return {@code true} from {@link #learn} on, until it is forgotten
     */
    public boolean contains(String route) {
        return !routes.isEmpty() && routes.containsKey(route);
    }

    /**
     * A route writes: it is known from now on.
     *
     * @param route such as {@code GET /owners/*}
     */
    public void learn(String route) {
        if (routes.containsKey(route)) {
            return;
        }
        if (routes.size() >= RouteLimits.MAX_ROUTES) {
            if (full.compareAndSet(false, true)) {
                Log.warn("learned routes: " + RouteLimits.MAX_ROUTES
                        + " routes write, and no more are remembered; is an identifier"
                        + " in the path not recognised as one?");
            }
            return;
        }
        if (routes.putIfAbsent(route, Evidence.NONE) == null) {
            trusted.forget(route);
            changed();
            say(EventKind.ROUTE_LEARNED, "route learnt: " + route + " writes, so it starts on the primary from now on");
        }
    }

    /**
     * A request of a route has ended, and had written. Does nothing for a route that is not known.
     *
     * @param route such as {@code GET /owners/*}
     * @param millis now, since the epoch
     */
    public void wrote(String route, long millis) {
        routes.computeIfPresent(route, (known, evidence) -> evidence.andOneAt(millis));
    }

    /**
     * Forgets one route: it starts on a replica again once it was seen to read only, until it writes once more.
     *
     * @param route such as {@code GET /owners/*}
     * @return whether it was known
     */
    public boolean forget(String route) {
        late.forget(route);
        trusted.forget(route);
        boolean known = routes.remove(route) != null;
        if (known) {
            full.set(false);
            changed();
            say(
                    EventKind.ROUTE_FORGOTTEN,
                    "route forgotten: " + route + " may start on a replica again once it was seen to read only");
        }
        return known;
    }

    /**
     * Forgets all routes, and which are trusted.
     *
     * @return how many of them write
     */
    public int forgetAll() {
        late.forgetAll();
        trusted.forgetAll();
        List<String> all = new ArrayList<>(routes.keySet());
        all.forEach(this::forget);
        return all.size();
    }

    /** A client that makes up paths cannot fill the log either. */
    private void say(EventKind kind, String line) {
        if (routes.size() <= SAID_ONE_BY_ONE) {
            Log.event(Level.INFO, kind, line);
        } else {
            Log.limited(Level.INFO, kind, "learned-routes", line);
        }
    }

    /**
     * A request was seen to read only.
     *
     * @param route such as {@code GET /owners/*}
     */
    public void readOnly(String route) {
        if (!contains(route) && trusted.readOnly(route)) {
            Log.note(EventKind.ROUTE_TRUSTED, "route-trusted", "route trusted: " + route + " was seen to read only");
            if (file != null) {
                file.changed();
            }
        }
    }

    /** As {@link #restore}, for a route that was seen to read only. */
    void restoreTrusted(String route, long readOnly) {
        if (!contains(route)) {
            trusted.restore(route, readOnly);
        }
    }

    /** A route has written where that is not remembered: it has to be seen to read only anew. */
    void distrust(String route) {
        if (trusted.forget(route)) {
            changed();
        }
    }

    /** Paths are named otherwise from now on: what is no longer a name is not kept. */
    void renamed(PathRoutes paths) {
        for (String route : trusted.all().keySet()) {
            int method = route.indexOf(' ');
            if (!paths.of(route.substring(0, method), route.substring(method + 1))
                    .name()
                    .equals(route)) {
                trusted.forget(route);
            }
        }
    }

    /** The file says this; what is in memory knows more or as much. */
    void restore(String route, Evidence evidence) {
        if (routes.size() < RouteLimits.MAX_ROUTES) {
            routes.merge(route, evidence, Evidence::more);
            changes.incrementAndGet();
        }
    }

    /**
     * What is known.
     *
     * @return a sorted copy
     */
    public Map<String, Evidence> all() {
        return Collections.unmodifiableMap(new TreeMap<>(routes));
    }

    /**
     * The routes whose requests were seen to read only, with how many were.
     *
     * @return a sorted copy
     */
    public Map<String, Long> allTrusted() {
        return trusted.all();
    }

    /** Lets go of the file. What was learnt within the last second may not be in it. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    /** Which of the routes write after their responses. */
    LateRoutes late() {
        return late;
    }

    /** Which of the routes were seen to read only. */
    TrustedRoutes trusted() {
        return trusted;
    }

    /** Whether caches are filled in transactions of a route that may not move. */
    boolean fillsCachesStrictly(String route) {
        return !strictFills.isEmpty() && strictFills.contains(route);
    }

    /** They are. Kept until the next start, since it is found out again at no cost but one value that may be old. */
    void fillsCacheStrictly(String route) {
        if (strictFills.size() < MAX_STRICT_FILLS && strictFills.add(route)) {
            changes.incrementAndGet();
        }
    }

    /**
     * As long as this is the same, so are all answers of {@link #contains} and {@link #fillsCachesStrictly}, and nothing
     * is trusted less. Costs a
     * volatile read.
     */
    int changes() {
        return changes.get();
    }

    private void changed() {
        changes.incrementAndGet();
        if (file != null) {
            file.changed();
        }
    }
}
