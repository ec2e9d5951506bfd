// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import replicated.bookmark.Bookmark;
import replicated.bookmark.Position;
import replicated.config.Consistency;
import replicated.jdbc.Database;
import replicated.replica.Health;
import replicated.replica.Replica;

/**
 * What is known of why a bookmark keeps reads on the primary. Stateless; asked once for each scope that it keeps there.
 */
final class StaleReadEvidence {

    private StaleReadEvidence() {}

    /**
     * What a time window is due to.
     *
     * @return the route of the write, or an event in a few words; never null
     */
    static String windowCause(ScopeServices services, ClientBookmark client, Database database) {
        if (client.isPending(database)) {
            String late = services.writesWithoutPosition().latest(database.key());
            return late == null ? "a write after its response" : late;
        }
        Consistency consistency = database.replicas().settings().consistency();
        String route = services.writesWithoutPosition()
                .route(
                        client.demanded(),
                        database.key(),
                        services.policy().now(),
                        consistency.window().toMillis());
        if (route != null) {
            return route;
        }
        if (services.routingStart() != null) {
            return "the agent was switched on";
        }
        return client.isEmpty() ? "a write outside of requests" : "a failover of the primary";
    }

    /**
     * Whether a replica that could serve was seen not to have what the client itself has written: to read there would
     * have shown the client less.
     */
    static boolean wouldHaveBeenStale(Policy policy, ClientBookmark client, Database database) {
        Bookmark known = client.demanded();
        Consistency consistency = database.replicas().settings().consistency();
        Position required = known.demand(
                        database.key(),
                        database.replicas().primaryPosition(),
                        policy.now(),
                        consistency.window().toMillis())
                .required();
        if (required == null) {
            return false;
        }
        for (Replica replica : database.replicas().replicas()) {
            Health health = replica.health();
            Position position = health.position();
            boolean serves = health.state() == Health.State.UP && replica.weight() > 0;
            if (serves && position != null && position.covers(required) == Position.Reached.NO) {
                return true;
            }
        }
        return false;
    }
}
