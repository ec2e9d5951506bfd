// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import replicated.bookmark.Position;
import replicated.bookmark.PostgresPosition;
import replicated.config.Consistency;
import replicated.config.DataSourceSettings;
import replicated.config.ReadYourWrites;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.config.WritesOf;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.jdbc.Database;
import replicated.replica.Health;
import replicated.replica.PrimaryAccess;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.replica.TestAccess;
import replicated.route.Chooser;

/** A database whose positions the test moves by hand. Confined to one test. */
final class FakeDatabase implements Database {

    final FakeReplica one = new FakeReplica("one");
    final FakeReplica two = new FakeReplica("two");
    Position primaryPosition = at(100);
    CompletableFuture<Position> captured = CompletableFuture.completedFuture(at(100));
    int captures;
    /** Null: nobody is to ask. */
    String primaryUrl;

    private final FakeSet set = new FakeSet();
    private final Consistency consistency;
    private final Chooser chooser = new Chooser();

    private final String key;

    FakeDatabase(ReadYourWrites readYourWrites) {
        this(readYourWrites, "app");
    }

    FakeDatabase(ReadYourWrites readYourWrites, String key) {
        this(readYourWrites, WritesOf.CLIENT, key);
    }

    FakeDatabase(ReadYourWrites readYourWrites, WritesOf writesOf, String key) {
        this.key = key;
        this.consistency = TestSettings.consistency(readYourWrites, writesOf);
    }

    static Position at(long lsn) {
        return new PostgresPosition(1, 1, lsn);
    }

    @Override
    public String name() {
        return "app";
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Dialect dialect() {
        return Dialects.POSTGRESQL;
    }

    @Override
    public PrimaryAccess access() {
        return TestAccess.of(null, primaryUrl == null ? "jdbc:h2:mem:nobody-connects" : primaryUrl, "sa", Secret.NONE);
    }

    @Override
    public ReplicaSet replicas() {
        return set;
    }

    @Override
    public Chooser chooser() {
        return chooser;
    }

    @Override
    public Connection primary() throws SQLException {
        if (primaryUrl == null) {
            throw new AssertionError("not expected to be called");
        }
        return DriverManager.getConnection(primaryUrl);
    }

    private final class FakeSet implements ReplicaSet {

        @Override
        public DataSourceSettings settings() {
            return TestSettings.replicas(List.of(), consistency);
        }

        @Override
        public Position primaryPosition() {
            return primaryPosition;
        }

        @Override
        public CompletionStage<Position> capture() {
            captures++;
            return captured;
        }

        @Override
        public List<Replica> replicas() {
            return List.of(one, two);
        }

        @Override
        public Replica await(Position required, long timeoutMillis) {
            return null;
        }

        @Override
        public Health primaryHealth() {
            throw new AssertionError("not expected to be called");
        }

        @Override
        public void update(DataSourceSettings changed) {
            throw new AssertionError("not expected to be called");
        }

        @Override
        public void close() {}

        @Override
        public Dialect dialect() {
            return Dialects.POSTGRESQL;
        }
    }

    /** A replica that stands where the test says. */
    static final class FakeReplica implements Replica {

        Health health = new Health(Health.State.UP, at(100), Duration.ZERO, "");
        private final String name;

        FakeReplica(String name) {
            this.name = name;
        }

        void standsAt(long lsn) {
            health = new Health(Health.State.UP, at(lsn), Duration.ZERO, "");
        }

        void standsNowhere() {
            health = new Health(Health.State.UP, null, Duration.ZERO, "");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public Health health() {
            return health;
        }

        @Override
        public Connection borrow(long timeoutMillis) {
            throw new AssertionError("not expected to be called");
        }

        @Override
        public void evict(Connection borrowed) {
            throw new AssertionError("not expected to be called");
        }

        @Override
        public void failed(SQLException cause) {
            throw new AssertionError("not expected to be called");
        }

        @Override
        public int inUse() {
            return 0;
        }
    }
}
