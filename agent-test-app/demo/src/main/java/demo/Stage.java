// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.util.List;
import java.util.Optional;

/** The database servers that the story plays on: a primary and two replicas. */
interface Stage extends AutoCloseable {
    /** What kind of servers these are, in a sentence. */
    String description();

    /** The JDBC URLs, the primary's first. */
    List<String> urls();

    String user();

    String password();

    /**
     * @param servedBy what a server said of itself
     * @return {@code primary}, {@code standby-1} or {@code standby-2}
     */
    String nameOf(String servedBy);

    /** Lets the replicas show nothing new until {@link #thaw()}. */
    void freeze();

    void thaw();

    /** Kills a replica: 1 or 2. */
    void kill(int replica);

    /** Starts a killed replica again. */
    void start(int replica);

    /** What the replicas' own logs have of statements that change data; nothing where there are no such logs. */
    Optional<List<String>> writesLoggedByReplicas();

    @Override
    void close();
}
