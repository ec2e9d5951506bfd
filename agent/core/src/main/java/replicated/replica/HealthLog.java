package replicated.replica;

import java.sql.SQLException;
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
                : new Health(Health.State.LOGIN_FAILED, null, null, refused.getMessage());
    }

    /**
     * Logs that a replica is in another state than before, or why nothing is known of it; nothing where all is as it was.
     *
     * @param replica who
     */
    static void change(String replica, Health before, Health now) {
        boolean newlyUnknown = now.state() == Health.State.UNKNOWN
                && !now.why().equals(before.why())
                && !now.why().equals(HealthEvaluator.PRIMARY_NOT_ASKED);
        if (before.state() == now.state() && !newlyUnknown) {
            return;
        }
        String line = replica + ": " + now.state() + (now.why().isEmpty() ? "" : ", " + now.why());
        switch (now.state()) {
            // Of a login that fails somebody else has told.
            case UP, UNKNOWN, LOGIN_FAILED, PRIMARY -> Log.info(line);
            case LAGGING, DOWN -> Log.warn(line);
            case WRONG_ROLE, SEVERAL_SERVERS -> Log.error(line);
        }
    }
}
