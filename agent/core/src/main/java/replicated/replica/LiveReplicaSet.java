// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.Consistency;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialect;
import replicated.log.Faults;
import replicated.replica.Health.State;

/** The replica set of a running application. Thread-safe; changes are made one at a time. */
final class LiveReplicaSet implements ReplicaSet {

    /** A question that the primary has not answered by then is given up with its connection. */
    private static final Duration ERRAND_LIMIT = Duration.ofSeconds(60);

    private final String database;
    private final PrimaryState primary;
    private final ProbeSelector probes;
    private final HealthEvaluator judge;
    private final PositionWaiters waiting = new PositionWaiters();
    private final ReplicaSetThreads threads;
    private final Duration patience;
    private final DiscoveryLoop discovery;

    /** Those that have left the set, until nobody uses them. */
    private final Set<PooledReplica> draining = ConcurrentHashMap.newKeySet();

    /** Null once closed, so that a set somebody still holds does not hold the application's driver. */
    @GuardedBy("this")
    private @Nullable PrimaryAccess access;

    /** Null once closed. */
    private volatile @Nullable ServerLogin primaryLogin;

    /** Null once closed. */
    private volatile @Nullable Watcher primaryWatcher;

    /** What is in force: both change together. */
    private record Current(DataSourceSettings settings, List<PooledReplica> pooled, List<Replica> replicas) {}

    private volatile Current current;

    /** Whether it has ever had replicas. */
    @GuardedBy("this")
    private boolean begun;

    LiveReplicaSet(
            String database,
            PrimaryAccess access,
            DataSourceSettings settings,
            Duration replicaTimeout,
            Resolver resolver,
            Duration lookupInterval) {
        check(settings);
        this.database = database;
        this.access = access;
        this.threads = new ReplicaSetThreads(database);
        this.patience = patience(replicaTimeout);
        this.discovery = new DiscoveryLoop(database, resolver, lookupInterval, this::lookedUp);
        this.probes = ProbeSelector.ofThePrimary(database, access.url());
        this.primary = new PrimaryState(database, probes);
        this.judge = new HealthEvaluator(primary, settings.consistency().maxLag());
        ServerLogin login = ServerLogin.primary(database, access);
        this.primaryLogin = login;
        this.primaryWatcher = new Watcher(
                database + "-primary",
                login,
                probes,
                primary,
                threads,
                settings.consistency().pollInterval(),
                patience);
        this.current = new Current(settings, List.of(), List.of());
    }

    /** Half of what a request may lose: the other half is for going elsewhere. */
    private static Duration patience(Duration replicaTimeout) {
        Duration half = replicaTimeout.dividedBy(2);
        return half.toMillis() < ReplicaPool.VALIDATION_MILLIS
                ? Duration.ofMillis(ReplicaPool.VALIDATION_MILLIS)
                : half;
    }

    private static void check(DataSourceSettings settings) {
        for (ReplicaSettings replica : settings.replicas()) {
            PoolSettings.check(replica.name(), replica.pool());
        }
    }

    void start() {
        Watcher watcher = primaryWatcher;
        if (watcher != null) {
            watcher.start();
        }
        update(current.settings());
    }

    @Override
    public List<Replica> replicas() {
        return current.replicas();
    }

    @Override
    public DataSourceSettings settings() {
        return current.settings();
    }

    @Override
    public Dialect dialect() {
        return primary.dialect();
    }

    @Override
    public @Nullable Position primaryPosition() {
        return primary.history().latest();
    }

    @Override
    public Health primaryHealth() {
        return primary.health();
    }

    @Override
    public CompletionStage<Position> capture() {
        Watcher watcher = primaryWatcher;
        if (watcher == null) {
            return CompletableFuture.failedStage(
                    new SQLTransientConnectionException("the data source " + database + " is closed", "08003"));
        }
        CompletionStage<Position> captured = primary.capture();
        // Whoever writes must not make the watcher ask the application for credentials with each request.
        if (primary.health().state() != State.LOGIN_FAILED) {
            watcher.wake();
        }
        return captured;
    }

    @Override
    public boolean primaryLoginRefused() {
        ServerLogin login = primaryLogin;
        return login != null && login.isRefused();
    }

    @Override
    public Replica await(Position required, long timeoutMillis) throws InterruptedException {
        return waiting.until(() -> reached(required), timeoutMillis, this::hurry);
    }

    private @Nullable Replica reached(Position required) {
        for (Replica replica : current.replicas()) {
            Health health = replica.health();
            if (health.state() == State.UP
                    && replica.weight() > 0
                    && health.position() != null
                    && health.position().covers(required) == Position.Reached.YES) {
                return replica;
            }
        }
        return null;
    }

    private void hurry() {
        for (PooledReplica replica : current.pooled()) {
            replica.hurry();
        }
    }

    @Override
    public void askPrimary(PrimaryQuery errand, Duration delay) {
        Future<?> unused = threads.later(() -> threads.errand(() -> ask(errand)), delay);
    }

    private void ask(PrimaryQuery errand) {
        ServerLogin login = primaryLogin;
        if (login == null) {
            return;
        }
        try (Connection connection = login.connect(threads.errands(), probes)) {
            Future<?> limit = threads.later(() -> threads.errand(() -> ConnectionKiller.now(connection)), ERRAND_LIMIT);
            try {
                errand.run(connection);
            } finally {
                if (limit != null) {
                    limit.cancel(false);
                }
            }
        } catch (SQLException why) {
            errand.failed(why);
        } catch (LinkageError gone) {
            // The application has been stopped, and its class loader gives out nothing more.
            errand.failed(new SQLException("the driver lacks a class: " + gone, gone));
        } catch (RuntimeException fault) {
            Faults.caught("primary-errand", fault);
            errand.failed(new SQLException("the driver failed: " + fault, fault));
        }
    }

    @Override
    public synchronized void update(DataSourceSettings settings) {
        PrimaryAccess reached = access;
        Watcher watcher = primaryWatcher;
        if (reached == null || watcher == null) {
            return;
        }
        check(settings);
        Consistency consistency = settings.consistency();
        judge.maxLag(consistency.maxLag());
        watcher.interval(consistency.pollInterval());
        discovery.watch(settings.replicas());
        for (PooledReplica leaving : apply(reached, settings)) {
            draining.add(leaving);
            leaving.retire(() -> draining.remove(leaving));
        }
    }

    /**
     * Those whose names do not stand for them any more are well as far as anybody knows: whoever reads there may go on.
     */
    private synchronized void lookedUp() {
        PrimaryAccess reached = access;
        if (reached == null) {
            return;
        }
        for (PooledReplica leaving : apply(reached, current.settings())) {
            draining.add(leaving);
            leaving.drain(() -> draining.remove(leaving));
        }
    }

    /** Makes the replicas those that the settings stand for now; returns the ones that are so no longer. */
    @GuardedBy("this")
    private List<PooledReplica> apply(PrimaryAccess reached, DataSourceSettings settings) {
        List<PooledReplica> leaving = new ArrayList<>(current.pooled());
        List<PooledReplica> coming = new ArrayList<>();
        List<PooledReplica> now = new ArrayList<>();
        boolean first = !begun;
        for (ReplicaSettings wanted : discovery.members(settings.replicas())) {
            PooledReplica known = take(leaving, wanted);
            if (known == null) {
                known = new PooledReplica(
                        database, wanted, settings, reached, judge, waiting, threads, patience, first);
                coming.add(known);
            } else {
                known.reconfigure(wanted, settings, reached);
            }
            now.add(known);
        }
        begun |= !now.isEmpty();
        current = new Current(settings, List.copyOf(now), List.copyOf(now));
        coming.forEach(PooledReplica::start);
        return leaving;
    }

    /** Finds and removes the replica that goes on under new settings; a password alone does not make it another one. */
    private static @Nullable PooledReplica take(List<PooledReplica> known, ReplicaSettings wanted) {
        for (PooledReplica one : known) {
            ReplicaSettings has = one.settings();
            if (has.url().equals(wanted.url())
                    && has.name().equals(wanted.name())
                    && Objects.equals(has.username(), wanted.username())
                    && has.driverProperties().equals(wanted.driverProperties())
                    && has.pool().equals(wanted.pool())) {
                known.remove(one);
                return one;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        Watcher watcher = primaryWatcher;
        if (watcher == null) {
            return;
        }
        access = null;
        primaryLogin = null;
        watcher.close();
        primaryWatcher = null;
        discovery.close();
        List<PooledReplica> leaving = new ArrayList<>(current.pooled());
        leaving.addAll(draining);
        current = new Current(current.settings(), List.of(), List.of());
        threads.errand(() -> {
            leaving.forEach(PooledReplica::close);
            threads.close();
        });
    }
}
