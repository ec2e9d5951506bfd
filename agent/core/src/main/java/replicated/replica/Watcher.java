// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import replicated.dialect.ServerSample;
import replicated.log.Faults;

/**
 * Asks one server again and again for its role and position, over one connection of its own and on one thread of its
 * own, so that a server which hangs holds up nobody else. Intervals are jittered, back off while the server is gone,
 * and shrink while someone waits. {@link #wake} and {@link #close} are for any thread; all else happens on the
 * watcher's.
 */
final class Watcher implements AutoCloseable {

    private static final long HURRIED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(2);
    /** Logging in takes several round trips and, with TLS, some work. */
    private static final Duration LOGIN = Duration.ofSeconds(4);

    private final ServerLogin login;
    private final ProbeSelector probes;
    private final SampleListener watched;
    private final ReplicaSetThreads threads;
    private final Duration patience;
    private final Thread thread;
    private final QueryWatchdog alarm;

    private volatile long intervalNanos;
    private volatile @Nullable ServerLogin otherLogin;
    private volatile boolean closed;
    private volatile boolean woken;

    /** Written by the watcher's thread; read by the timer's to break it. */
    private volatile @Nullable Connection connection;

    /** Whether the present connection was made for a pooler. */
    private boolean forPooler;

    /** What was told last when everything was asked, over the present connection; null: nothing yet. */
    private @Nullable ServerSample told;

    /** When that was asked, by {@link System#nanoTime}. */
    private long toldAt;

    /**
     * Makes a watcher; {@link #start} sets it going.
     *
     * @param name of the server, for the thread
     * @param interval between two questions
     * @param patience how long a server in use may take to answer
     */
    Watcher(
            String name,
            ServerLogin login,
            ProbeSelector probes,
            SampleListener watched,
            ReplicaSetThreads threads,
            Duration interval,
            Duration patience) {
        this.login = login;
        this.probes = probes;
        this.watched = watched;
        this.threads = threads;
        this.patience = patience;
        this.alarm = new QueryWatchdog(threads);
        this.intervalNanos = interval.toNanos();
        this.thread = new DaemonThreads("watch-" + name).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** Puts the next question at once. Does not block. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    void interval(Duration interval) {
        intervalNanos = interval.toNanos();
    }

    /** The next login uses other credentials. */
    void login(ServerLogin other) {
        otherLogin = other;
        wake();
    }

    /** Ends the thread and the connection. Does not block. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Connection open = connection;
        if (open != null) {
            threads.errand(() -> ConnectionKiller.now(open));
        }
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                failures = ask() ? 0 : failures + 1;
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("watcher", fault);
                failures++;
            }
            pause(failures);
        }
        drop();
    }

    private boolean ask() {
        woken = false;
        if (watched.elsewhere()) {
            drop();
        }
        watched.asking();
        Duration limit = watched.inService() ? patience : LOGIN;
        // Whoever sets it first, this thread or the timer's, speaks for the question.
        AtomicBoolean settled = new AtomicBoolean();
        alarm.begin(limit, () -> giveUp(settled, limit));
        long askedAt = System.nanoTime();
        ServerSample sample = null;
        SQLException failure = null;
        try {
            sample = sample(settled);
        } catch (SQLException cause) {
            failure = cause;
        } catch (LinkageError gone) {
            // The application has been stopped, and its class loader gives out nothing more.
            failure = new SQLException("the driver lacks a class: " + gone, gone);
        } catch (RuntimeException fault) {
            Faults.caught("watcher", fault);
            failure = new SQLException("the driver failed: " + fault, fault);
        } finally {
            alarm.end();
        }
        boolean inTime = settled.compareAndSet(false, true);
        if (failure != null || !inTime) {
            drop();
        }
        if (closed || !inTime) {
            return false;
        }
        if (sample != null) {
            watched.onSample(sample, askedAt);
            return true;
        }
        if (failure != null) {
            watched.onError(failure);
        }
        return false;
    }

    /**
     * A session may be ended on its own (an administrator, an idle limit): only if a new one fails too is the server
     * lost.
     */
    private ServerSample sample(AtomicBoolean settled) throws SQLException {
        if (probes.pooled() && !forPooler) {
            drop();
        }
        Connection open = connection;
        if (open != null) {
            try {
                return answer(open);
            } catch (SQLException sessionLost) {
                drop();
                if (settled.get() || closed) {
                    throw sessionLost;
                }
            }
        }
        forPooler = probes.pooled();
        ServerLogin other = otherLogin;
        open = (other != null ? other : login).connect(threads.errands(), probes);
        connection = open;
        if (closed) {
            drop();
            throw new SQLException("closed");
        }
        return answer(open);
    }

    /**
     * Everything once in each interval; in between, where somebody cannot wait for that, only what may have changed.
     */
    private ServerSample answer(Connection open) throws SQLException {
        long now = System.nanoTime();
        if (told != null && now - toldAt < intervalNanos) {
            return probes.sampleAgain(open, told);
        }
        ServerSample before = told;
        told = probes.sample(open);
        toldAt = now;
        if (before != null && before.session() != told.session()) {
            probes.sessionChanged(open, told);
        }
        return told;
    }

    private void giveUp(AtomicBoolean settled, Duration limit) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        Connection open = connection;
        if (open != null) {
            threads.errand(() -> ConnectionKiller.now(open));
        }
        watched.onTimeout(limit.toMillis());
    }

    private void pause(int failures) {
        long nanos = intervalNanos;
        if (failures > 0) {
            nanos = Math.max(nanos, Math.min(MAX_PAUSE, nanos << Math.min(failures, 10)));
        } else if (watched.hurried()) {
            nanos = Math.min(nanos, HURRIED_NANOS);
        }
        long end = System.nanoTime()
                + nanos
                - nanos / 5
                + ThreadLocalRandom.current().nextLong(nanos / 5 * 2 + 1);
        long left = end - System.nanoTime();
        while (left > 0 && !woken && !closed) {
            LockSupport.parkNanos(this, left);
            left = end - System.nanoTime();
        }
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        told = null;
        if (open != null) {
            ConnectionKiller.closeQuietly(open);
        }
    }
}
