// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import replicated.bookmark.Position;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.jdbc.Database;
import replicated.jdbc.PoolTrouble;
import replicated.replica.Health;
import replicated.replica.PrimaryAccess;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.route.Chooser;

/** A data source that only has a name and replicas. */
final class FakeDatabase implements Database {

    volatile Health primaryHealth = new Health(Health.State.UP, null, null, "");

    volatile List<Replica> replicas;

    volatile PoolTrouble poolTrouble;

    private final ReplicaSet set = new FakeReplicaSet();
    private final String name;

    FakeDatabase(String name, Replica... replicas) {
        this.name = name;
        this.replicas = List.of(replicas);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String key() {
        return name;
    }

    @Override
    public Dialect dialect() {
        return Dialects.POSTGRESQL;
    }

    @Override
    public PrimaryAccess access() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicaSet replicas() {
        return set;
    }

    @Override
    public Chooser chooser() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PoolTrouble poolTrouble() {
        return poolTrouble;
    }

    @Override
    public Connection primary() throws SQLException {
        throw new SQLException("no database here");
    }

    private final class FakeReplicaSet implements ReplicaSet {

        @Override
        public List<Replica> replicas() {
            return replicas;
        }

        @Override
        public Dialect dialect() {
            return Dialects.POSTGRESQL;
        }

        @Override
        public DataSourceSettings settings() {
            return Config.DEFAULT.top();
        }

        @Override
        public Position primaryPosition() {
            return null;
        }

        @Override
        public CompletionStage<Position> capture() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Replica await(Position required, long timeoutMillis) {
            return null;
        }

        @Override
        public Health primaryHealth() {
            return primaryHealth;
        }

        @Override
        public void update(DataSourceSettings settings) {}

        @Override
        public void close() {}
    }
}
