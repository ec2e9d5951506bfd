// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import replicated.log.Level;
import replicated.log.Log;

/** Routes whose requests were seen to read only, with how many did. Thread-safe. */
final class TrustedRoutes {

    /** One write in so many requests is seldom, and none of less. */
    static final int SELDOM = 20;

    private final Map<String, Seen> routes = new ConcurrentHashMap<>();

    /** Requests of one route. */
    private static final class Seen {

        private final AtomicLong readOnly = new AtomicLong();
        private final AtomicLong wrote = new AtomicLong();
    }

    /** Whether enough requests of a route were seen to read only. */
    boolean trusts(String route, int after) {
        if (after == 0) {
            return true;
        }
        Seen seen = routes.get(route);
        return seen != null && seen.readOnly.get() >= after;
    }

    /**
     * A request has read only. Beyond {@link RouteLimits#MAX_ROUTES} routes, another one has to be seen anew for each.
     *
     * @return whether it is the first of its route
     */
    boolean readOnly(String route) {
        Seen seen = routes.get(route);
        if (seen == null) {
            if (routes.size() >= RouteLimits.MAX_ROUTES) {
                Log.limited(
                        Level.WARN,
                        "trusted-routes",
                        "trusted routes: more than " + RouteLimits.MAX_ROUTES
                                + " routes are read from, so some have to be seen to read only"
                                + " again; is an identifier in the path not recognised as one?");
                routes.keySet().stream().findAny().ifPresent(routes::remove);
            }
            routes.computeIfAbsent(route, fresh -> new Seen()).readOnly.incrementAndGet();
            return true;
        }
        seen.readOnly.incrementAndGet();
        return false;
    }

    /** A request has written, without having read from a replica: whether that is seldom enough to be let pass. */
    boolean wroteSeldom(String route) {
        Seen seen = routes.get(route);
        return seen != null && seen.wrote.incrementAndGet() * SELDOM <= seen.readOnly.get();
    }

    /** Puts in what was known before a restart; what is known now may be more. */
    void restore(String route, long readOnly) {
        if (routes.size() < RouteLimits.MAX_ROUTES) {
            routes.computeIfAbsent(route, fresh -> new Seen()).readOnly.accumulateAndGet(readOnly, Math::max);
        }
    }

    boolean forget(String route) {
        return routes.remove(route) != null;
    }

    void forgetAll() {
        routes.clear();
    }

    /** How many requests of each route have read only; a sorted copy. */
    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        routes.forEach((route, seen) -> all.put(route, seen.readOnly.get()));
        return Collections.unmodifiableMap(all);
    }
}
