// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import replicated.log.EventKind;
import replicated.log.Level;
import replicated.log.Log;

/**
 * How often one server is asked again to let us in that has refused: after a pause that doubles, so that neither its
 * log fills with failed logins nor a limit of failed logins locks the user out. Other credentials are tried at once.
 * Everything that logs in to the server as we do shares one of these. Thread-safe.
 */
final class LoginBackoff {

    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(30);

    /** Tokens are others each time they are asked for: then it is no news that they have changed. */
    private static final int MAX_CHANGES = 3;

    private final String server;
    private final LongSupplier clock;

    /** What was said when a login was refused that nobody has repeated with success; null: none was. */
    private volatile @Nullable SQLException refusal;

    @GuardedBy("this")
    private @Nullable Credentials refused;

    @GuardedBy("this")
    private long pause;

    @GuardedBy("this")
    private long notBefore;

    @GuardedBy("this")
    private int changes;

    /** @param server who it is, for the log */
    LoginBackoff(String server) {
        this(server, System::nanoTime);
    }

    LoginBackoff(String server, LongSupplier clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * Whether the last login was refused. Costs one volatile read.
     *
     * @return {@code false} also before the first
     */
    boolean isRefused() {
        return refusal != null;
    }

    /**
     * To be called before each login.
     *
     * @param credentials that will be used
     * @throws LoginRefusedException if the server is not to be asked yet
     */
    void admit(Credentials credentials) throws LoginRefusedException {
        SQLException said = refusal;
        if (said != null && !mayTry(credentials)) {
            throw new LoginRefusedException(said);
        }
    }

    /** Whoever may try pushes the next try away: others would only be refused as well. */
    private synchronized boolean mayTry(Credentials credentials) {
        long now = clock.getAsLong();
        if (!credentials.equals(refused) && changes < MAX_CHANGES) {
            changes++;
            refused = credentials;
            pause = 0;
        } else if (now - notBefore < 0) {
            return false;
        }
        notBefore = now + Math.max(pause, FIRST);
        return true;
    }

    /**
     * A login was refused.
     *
     * @param credentials that were used
     * @param said by the server or its driver
     * @return to be thrown
     */
    LoginRefusedException refused(Credentials credentials, SQLException said) {
        boolean first;
        synchronized (this) {
            first = refusal == null;
            refusal = said;
            refused = credentials;
            pause = pause == 0 ? FIRST : Math.min(2 * pause, MAX_PAUSE);
            notBefore = clock.getAsLong() + pause;
        }
        LoginRefusedException thrown = new LoginRefusedException(said);
        if (first) {
            Log.event(
                    Level.WARN,
                    EventKind.LOGIN_FAILED,
                    server + " cannot be logged in to: " + HealthLog.line(said)
                            + "; it is asked again after 1 s to 30 s, and at once when the credentials are others");
        }
        return thrown;
    }

    /** A login went well. */
    void succeeded() {
        if (refusal == null) {
            return;
        }
        synchronized (this) {
            if (refusal == null) {
                return;
            }
            refusal = null;
            refused = null;
            pause = 0;
            changes = 0;
        }
        Log.info(server + " lets us in again");
    }
}
