// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Routes that were seen to commit a write after their response was on its way, when no header can tell of it any more.
 * Their later responses carry a time window for the databases concerned. Kept in memory only. Thread-safe.
 */
final class LateRoutes {

    private final Map<String, Late> routes = new ConcurrentHashMap<>();

    /**
     * What is known of a route. Immutable.
     *
     * @param databases keys of the databases it wrote to
     * @param afterEnd whether that also came after the end of the request, on another thread
     */
    private record Late(Set<String> databases, boolean afterEnd) {

        private Late and(Late other) {
            Set<String> both = new HashSet<>(databases);
            both.addAll(other.databases);
            return new Late(Set.copyOf(both), afterEnd || other.afterEnd);
        }
    }

    /**
     * A route has written late. Beyond {@link RouteLimits#MAX_ROUTES} routes, no more are remembered.
     *
     * @param ended whether the request had ended
     */
    void wrote(String route, String database, boolean ended) {
        Late known = routes.get(route);
        if (known == null && routes.size() >= RouteLimits.MAX_ROUTES) {
            return;
        }
        if (known == null || !known.databases.contains(database) || (ended && !known.afterEnd)) {
            routes.merge(route, new Late(Set.of(database), ended), Late::and);
        }
    }

    /**
     * The databases to which a request may still write when its response is committed.
     *
     * @param route asked for only if any route is known
     * @param ended whether the request has ended
     */
    Set<String> expected(Supplier<String> route, boolean ended) {
        Late known = routes.isEmpty() ? null : routes.get(route.get());
        return known == null || (ended && !known.afterEnd) ? Set.of() : known.databases;
    }

    void forget(String route) {
        routes.remove(route);
    }

    void forgetAll() {
        routes.clear();
    }
}
