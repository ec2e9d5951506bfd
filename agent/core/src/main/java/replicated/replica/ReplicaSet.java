// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.DataSourceSettings;
import replicated.dialect.Dialect;

/** The replicas of one database and the watcher of its primary. Thread-safe. */
public interface ReplicaSet extends AutoCloseable {

    /**
     * The replicas of the configuration in force, healthy or not.
     *
     * @return an immutable snapshot, in the order of the file
     */
    List<Replica> replicas();

    /**
     * The settings in force.
     *
     * @return never null
     */
    DataSourceSettings settings();

    /**
     * What kind of database this is. Costs one volatile read.
     *
     * @return what the primary says it is; what its URL says before it was first asked
     */
    Dialect dialect();

    /**
     * The latest sampled position of the primary: a lower bound.
     *
     * @return null where unknown or where the database has none
     */
    @Nullable
    Position primaryPosition();

    /**
     * Asks the primary for its position, after now. Callers at the same time share one query. Never blocks.
     *
     * @return completes with the position, with null where the database has none, or exceptionally
     */
    CompletionStage<Position> capture();

    /**
     * Waits until some healthy replica is at or past a position.
     *
     * @param required the position
     * @param timeoutMillis the longest wait; 0 returns at once
     * @return the first replica seen there, or null
     * @throws InterruptedException if the calling thread is interrupted
     */
    Replica await(Position required, long timeoutMillis) throws InterruptedException;

    /**
     * What is known of the primary: DOWN means that writes fail, WRONG_ROLE that it has become a standby.
     *
     * @return never null
     */
    Health primaryHealth();

    /**
     * Whether the primary has refused our last login: it is there and serves the application's own connections.
     *
     * @return {@code false} where that is not known
     */
    default boolean primaryLoginRefused() {
        return false;
    }

    /**
     * Asks the primary something, once, on a thread of the set and over a connection of its own. Returns at once;
     * nothing happens any more once the set is closed.
     *
     * @param errand what to ask
     * @param delay from now
     */
    default void askPrimary(PrimaryQuery errand, Duration delay) {}

    /**
     * Takes over new settings: replicas come, go and change weight or password, and no request fails of it.
     *
     * @param settings the new ones
     * @throws IllegalArgumentException if they cannot be used, with place, fault and remedy; the old ones stay
     */
    void update(DataSourceSettings settings);

    /** Lets go of connections, threads and the application's driver. Does not wait for servers. */
    @Override
    void close();
}
