// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.context.WeakIdentity;
import replicated.dialect.Dialect;
import replicated.jdbc.Database;
import replicated.jdbc.PoolTrouble;
import replicated.replica.Credentials;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.route.Chooser;
import replicated.sql.VerdictRefiner;
import replicated.sql.catalogue.LiveCatalogue;

/**
 * A data source with replicas. Holds the data source weakly, but the application's driver strongly: {@link DataSources}
 * closes it when the application is done with its data source, and from then on it holds neither. Thread-safe.
 */
final class SourceDatabase implements Database {

    private final String name;
    private final String key;
    private final Reference<DataSource> source;
    private final ReplicaSet replicas;
    private final LiveCatalogue catalogue;
    private final Chooser chooser = new Chooser();

    /** The container's, not the application's. Null: nobody but the application begins a transaction. */
    private final @Nullable ManagedTransactions transactions;

    private final UncommittedWrites uncommitted;

    /**
     * What was being written when this was opened, in transactions of the container's perhaps. Null until somebody has
     * looked, empty once all of it has ended.
     */
    private volatile @Nullable Set<WeakIdentity> writtenBefore;

    /** Number of the latest connection taken outside of all requests. */
    private final AtomicLong lastTakenOutside = new AtomicLong();

    /** Null while it gives connections. Of failures at once any one's may be kept. */
    private volatile @Nullable PoolTrouble poolTrouble;

    /** Without the driver once closed. */
    private volatile PrimaryAccess access;

    SourceDatabase(
            String name,
            String key,
            DataSource source,
            PrimaryAccess access,
            ReplicaSet replicas,
            LiveCatalogue catalogue,
            @Nullable ManagedTransactions transactions,
            UncommittedWrites uncommitted) {
        this.name = name;
        this.key = key;
        this.source = new WeakReference<>(source);
        this.access = access;
        this.replicas = replicas;
        this.catalogue = catalogue;
        this.transactions = transactions;
        this.uncommitted = uncommitted;
        this.writtenBefore = transactions == null ? Set.of() : null;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Dialect dialect() {
        return replicas.dialect();
    }

    @Override
    public PrimaryAccess access() {
        return access;
    }

    @Override
    public ReplicaSet replicas() {
        return replicas;
    }

    @Override
    public VerdictRefiner judge() {
        return catalogue.judge();
    }

    LiveCatalogue catalogue() {
        return catalogue;
    }

    @Override
    public Chooser chooser() {
        return chooser;
    }

    @Override
    public boolean isManaged() {
        return transactions != null;
    }

    @Override
    public @Nullable Object managedTransaction() {
        return transactions == null ? null : transactions.current();
    }

    /** Asked of a transaction that is running, and only a manager can tell of one. */
    @Override
    @SuppressWarnings("NullAway")
    public boolean mayReadOutside(Object transaction) {
        return !mayHaveWrittenBefore() && transactions.mayReadOutside(transaction, key);
    }

    /** It can be found from now on: who has written before and did not find it is among those that are known by now. */
    void opened() {
        if (transactions != null) {
            writtenBefore = uncommitted.all();
        }
    }

    /** Whether any transaction may have written here when nobody could tell which one it was. */
    private boolean mayHaveWrittenBefore() {
        Set<WeakIdentity> before = writtenBefore;
        if (before == null) {
            return true;
        }
        if (before.isEmpty()) {
            return false;
        }
        if (uncommitted.isAnyLeft(before)) {
            return true;
        }
        writtenBefore = Set.of();
        return false;
    }

    @Override
    public void joined(Object transaction) {
        ManagedTransactions.joined(transaction, key);
    }

    /**
     * If the calling thread is in a transaction of the container's, that may have written, and reads from the primary
     * from now on.
     */
    void joinWhatIsRunning() {
        Object running = managedTransaction();
        if (running != null) {
            joined(running);
        }
    }

    @Override
    public @Nullable PoolTrouble poolTrouble() {
        return poolTrouble;
    }

    @Override
    public Connection primary() throws SQLException {
        return primary(RoutingContext.current());
    }

    @Override
    public Connection primary(RoutingContext thread) throws SQLException {
        DataSource called = source.get();
        if (called == null) {
            return withoutSource();
        }
        thread.suppress();
        try {
            Connection given = called.getConnection();
            if (poolTrouble != null) {
                poolTrouble = null;
            }
            return given;
        } catch (SQLException none) {
            poolTrouble = PoolTrouble.after(poolTrouble, none, System.currentTimeMillis());
            throw none;
        } finally {
            thread.resume();
        }
    }

    /**
     * An application may make a data source, ask it once and drop it while it keeps the connection. A data source that
     * keeps no connections gives what its driver gives.
     */
    private Connection withoutSource() throws SQLException {
        PrimaryAccess known = access;
        Connection connection = null;
        if (known.driver() != null) {
            Properties properties = new Properties();
            properties.putAll(known.driverProperties());
            Credentials latest = known.credentials().now();
            if (latest.username() != null) {
                properties.setProperty("user", latest.username());
            }
            if (latest.password().present()) {
                properties.setProperty("password", latest.password().value());
            }
            connection = known.driver().connect(known.url(), properties);
        }
        if (connection == null) {
            throw new SQLTransientConnectionException(
                    "the data source " + name + " is gone: the application has let go of it", "08003");
        }
        return connection;
    }

    void takenOutside(long number) {
        lastTakenOutside.accumulateAndGet(number, Math::max);
    }

    long lastTakenOutside() {
        return lastTakenOutside.get();
    }

    void close() {
        replicas.close();
        access = access.withoutDriver();
    }

    @Override
    public String toString() {
        return name;
    }
}
