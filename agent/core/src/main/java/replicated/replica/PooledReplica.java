// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.dialect.ServerSample;
import replicated.log.Log;
import replicated.replica.Health.State;

/**
 * A replica with its pool and its watcher. Its health is judged from what the watcher sees and what requests meet; it
 * serves nobody before its server, its position and its pool have all been seen well. Thread-safe.
 */
final class PooledReplica implements Replica, SampleListener {

    private static final Duration WARM = Duration.ofSeconds(2);
    private static final Duration MAX_DRAIN = Duration.ofSeconds(30);
    /** A report may take its time; what is not back by then, nobody will give back. */
    private static final Duration LONGEST_USE = Duration.ofHours(1);
    /** Longer than most requests, which may hold no connection between two reads. */
    private static final Duration UNUSED = Duration.ofSeconds(2);

    private final String database;
    private final HealthEvaluator judge;
    private final PositionWaiters waiting;
    private static final long LOGIN_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReplicaSetThreads threads;

    /** Of the watcher's thread. */
    private long loginRetriedAt = System.nanoTime() - LOGIN_RETRY_NANOS;

    private final ProbeSelector probes;
    private final PhysicalConnections connections;
    private final ReplicaPool pool;
    private final EndpointConnections endpoint;
    private final Watcher watcher;

    /** Only for the watcher's thread. */
    private final LostByPrimary lost;

    private final ReplicaShare share;
    private final ErrorCounts errors = new ErrorCounts();
    private final StateClock clock = new StateClock();

    private volatile ReplicaSettings settings;

    /** Written under the lock of this; read by everybody. */
    private volatile Health health = new Health(State.UNKNOWN, null, null, "not asked yet");

    /** Written by the watcher, before the connections and the health are judged by it. */
    private volatile ConfirmedPosition sighting = new ConfirmedPosition("", null);

    /** Counts ejections, so that an answer to a question put before one does not undo it. */
    @GuardedBy("this")
    private int ejections;

    private final ReadmissionBackoff readmission = new ReadmissionBackoff();

    /** Only for the watcher's thread. */
    private int ejectionsWhenAsked;

    /** Only for the watcher's thread. */
    private final ReconnectSchedule looks = new ReconnectSchedule();

    @GuardedBy("this")
    private boolean retired;

    PooledReplica(
            String database,
            ReplicaSettings settings,
            DataSourceSettings all,
            PrimaryAccess access,
            HealthEvaluator judge,
            PositionWaiters waiting,
            ReplicaSetThreads threads,
            Duration patience,
            boolean fromTheStart) {
        this.database = database;
        this.settings = settings;
        this.share = new ReplicaShare(settings, all, fromTheStart);
        this.judge = judge;
        this.lost = judge.lostByPrimary();
        this.waiting = waiting;
        this.threads = threads;
        this.probes = new ProbeSelector("replica '" + settings.name() + "' of " + database, settings.url());
        ServerLogin login = ServerLogin.replica(database, access, settings);
        this.connections =
                new PhysicalConnections(settings.name(), login, access.initSql(), probes, threads, this::unusable);
        this.pool = new ReplicaPool(settings.name(), access, settings.pool(), connections, threads);
        this.endpoint = new EndpointConnections(pool);
        this.watcher = new Watcher(
                database + "-" + settings.name(),
                login.ofWatcher(access, settings),
                probes,
                this,
                threads,
                all.consistency().pollInterval(),
                patience);
    }

    void start() {
        watcher.start();
    }

    ReplicaSettings settings() {
        return settings;
    }

    /** Asks the server now. */
    void hurry() {
        watcher.wake();
    }

    /** Takes over a new weight, zone, password and what holds for all. Never a new server: that is another replica. */
    void reconfigure(ReplicaSettings now, DataSourceSettings all, PrimaryAccess access) {
        ReplicaSettings before = settings;
        share.update(now, all, System.nanoTime());
        settings = now;
        watcher.interval(all.consistency().pollInterval());
        if (!before.password().equals(now.password()) || !Objects.equals(before.passwordFile(), now.passwordFile())) {
            ServerLogin login = ServerLogin.replica(database, access, now);
            connections.login(login);
            watcher.login(login.ofWatcher(access, now));
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public int weight() {
        return share.weight();
    }

    @Override
    public int share() {
        return share.share();
    }

    @Override
    public boolean near() {
        return share.near();
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public void met(SQLException error) {
        errors.add(error);
    }

    @Override
    public Map<String, Long> errors() {
        return errors.all();
    }

    @Override
    public PoolUse poolUse() {
        return pool.use();
    }

    @Override
    public int inUse() {
        return pool.inUse();
    }

    @Override
    public Connection borrow(long timeoutMillis) throws SQLException {
        return borrow(timeoutMillis, null);
    }

    @Override
    public Connection borrow(long timeoutMillis, @Nullable Position required) throws SQLException {
        Health now = health;
        if (!serves(now.state())) {
            throw notNow("does not serve: " + now.why());
        }
        ConfirmedPosition before = sighting;
        if (!connections.servesSeveralHosts() && !before.shows(required)) {
            throw notNow("does not show yet what has to be seen");
        }
        Connection borrowed = lent(timeoutMillis);
        boolean known = !connections.servesSeveralHosts() && sighting.server().equals(before.server());
        return known ? borrowed : confirmOwnPosition(borrowed, timeoutMillis, required);
    }

    /** With a cause, unlike that of a pool which is merely lent out: another replica may do. */
    private SQLException notNow(String why) {
        String text = "replica '" + name() + "' " + why;
        return new SQLTransientConnectionException(text, new SQLException(text));
    }

    /** Where no connection can be opened at all, the next request must not lose its time to finding that out again. */
    private Connection lent(long timeoutMillis) throws SQLException {
        if (connections.loginRefused() && !pool.empty() && !pool.hasIdle()) {
            throw notNow("lets nobody log in, and all its connections are in use");
        }
        try {
            return pool.borrow(timeoutMillis);
        } catch (SQLException none) {
            if (none.getCause() instanceof SQLException && pool.empty()) {
                eject(HealthLog.failure(none));
            }
            throw none;
        }
    }

    /**
     * One URL, several servers: what the watcher knows is not true of the connection in hand, so it is asked itself.
     */
    private Connection confirmOwnPosition(Connection first, long timeoutMillis, @Nullable Position required)
            throws SQLException {
        Connection fit = endpoint.firstFit(first, timeoutMillis, physical -> shows(physical, required));
        if (fit == null) {
            throw notNow("leads to servers of which those tried do not show what has to be seen");
        }
        return fit;
    }

    private boolean shows(Connection physical, @Nullable Position required) throws SQLException {
        ConfirmedPosition watched = sighting;
        if (connections.leadsTo(watched.server(), physical)) {
            return serves(health.state()) && watched.shows(required);
        }
        ServerSample sample = connections.ask(physical);
        if (probes.pooled() && !connections.usable(sample.server())) {
            unusable(PoolerHealth.ANOTHER_SERVER);
            return false;
        }
        Health there = judge.judge(sample, probes.dialect(), probes.pooled());
        return there.state() == State.UP && new ConfirmedPosition(sample.server(), sample.position()).shows(required);
    }

    @Override
    public Connection driverOf(Connection borrowed) throws SQLException {
        return borrowed.unwrap(Connection.class);
    }

    @Override
    public void evict(Connection borrowed) {
        pool.evict(borrowed);
    }

    @Override
    public void failed(SQLException cause) {
        if (inService()
                && connections.isGone(cause)
                && eject(new Health(State.DOWN, null, null, HealthLog.text(cause)))) {
            pool.suspect();
            watcher.wake();
        }
    }

    @Override
    public void asking() {
        synchronized (this) {
            ejectionsWhenAsked = ejections;
        }
    }

    @Override
    public void onSample(ServerSample sample, long askedAt) {
        if (isRetired()) {
            return;
        }
        sighting = new ConfirmedPosition(sample.server(), sample.position());
        connections.watched(sample.server());
        Health verdict = judge.judge(sample, probes.dialect(), probes.pooled());
        if (probes.pooled()) {
            if (inService() && !connections.usable(sample.server())) {
                unusable(PoolerHealth.ANOTHER_SERVER);
                return;
            }
            verdict = PoolerHealth.noted(verdict);
        }
        if (serves(verdict.state())) {
            Health compared = lost.judge(sample, verdict, inService(), System.nanoTime());
            if (compared == null) {
                return;
            }
            verdict = compared;
        }
        if (serves(verdict.state()) && !serves(health.state())) {
            synchronized (this) {
                if (!readmission.allowed(askedAt)) {
                    return;
                }
            }
            try {
                if (connections.loginRefused()) {
                    connections.tryLogin();
                }
                if (probes.pooled() && !connections.oneServer()) {
                    postpone();
                    eject(PoolerHealth.SEVERAL);
                    return;
                }
                pool.warm(WARM);
            } catch (SQLException noConnection) {
                Health failure = HealthLog.failure(noConnection);
                if (failure.state() != State.LOGIN_FAILED) {
                    postpone();
                }
                publish(failure);
                return;
            }
        } else if (serves(verdict.state()) && connections.loginRefused()) {
            retryLogin();
        }
        if (verdict.isOfAnotherRole() && !health.isOfAnotherRole()) {
            pool.suspect();
        }
        publish(verdict);
    }

    /**
     * It serves with the connections it has: those who would need another are not to find out whether it may have one.
     */
    private void retryLogin() {
        long now = System.nanoTime();
        if (now - loginRetriedAt < LOGIN_RETRY_NANOS) {
            return;
        }
        loginRetriedAt = now;
        // What gives the credentials is the application's, and may take its time: the watcher has to go on.
        threads.errand(() -> {
            try {
                connections.tryLogin();
            } catch (SQLException stillRefused) {
                if (pool.empty()) {
                    eject(HealthLog.failure(stillRefused));
                }
            }
        });
    }

    /**
     * Behind a pooler, what a connection has shown takes the replica out of service until the watcher has looked again.
     */
    private void unusable(String why) {
        if (inService() && eject(new Health(State.UNKNOWN, null, null, why))) {
            pool.suspect();
            watcher.wake();
        }
    }

    /** It is tried again after longer and longer pauses. */
    private synchronized void postpone() {
        readmission.failed(System.nanoTime());
    }

    @Override
    public boolean pooled() {
        return probes.pooled();
    }

    @Override
    public boolean loginRefused() {
        return connections.loginRefused();
    }

    @Override
    public void onError(SQLException cause) {
        Health failure = HealthLog.failure(cause);
        // Where the server does not let us in, the connections that are open are as good as they were.
        if (eject(failure) && failure.state() == State.DOWN) {
            pool.suspect();
        }
    }

    @Override
    public void onTimeout(long afterMillis) {
        if (eject(new Health(State.DOWN, null, null, "no answer within " + afterMillis + " ms")) || isRetired()) {
            pool.cut();
        }
    }

    @Override
    public boolean hurried() {
        return waiting.anybody();
    }

    @Override
    public boolean elsewhere() {
        return looks.due(health.state(), connections.onlyStrangers());
    }

    @Override
    public boolean inService() {
        return serves(health.state());
    }

    /**
     * Takes the replica out of the set: nobody gets a connection any more, and those lent out are waited for. It is
     * watched until then, so that nobody waits for a server which has gone.
     *
     * @param done called when that is so, on a thread of the set
     */
    void retire(Runnable done) {
        leaveService();
        threads.errand(() -> closeOnceReturned(done));
    }

    private void closeOnceReturned(Runnable done) {
        pool.suspect();
        pool.awaitReturns(LONGEST_USE);
        watcher.close();
        pool.close();
        done.run();
    }

    /**
     * As {@link #retire}, but it stays well and watched until nobody has used it for a while: a scope that reads there
     * goes on.
     *
     * @param done called when that is so, on a thread of the set
     */
    void drain(Runnable done) {
        Log.info("replica '" + name() + "' of " + database + ": its name does not lead to it any more; it is drained");
        threads.errand(() -> {
            pool.awaitUnused(UNUSED, MAX_DRAIN, this::isRetired);
            leaveService();
            closeOnceReturned(done);
        });
    }

    private synchronized boolean isRetired() {
        return retired;
    }

    /** Closes at once what is open. Blocks for as long as that takes. */
    void close() {
        leaveService();
        watcher.close();
        pool.close();
    }

    private synchronized void leaveService() {
        retired = true;
        ejections++;
        health = new Health(State.DOWN, null, null, "no longer configured");
    }

    private static boolean serves(State state) {
        return state == State.UP || state == State.LAGGING;
    }

    /** Whether it was in service until now. */
    private boolean eject(Health down) {
        Health before;
        synchronized (this) {
            if (retired) {
                return false;
            }
            before = health;
            ejections++;
            health = down;
            if (serves(before.state())) {
                readmission.failed(System.nanoTime());
            }
        }
        HealthLog.change("replica '" + name() + "' of " + database, before, down, clock);
        return serves(before.state());
    }

    /** Makes a judgement known, unless a request has met an error since the question was put. */
    private void publish(Health now) {
        Health before;
        synchronized (this) {
            if (retired || ejections != ejectionsWhenAsked) {
                return;
            }
            before = health;
            share.seen(before.state(), now.state(), System.nanoTime());
            health = now;
        }
        HealthLog.change("replica '" + name() + "' of " + database, before, now, clock);
        waiting.published();
    }
}
