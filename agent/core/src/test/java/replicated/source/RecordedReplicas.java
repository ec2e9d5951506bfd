// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import replicated.bookmark.Position;
import replicated.config.DataSourceSettings;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.replica.Health;
import replicated.replica.PrimaryAccess;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.replica.ServerIdentity;

/** Opens replica sets that connect to nothing, and writes down what is asked of them. */
final class RecordedReplicas implements DataSources.Opening {

    final List<Opened> opened = new ArrayList<>();

    /** By URL; nobody answers whose URL is not in it. */
    final Map<String, ServerIdentity> identities = new ConcurrentHashMap<>();

    @Override
    public ServerIdentity identify(PrimaryAccess access) {
        return identities.getOrDefault(access.url(), new ServerIdentity(Dialects.H2, null));
    }

    @Override
    public ReplicaSet open(
            String databaseName, PrimaryAccess access, DataSourceSettings settings, Duration replicaTimeout) {
        Opened set = new Opened(databaseName, settings, access.url());
        opened.add(set);
        return set;
    }

    /** One replica set. Does not keep the access, as a closed set must not. */
    static final class Opened implements ReplicaSet {

        final String name;
        final String primary;
        DataSourceSettings settings;
        boolean closed;

        Opened(String name, DataSourceSettings settings, String primary) {
            this.name = name;
            this.settings = settings;
            this.primary = primary;
        }

        @Override
        public List<Replica> replicas() {
            return List.of();
        }

        @Override
        public DataSourceSettings settings() {
            return settings;
        }

        @Override
        public Dialect dialect() {
            return Dialects.H2;
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
            return new Health(Health.State.UNKNOWN, null, null, "");
        }

        @Override
        public void update(DataSourceSettings changed) {
            settings = changed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
