package replicated.replica;

import java.sql.SQLException;

/** Texts of errors for people. Stateless. */
final class Reports {

    private Reports() {}

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
}
