// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A server does not let us in, or has not a moment ago and was not asked again. Its cause is what was said. */
final class LoginRefusedException extends SQLException {

    private static final long serialVersionUID = 1L;

    /** Chains are short; a cycle would be a driver's bug. */
    private static final int MAX_CHAIN = 10;

    /** @param said by the server, by its driver, or of the password file */
    LoginRefusedException(SQLException said) {
        super("cannot log in: " + HealthLog.line(said), said.getSQLState(), said.getErrorCode(), said);
    }

    /**
     * Looks for one among the causes of an error: pools wrap what their connections fail with.
     *
     * @param error null is allowed
     * @return null if there is none
     */
    static @Nullable LoginRefusedException in(Throwable error) {
        Throwable next = error;
        for (int depth = 0; next != null && depth < MAX_CHAIN; depth++) {
            if (next instanceof LoginRefusedException found) {
                return found;
            }
            next = next.getCause();
        }
        return null;
    }
}
