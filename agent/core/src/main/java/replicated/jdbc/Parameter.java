// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** One parameter of a prepared statement as it was set, to be set again on another server. Used by one thread. */
@FunctionalInterface
interface Parameter {

    /** Stands in for a value that could be read only once: its statement stays where it is, or fails. */
    Parameter LOST = statement -> {
        throw new SQLException(
                "This statement has to be sent again to another server, but one of its parameters is a stream or a LOB"
                        + " that was read already. Set such parameters anew and execute again, or keep such requests on"
                        + " the primary with a rule under routes:",
                Sqlstate.SERIALIZATION_FAILURE);
    };

    /**
     * Sets it.
     *
     * @param statement the statement to set it on
     * @throws SQLException whatever the driver throws
     */
    void set(PreparedStatement statement) throws SQLException;

    /** Whether a value is consumed by being set, or belongs to the connection that made it. */
    static boolean isReadOnce(@Nullable Object value) {
        return value instanceof InputStream
                || value instanceof Reader
                || value instanceof Blob
                || value instanceof Clob
                || value instanceof SQLXML
                || value instanceof Ref;
    }

    /** A copy that the application cannot change. */
    @SuppressWarnings({"unchecked", "JavaUtilDate"}) // JDBC's own types
    static <T extends Date> @Nullable T copy(@Nullable T date) {
        return date == null ? null : (T) date.clone();
    }

    /** A copy that the application cannot change. */
    static @Nullable Calendar copy(@Nullable Calendar calendar) {
        return calendar == null ? null : (Calendar) calendar.clone();
    }

    /** A copy that the application cannot change. */
    static byte @Nullable [] copy(byte @Nullable [] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    /** A copy that the application cannot change, of those types that drivers take and that can be changed. */
    @SuppressWarnings("JavaUtilDate") // JDBC's own types
    static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Date date) {
            return date.clone();
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof Object[] array) {
            return array.clone();
        }
        return value instanceof Calendar calendar ? calendar.clone() : value;
    }
}
