// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import replicated.replica.Health;
import replicated.replica.PoolUse;
import replicated.replica.Replica;

/** A replica in whatever health a test wants. */
final class FakeReplica implements Replica {

    volatile Health health = new Health(Health.State.UP, null, Duration.ofMillis(12), "");

    volatile int weight = 1;

    private final String name;

    FakeReplica(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public Connection borrow(long timeoutMillis) throws SQLException {
        throw new SQLException("no database here");
    }

    @Override
    public void evict(Connection borrowed) {}

    @Override
    public void failed(SQLException cause) {}

    @Override
    public PoolUse poolUse() {
        return new PoolUse(3, 2, 10, 4, 5);
    }

    @Override
    public Map<String, Long> errors() {
        return Map.of("40", 6L);
    }

    @Override
    public int inUse() {
        return 3;
    }
}
