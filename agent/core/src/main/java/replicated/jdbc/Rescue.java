package replicated.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import replicated.dialect.Dialect;

/**
 * Which errors of a replica are the replica's own, so that the statement is worth running elsewhere. Codes: PostgreSQL
 * manual, appendix A, and its {@code standby.c}; MySQL and MariaDB server error references; H2 {@code ErrorCode}.
 */
enum Rescue {
    /** It writes after all, and the replica would not. */
    REFUSED("refused"),

    /** Replay of the primary's changes cancelled it. */
    CONFLICT("conflict"),

    /** The server or the way to it is gone. */
    CONNECTION("connection"),

    /** What it asks for is not there: not replayed yet, or not offered during recovery. */
    ABSENT("absent");

    private final String cause;

    Rescue(String cause) {
        this.cause = cause;
    }

    /** The label it is counted under. */
    String cause() {
        return cause;
    }

    /**
     * Classifies an error met on a replica.
     *
     * @return null if the primary would say the same
     */
    static Rescue of(SQLException error, Dialect dialect) {
        String state = error.getSQLState();
        Rescue byCode = byCode(error, dialect);
        if (byCode != null) {
            return byCode;
        }
        if (state == null) {
            return isOfConnectionClass(error) ? CONNECTION : null;
        }
        return switch (state) {
            case "25006" -> REFUSED;
            case "40001", "40P01" -> CONFLICT;
            case "57P01", "57P02", "57P03", "57P04", "57P05" -> CONNECTION;
            case "42P01", "42703", "42704", "42883", "3F000", "42S02", "42S22" -> ABSENT;
            default -> state.startsWith("08") || isOfConnectionClass(error) ? CONNECTION : null;
        };
    }

    private static Rescue byCode(SQLException error, Dialect dialect) {
        int code = error.getErrorCode();
        return switch (dialect) {
            case POSTGRESQL ->
                // What recovery does not offer. The driver's own "not implemented" is of the type excluded.
                switch (String.valueOf(error.getSQLState())) {
                    case "0A000" -> error instanceof SQLFeatureNotSupportedException ? null : ABSENT;
                    case "55000" -> ABSENT;
                    default -> null;
                };
            case MYSQL, MARIADB ->
                switch (code) {
                    case 1290, 1792, 1836, 1874, 1223 -> REFUSED;
                    case 1053, 1927, 2006, 2013 -> CONNECTION;
                    case 1305 -> ABSENT;
                    default -> isRefusedByTheDriver(error) ? REFUSED : null;
                };
            case H2 ->
                switch (code) {
                    case 90097 -> REFUSED;
                    case 90067, 90098, 90121 -> CONNECTION;
                    default -> null;
                };
            case OTHER ->
                switch (code) {
                    // SQL Server; Oracle.
                    case 3906, 16000 -> REFUSED;
                    case 3947 -> CONFLICT;
                    default -> null;
                };
        };
    }

    /** Connector/J does not even send what looks like a write on a read-only session. */
    private static boolean isRefusedByTheDriver(SQLException error) {
        return "S1009".equals(error.getSQLState())
                && error.getMessage() != null
                && error.getMessage().contains("read-only");
    }

    /**
     * Not {@code SQLTransientConnectionException}: MariaDB's driver throws it for every SQLSTATE that it does not know.
     */
    private static boolean isOfConnectionClass(SQLException error) {
        return error instanceof SQLNonTransientConnectionException || error instanceof SQLRecoverableException;
    }
}
