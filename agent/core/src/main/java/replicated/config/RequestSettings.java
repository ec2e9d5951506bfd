// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is expected of a request, before it has run a statement. Immutable.
 *
 * @param autoReadOnReplica whether the HTTP verb alone sends reads to a replica
 * @param readMethods HTTP methods, in upper case, whose intent is READ
 * @param replicaShare of how many clients in a hundred the HTTP verb sends reads to a replica, 0 to 100
 * @param routes in the order of the file; the first match wins
 * @param jobs rules for work outside of requests, in the order of the file; the first match wins
 * @param primaryAnnotations simple or full names
 * @param replicaAnnotations simple or full names
 */
public record RequestSettings(
        boolean autoReadOnReplica,
        Set<String> readMethods,
        double replicaShare,
        List<RouteRule> routes,
        List<JobRule> jobs,
        Set<String> primaryAnnotations,
        Set<String> replicaAnnotations) {

    static RequestSettings of(Block root) {
        List<RouteRule> routes = new ArrayList<>();
        for (Block entry : root.get(Keys.ROUTES)) {
            routes.add(RouteRule.of(entry));
        }
        List<JobRule> jobs = new ArrayList<>();
        for (Block entry : root.get(Keys.JOBS)) {
            JobRule rule = JobRule.of(entry);
            if (rule != null) {
                jobs.add(rule);
            }
        }
        Block annotations = root.get(Keys.ANNOTATIONS);
        return new RequestSettings(
                root.get(Keys.AUTO_READ_ON_REPLICA),
                Set.copyOf(root.get(Keys.READ_METHODS)),
                root.get(Keys.REPLICA_SHARE),
                List.copyOf(routes),
                List.copyOf(jobs),
                Set.copyOf(annotations.get(Keys.ANNOTATIONS_PRIMARY)),
                Set.copyOf(annotations.get(Keys.ANNOTATIONS_REPLICA)));
    }
}
