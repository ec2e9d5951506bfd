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
        Throwable told = error.getCause() instanceof SQLException cause ? cause : error;
        String message = String.valueOf(told.getMessage()).lines().findFirst().orElse("");
        String state = ((SQLException) told).getSQLState();
        return state == null ? message : message + " (" + state + ")";
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
            case UP, UNKNOWN, PRIMARY -> Log.info(line);
            case LAGGING, DOWN -> Log.warn(line);
            case WRONG_ROLE, SEVERAL_SERVERS -> Log.error(line);
        }
    }
}
