// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.jdbc.Database;
import replicated.request.LearnedRoutes;
import replicated.source.DataSources;

/** What the wiring shows of itself, and the one thing an operator may change. Thread-safe; answers at once. */
public interface AgentView {

    /**
     * The agent's version.
     *
     * @return never null
     */
    String version();

    /**
     * The configuration in force, in the mode in force.
     *
     * @return never null
     */
    Config config();

    /**
     * When the configuration in force was read.
     *
     * @return milliseconds since the epoch
     */
    long configReadMillis();

    /**
     * What is wrong with the file on disk, if it is not the one in force.
     *
     * @return one line each; empty if the file on disk is in force
     */
    List<String> refused();

    /**
     * The data sources with replicas that the application has used so far.
     *
     * @return a snapshot
     */
    Collection<Database> databases();

    /**
     * The data sources that requests use and that are not routed.
     *
     * @return a snapshot
     */
    default List<DataSources.Unrouted> notRouted() {
        return List.of();
    }

    /**
     * Routes known to write although their intent is READ.
     *
     * @return a sorted snapshot: routes such as {@code GET /owners/*}, and what was seen of each
     */
    Map<String, LearnedRoutes.Evidence> learnedWriters();

    /**
     * Routes whose requests were seen to read only, with how many were.
     *
     * @return a sorted copy
     */
    Map<String, Long> trustedRoutes();

    /**
     * Forgets a learnt route: it may start on a replica again.
     *
     * @param route such as {@code GET /owners/*}
     * @return whether it was known
     */
    boolean forget(String route);

    /**
     * Forgets all learnt routes.
     *
     * @return how many there were
     */
    int forgetAll();

    /**
     * Switches the mode at once, until the next change of the file.
     *
     * @param mode the new one
     */
    void mode(Mode mode);
}
