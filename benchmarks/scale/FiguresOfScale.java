// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import replicated.config.Config;
import replicated.jdbc.Database;
import replicated.replica.Replica;
import replicated.route.Reason;

/** How long the answers of the status page are; in this package because nobody else is to make them. */
public final class FiguresOfScale {

    private static final int ROUTES = 20;

    private FiguresOfScale() {}

    /**
     * The lengths, when each replica has served some routes.
     *
     * @param config the file
     * @param databases of it
     * @param replicas how many there are
     * @return for people
     */
    public static String sizes(Config config, Collection<Database> databases, int replicas) {
        Counters counters = new Counters();
        for (Database database : databases) {
            for (Replica replica : database.replicas().replicas()) {
                for (int route = 0; route < ROUTES; route++) {
                    counters.ofRoute("GET /page-" + route).decided(database.name(), replica.name(), Reason.READ_METHOD);
                    counters.took(database.name(), "GET /page-" + route, replica.name(), false, 1_000_000);
                }
            }
        }
        AgentView agent = (AgentView) Proxy.newProxyInstance(
                AgentView.class.getClassLoader(), new Class<?>[] {AgentView.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "databases" -> databases;
                        case "config" -> config;
                        case "version" -> "1";
                        case "configReadMillis" -> 0L;
                        case "learnedWriters", "trustedRoutes" -> Map.of();
                        default -> List.of();
                    };
                });
        int metrics = new Metrics(agent, counters).text().length();
        int status = new StatusJson(agent, counters, new History(counters, 0), 0).text().length();
        return String.format("%,d and %,d kB; each replica %.1f and %.1f kB",
                metrics / 1000, status / 1000, metrics / 1e3 / replicas, status / 1e3 / replicas);
    }
}
