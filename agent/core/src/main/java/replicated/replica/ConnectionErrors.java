package replicated.replica;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;

/**
 * Tells errors of the connection class, after which a server is left alone, from all others. A lock wait, a wrong
 * statement or a recovery conflict says nothing about the server's health. Stateless.
 */
final class ConnectionErrors {

    /** SQLException chains are short; a cycle would be a driver's bug. */
    private static final int MAX_CHAIN = 10;

    private ConnectionErrors() {}

    /**
     * Whether the connection behind the error is gone, or about to go.
     *
     * @param error the error, null allowed
     * @return {@code true} if the error, one of its causes or one of its next exceptions is of the connection class
     */
    static boolean broken(SQLException error) {
        SQLException next = error;
        for (int depth = 0; next != null && depth < MAX_CHAIN; depth++) {
            if (itself(next)) {
                return true;
            }
            next = next.getNextException();
        }
        return error != null && error.getCause() instanceof SQLException cause && cause != error && itself(cause);
    }

    private static boolean itself(SQLException error) {
        String state = error.getSQLState();
        if (state == null) {
            return error instanceof SQLRecoverableException || error instanceof SQLNonTransientConnectionException;
        }
        if (state.startsWith("08")) {
            return true;
        }
        return switch (state) {
            // PostgreSQL manual, appendix A: admin shutdown, crash shutdown, cannot connect now, database dropped.
            case "57P01", "57P02", "57P03", "57P04" -> true;
            // SQL-92 disconnect; Sybase's two.
            case "01002", "JZ0C0", "JZ0C1" -> true;
            // MySQL and MariaDB: server shutdown in progress (1053), connection killed (1927).
            case "HY000", "70100" -> error.getErrorCode() == 1053 || error.getErrorCode() == 1927;
            // H2: database closed, connection broken, already closed.
            case "90098", "90067", "90121" -> true;
            default -> false;
        };
    }
}
