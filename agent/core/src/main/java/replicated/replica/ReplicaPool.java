// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * The connections of one replica: HikariCP over the application's own driver. Built by the watcher, off the request's
 * path, when the replica is first seen well; shrinks to nothing when idle. Thread-safe.
 */
final class ReplicaPool {

    /** HikariCP's floor; it bounds the liveness check of a connection that was idle for half a second or more. */
    static final long VALIDATION_MILLIS = 250;

    private final String name;
    private final PrimaryAccess access;
    private final PhysicalConnections connections;
    private final Map<String, String> settings;
    private final ReplicaSetThreads threads;

    /** Set by the watcher's thread. */
    private volatile @Nullable HikariPool pool;

    /** Set before the pool. */
    private volatile int maximum;

    /** How long a reader waits for a pool of which another has waited in vain, and nobody has got anything since. */
    private static final long BRIEFLY_MILLIS = 20;

    private final LongAdder timedOut = new LongAdder();

    /** Whether somebody has waited in vain, and nobody has got a connection since. */
    private volatile boolean exhausted;

    /** Whether it sets connections read-only. Only for the watcher's thread. */
    private boolean readOnly;

    /** A pool that is closed is never built. */
    @GuardedBy("this")
    private boolean closed;

    ReplicaPool(
            String name,
            PrimaryAccess access,
            Map<String, String> settings,
            PhysicalConnections connections,
            ReplicaSetThreads threads) {
        this.name = name;
        this.access = access;
        this.settings = settings;
        this.connections = connections;
        this.threads = threads;
    }

    /**
     * Makes sure that connections can be had: builds the pool, and opens a connection if it has none. Blocks; only for
     * the watcher.
     *
     * @param timeout the longest wait
     * @throws SQLException if none could be opened
     */
    void warm(Duration timeout) throws SQLException {
        HikariPool ready = pool;
        if (ready != null && readOnly != connections.readOnly()) {
            discard(ready);
            ready = null;
        }
        if (ready == null) {
            synchronized (this) {
                if (closed) {
                    throw new SQLTransientConnectionException("replica '" + name + "' is no longer configured");
                }
                HikariConfig config = configuration();
                config.validate();
                maximum = config.getMaximumPoolSize();
                ready = new HikariPool(config);
                pool = ready;
            }
        }
        ready.getConnection(timeout.toMillis()).close();
    }

    /**
     * It was made for sessions of our own, and a pooler has come between: what the pool sets would be left to others.
     */
    private void discard(HikariPool unfit) {
        pool = null;
        threads.errand(() -> shutDown(unfit));
    }

    private static void shutDown(HikariPool one) {
        try {
            one.shutdown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes a connection. Where connections do not come back, because the application has lost them or the server
     * gives no more, only the first who asks waits for that long: the primary serves the others.
     *
     * @param timeoutMillis the longest wait; up to {@link #VALIDATION_MILLIS} of it are kept for the liveness check
     * @return the pool's connection
     * @throws SQLException if there is none in time
     */
    Connection borrow(long timeoutMillis) throws SQLException {
        HikariPool ready = pool;
        if (ready == null) {
            throw new SQLTransientConnectionException("replica '" + name + "' has no connections yet");
        }
        long wait = Math.max(timeoutMillis - VALIDATION_MILLIS, timeoutMillis / 2);
        try {
            Connection lent = ready.getConnection(exhausted ? Math.min(wait, BRIEFLY_MILLIS) : wait);
            if (exhausted) {
                exhausted = false;
            }
            return lent;
        } catch (SQLTransientConnectionException late) {
            timedOut.increment();
            // Of one that cannot log in nobody waits for more, and it recovers with the password.
            if (wait > BRIEFLY_MILLIS && !connections.loginRefused()) {
                exhausted = true;
            }
            throw late;
        }
    }

    /** Returns a connection that nothing was done with. */
    void giveBack(Connection borrowed) {
        try {
            borrowed.close();
        } catch (SQLException broken) {
            evict(borrowed);
        }
    }

    /**
     * Breaks the physical connection behind a borrowed one, and takes it out of the pool. The borrowed one is not
     * closed: that would reset the session it has lost.
     */
    void evict(Connection borrowed) {
        HikariPool ready = pool;
        if (ready == null) {
            return;
        }
        try {
            if (borrowed.isClosed()) {
                ready.evictConnection(borrowed);
                return;
            }
            Connection physical = borrowed.unwrap(Connection.class);
            ready.evictConnection(borrowed);
            threads.errand(() -> connections.abort(physical));
        } catch (SQLException alreadyClosed) {
            // A closed connection is back in the pool or gone; either way it is not in the caller's hands any more.
        } catch (RuntimeException fault) {
            Faults.caught("replica-evict", fault);
        }
    }

    /** Whatever is open now is replaced: idle connections at once, lent ones when they come back. Does not block. */
    void suspect() {
        HikariPool ready = pool;
        if (ready != null) {
            threads.errand(ready::softEvictConnections);
        }
    }

    /** Breaks every connection, so that whoever waits for an answer on one gets an error now. Does not block. */
    void cut() {
        connections.abortAll();
        suspect();
    }

    /** Whether there is nothing to wait for: not one connection is open, lent or idle. */
    boolean empty() {
        HikariPool ready = pool;
        return ready == null || ready.getTotalConnections() == 0;
    }

    /** Whether somebody can have a connection without that a new one is made. */
    boolean hasIdle() {
        HikariPool ready = pool;
        return ready != null && ready.getIdleConnections() > 0;
    }

    PoolUse use() {
        HikariPool ready = pool;
        return ready == null
                ? PoolUse.NONE
                : new PoolUse(
                        ready.getActiveConnections(),
                        ready.getIdleConnections(),
                        maximum,
                        ready.getThreadsAwaitingConnection(),
                        timedOut.sum());
    }

    int inUse() {
        HikariPool ready = pool;
        return ready == null ? 0 : ready.getActiveConnections();
    }

    /** Waits until all that is lent out has come back. Blocks for that long at most. */
    void awaitReturns(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (inUse() > 0 && end - System.nanoTime() > 0) {
            // HikariCP does not tell when a connection comes back.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /**
     * Waits until nothing has been lent out for a while. Blocks for the longest at most.
     *
     * @param quiet for how long nothing was seen to be lent out
     * @param enough ends the wait at once
     */
    void awaitUnused(Duration quiet, Duration longest, BooleanSupplier enough) {
        long begin = System.nanoTime();
        long lastInUse = begin;
        long now = begin;
        while (!enough.getAsBoolean() && now - lastInUse < quiet.toNanos() && now - begin < longest.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            now = System.nanoTime();
            if (inUse() > 0) {
                lastInUse = now;
            }
        }
    }

    /** Closes all connections. Blocks for some seconds if a server does not answer. */
    void close() {
        HikariPool ready;
        synchronized (this) {
            closed = true;
            ready = pool;
        }
        if (ready == null) {
            return;
        }
        shutDown(ready);
        connections.abortAll();
    }

    private HikariConfig configuration() {
        HikariConfig config = new HikariConfig();
        forgetConfigurationFile(config);
        config.setPoolName("replicated-" + name);
        config.setMaximumPoolSize(access.maximumPoolSize());
        // With idle connections to keep up, HikariCP would go on calling at a dead server, and be asleep when it is
        // back.
        config.setMinimumIdle(0);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
        config.setValidationTimeout(VALIDATION_MILLIS);
        config.setAutoCommit(access.autoCommit());
        // Otherwise a liveness check would leave a transaction open, and with it possibly an old snapshot.
        config.setIsolateInternalQueries(!access.autoCommit());
        readOnly = connections.readOnly();
        config.setReadOnly(readOnly);
        config.setSchema(access.schema());
        config.setCatalog(access.catalog());
        config.setTransactionIsolation(isolation(access.isolation()));
        PoolSettings.apply(name, settings, config);

        config.setDataSource(connections);
        config.setInitializationFailTimeout(-1);
        config.setRegisterMbeans(false);
        config.setThreadFactory(new DaemonThreads("pool-" + name));
        config.setScheduledExecutor(threads.poolChores());
        config.setExceptionOverride(new KeepUnlessBroken(connections));
        return config;
    }

    /**
     * Every {@link HikariConfig} reads the file that the system property {@code hikaricp.configurationFile} names: it
     * is the application's own and says nothing about replicas. What it may have set and we do not set goes back to
     * HikariCP's default.
     */
    private static void forgetConfigurationFile(HikariConfig config) {
        config.setAllowPoolSuspension(false);
        config.setConnectionInitSql(null);
        config.setConnectionTestQuery(null);
        config.setDataSourceClassName(null);
        config.setUsername(null);
        config.setPassword(null);
        config.setIdleTimeout(TimeUnit.MINUTES.toMillis(10));
        config.setMaxLifetime(TimeUnit.MINUTES.toMillis(30));
        config.setKeepaliveTime(TimeUnit.MINUTES.toMillis(2));
        config.setLeakDetectionThreshold(0);
    }

    /** Standbys refuse SERIALIZABLE; whoever asks for it is served by the primary anyway. */
    private static @Nullable String isolation(int level) {
        return switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "TRANSACTION_READ_UNCOMMITTED";
            case Connection.TRANSACTION_READ_COMMITTED -> "TRANSACTION_READ_COMMITTED";
            case Connection.TRANSACTION_REPEATABLE_READ -> "TRANSACTION_REPEATABLE_READ";
            default -> null;
        };
    }

    /** HikariCP throws a connection away at 0A000, which a standby answers to many a statement that it cannot run. */
    private static final class KeepUnlessBroken implements SQLExceptionOverride {

        private final PhysicalConnections connections;

        KeepUnlessBroken(PhysicalConnections connections) {
            this.connections = connections;
        }

        @java.lang.Override
        public Override adjudicate(SQLException error) {
            return connections.isGone(error) ? Override.MUST_EVICT : Override.DO_NOT_EVICT;
        }
    }
}
