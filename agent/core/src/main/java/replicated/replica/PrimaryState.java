// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import replicated.bookmark.Position;
import replicated.dialect.Dialect;
import replicated.dialect.ServerSample;
import replicated.log.Level;
import replicated.log.Log;
import replicated.replica.Health.State;

/**
 * What is known of the primary: where it is and was, and who asks. Written by the primary's watcher, read by all.
 * Thread-safe.
 */
final class PrimaryState implements SampleListener {

    private final String database;
    private final ProbeSelector probes;
    private final PositionCapture capture = new PositionCapture();
    private final PrimaryHistory history = new PrimaryHistory();

    private final StateClock clock = new StateClock();

    private volatile Health health = new Health(State.UNKNOWN, null, null, "not asked yet");

    /** Name of the database on the primary; empty while unknown. */
    private volatile String catalog = "";

    /** Identity of the server that last answered as the primary; empty while unknown. */
    private volatile String server = "";

    /** Whether it has answered at least once. */
    private volatile boolean asked;

    /** When what it answered last was asked, by {@link System#nanoTime}; 0 before the first. Written by the watcher. */
    private volatile long answeredAt;

    PrimaryState(String database, ProbeSelector probes) {
        this.database = database;
        this.probes = probes;
    }

    /** What kind of server it is: as the URL has it, until it is {@link #asked}. */
    Dialect dialect() {
        return probes.dialect();
    }

    Health health() {
        return health;
    }

    boolean asked() {
        return asked;
    }

    /**
     * Whether it goes on without us: it is there and takes writes, and for a while has not told where it is.
     *
     * @param longest how long that may be
     */
    boolean isUnseenFor(Duration longest) {
        return health.state() == State.LOGIN_FAILED && System.nanoTime() - answeredAt > longest.toNanos();
    }

    String catalog() {
        return catalog;
    }

    String server() {
        return server;
    }

    PrimaryHistory history() {
        return history;
    }

    /** The next answer to a question not yet put. The caller wakes the watcher. */
    CompletionStage<Position> capture() {
        return capture.request();
    }

    @Override
    public void asking() {
        capture.asking();
    }

    @Override
    public void onSample(ServerSample sample, long askedAt) {
        if (sample.role() == ServerSample.Role.REPLICA) {
            become(new Health(
                    State.WRONG_ROLE, null, null, "it is read-only: a standby, or a primary that was fenced"));
            capture.failed(new SQLTransientConnectionException(
                    "the primary of " + database + " has become read-only", "25006"));
            return;
        }
        Position position = sample.position();
        if (position != null) {
            history.add(position, askedAt);
        }
        catalog = sample.database();
        answeredAt = askedAt;
        server = sample.server();
        asked = true;
        Health well =
                new Health(State.UP, position, null, position == null ? "it tells no position: time windows only" : "");
        become(probes.pooled() ? PoolerHealth.noted(well) : well);
        capture.answered(position);
    }

    @Override
    public void onError(SQLException cause) {
        Health failure = HealthLog.failure(cause);
        become(new Health(failure.state(), health.position(), null, failure.why()));
        if (failure.state() == State.LOGIN_FAILED) {
            capture.refused(cause);
        } else {
            capture.failed(cause);
        }
    }

    @Override
    public void onTimeout(long afterMillis) {
        become(new Health(State.DOWN, health.position(), null, "no answer within " + afterMillis + " ms"));
        capture.stuck(afterMillis);
    }

    @Override
    public boolean hurried() {
        return false;
    }

    /** After a failover the application's URL leads to the new primary, and this connection to the old one. */
    @Override
    public boolean elsewhere() {
        return health.state() == State.WRONG_ROLE;
    }

    @Override
    public boolean inService() {
        return health.state() == State.UP;
    }

    private void become(Health now) {
        State before = health.state();
        health = now;
        if (before == now.state()) {
            return;
        }
        String lasted = clock.changed(before);
        switch (now.state()) {
            case UP -> tell(Level.INFO, now, "answers" + (now.why().isEmpty() ? "" : "; " + now.why()) + lasted);
            case WRONG_ROLE ->
                tell(
                        Level.ERROR,
                        now,
                        "takes no writes any more: " + now.why()
                                + "; if it was replaced, point the application's URL at the new one");
            // Of a login that fails somebody else has told.
            case LOGIN_FAILED -> tell(Level.INFO, now, "is watched no more");
            default -> tell(Level.WARN, now, "cannot be asked for its position: " + now.why() + lasted);
        }
    }

    private void tell(Level level, Health now, String what) {
        Log.event(level, HealthLog.kind(now.state()), "the primary of " + database + " " + what);
    }
}
