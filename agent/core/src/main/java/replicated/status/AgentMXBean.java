// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

/** {@code replicated:type=Agent}: what an operator steers over JMX. The names of the attributes are a contract. */
public interface AgentMXBean {

    /**
     * The mode in force.
     *
     * @return {@code route}, {@code observe} or {@code off}
     */
    String getMode();

    /**
     * Switches the mode at once, until the file is next changed.
     *
     * @param mode {@code route}, {@code observe} or {@code off}
     * @throws IllegalArgumentException if it is none of these
     */
    void setMode(String mode);

    /**
     * The agent's version.
     *
     * @return never null
     */
    String getVersion();

    /**
     * Is all well, in one line.
     *
     * @return never null
     */
    String getVerdict();

    /**
     * Connections of reading requests since the start.
     *
     * @return at least 0
     */
    long getReads();

    /**
     * Those of {@link #getReads} that went to replicas.
     *
     * @return at least 0
     */
    long getReadsOnReplicas();

    /**
     * Errors of the agent itself since the start.
     *
     * @return at least 0
     */
    long getFaults();

    /**
     * Routes that start on the primary because they were seen to write.
     *
     * @return one line each, sorted: the route, how many requests wrote, and when the last did
     */
    String[] getLearnedRoutes();

    /**
     * Forgets a learnt route: it may start on a replica again, until it writes once more.
     *
     * @param route such as {@code GET /owners/*}
     * @return whether it was known
     */
    boolean forgetLearnedRoute(String route);

    /**
     * Forgets all learnt routes.
     *
     * @return how many there were
     */
    int forgetAllLearnedRoutes();

    /**
     * What is wrong with the file on disk.
     *
     * @return one line each; empty if it is in force
     */
    String[] getConfigRefused();
}
