// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.SQLException;
import replicated.log.EventKind;
import replicated.log.Level;
import replicated.log.Log;

/** Texts for people. Stateless. */
final class HealthLog {

    private HealthLog() {}

    /**
     * One line for a server's or driver's error. HikariCP wraps it in a time-out of its own: then its cause is told.
     *
     * @param error what was thrown
     * @return the message on one line, with its SQLSTATE where there is one
     */
    static String text(SQLException error) {
        return line(error.getCause() instanceof SQLException cause ? cause : error);
    }

    /** The same of the error itself. */
    static String line(SQLException error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        String state = error.getSQLState();
        return state == null ? message : message + " (" + state + ")";
    }

    /**
     * The health of a server that cannot be asked, or whose connections cannot be made.
     *
     * @param error what was thrown
     * @return LOGIN_FAILED if the server is there and does not let us in, else DOWN
     */
    static Health failure(SQLException error) {
        LoginRefusedException refused = LoginRefusedException.in(error);
        return refused == null
                ? new Health(Health.State.DOWN, null, null, text(error))
                : new Health(Health.State.LOGIN_FAILED, null, null, String.valueOf(refused.getMessage()));
    }

    /**
     * Logs that a replica is in another state than before, or why nothing is known of it; nothing where all is as it
     * was.
     *
     * @param replica who
     * @param clock of its state
     */
    static void change(String replica, Health before, Health now, StateClock clock) {
        boolean newlyUnknown = now.state() == Health.State.UNKNOWN
                && !now.why().equals(before.why())
                && !now.why().equals(HealthEvaluator.PRIMARY_NOT_ASKED);
        if (before.state() == now.state() && !newlyUnknown) {
            return;
        }
        String line = replica + ": " + now.state() + (now.why().isEmpty() ? "" : ", " + now.why())
                + (before.state() == now.state() ? "" : clock.changed(before.state()));
        Level level = switch (now.state()) {
            // Of a login that fails somebody else has told.
            case UP, UNKNOWN, LOGIN_FAILED, PRIMARY -> Level.INFO;
            case LAGGING, DOWN -> Level.WARN;
            case WRONG_ROLE, SEVERAL_SERVERS -> Level.ERROR;
        };
        Log.event(level, kind(now.state()), line);
    }

    /** What an event is about that says a server has come to a state. */
    static EventKind kind(Health.State state) {
        return switch (state) {
            case UP -> EventKind.UP;
            case DOWN -> EventKind.DOWN;
            case LAGGING -> EventKind.LAGGING;
            case LOGIN_FAILED -> EventKind.LOGIN_FAILED;
            case PRIMARY, WRONG_ROLE -> EventKind.ROLE;
            case UNKNOWN, SEVERAL_SERVERS -> EventKind.OTHER;
        };
    }
}
