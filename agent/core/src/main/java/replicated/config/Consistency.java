// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;

/**
 * The {@code consistency} of one database: how fresh what is read from its replicas has to be. Immutable.
 *
 * @param readYourWrites how a client is protected from reading data older than its own writes
 * @param writesOf whose writes a request must at least see; nobody's where {@code readYourWrites} is off
 * @param window how long a client reads from the primary after a write where there are no positions
 * @param maxWait key {@code wait}: how long a read may wait for a replica to reach its bookmark; zero: not at all
 * @param maxLag a replica further behind than this serves nobody
 * @param pollInterval how often a watcher samples a server
 */
public record Consistency(
        ReadYourWrites readYourWrites,
        WritesOf writesOf,
        Duration window,
        Duration maxWait,
        Duration maxLag,
        Duration pollInterval) {

    static Consistency of(Block block) {
        return new Consistency(
                block.get(Keys.CONSISTENCY_READ_YOUR_WRITES),
                block.get(Keys.CONSISTENCY_WRITES_OF),
                block.get(Keys.CONSISTENCY_WINDOW),
                block.get(Keys.CONSISTENCY_WAIT),
                block.get(Keys.CONSISTENCY_MAX_LAG),
                block.get(Keys.CONSISTENCY_POLL_INTERVAL));
    }
}
