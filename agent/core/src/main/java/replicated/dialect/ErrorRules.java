// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a database's errors mean: one list, from which these questions are answered: may a statement run elsewhere, is
 * the connection gone, does the server not let us in. Whatever is not listed is the application's own. Immutable and
 * thread-safe.
 */
public final class ErrorRules {

    /** SQLException chains are short; a cycle would be a driver's bug. */
    private static final int MAX_CHAIN = 10;

    private final Map<String, Rescue> states;
    private final Map<Integer, Rescue> codes;
    private final Set<String> sessionStates;
    private final Set<String> limits;
    private final @Nullable Function<SQLException, @Nullable Rescue> further;
    private final @Nullable Predicate<SQLException> loginRefused;

    private ErrorRules(Builder builder) {
        states = Map.copyOf(builder.states);
        codes = Map.copyOf(builder.codes);
        sessionStates = Set.copyOf(builder.sessionStates);
        limits = Set.copyOf(builder.limits);
        further = builder.further;
        loginRefused = builder.loginRefused;
    }

    /**
     * A list to add to, with what the SQL standard and ODBC have.
     *
     * @return a new one
     */
    public static Builder standard() {
        return new Builder()
                .states(Rescue.REFUSED, "25006")
                .states(Rescue.CONFLICT, "40001")
                .states(Rescue.CONNECTION, "01002")
                .states(Rescue.ABSENT, "42S02", "42S22");
    }

    /**
     * Whether a statement may run elsewhere that has failed on a replica, and why.
     *
     * @param error the error itself; what it is chained to does not count
     * @return null if the primary would say the same
     */
    public @Nullable Rescue rescue(SQLException error) {
        Rescue known = listed(error);
        return known == null && isOfConnectionClass(error) ? Rescue.CONNECTION : known;
    }

    private @Nullable Rescue listed(SQLException error) {
        Rescue known = further == null ? null : further.apply(error);
        if (known == null) {
            known = codes.get(error.getErrorCode());
        }
        String state = error.getSQLState();
        if (known == null && state != null) {
            known = state.startsWith("08") ? Rescue.CONNECTION : states.get(state);
        }
        return known;
    }

    /**
     * Whether the connection behind an error is gone, or about to go. A lock wait, a wrong statement or a recovery
     * conflict says nothing about a connection.
     *
     * @param error the error; null is allowed
     * @return {@code true} if the error, its cause or one of its next exceptions says so
     */
    public boolean connectionGone(SQLException error) {
        SQLException next = error;
        for (int depth = 0; next != null && depth < MAX_CHAIN; depth++) {
            if (endsItsSession(next)) {
                // That its connection then breaks, which drivers add, comes of that.
                return false;
            }
            if (tellsOfTheServer(next)) {
                return true;
            }
            next = next.getNextException();
        }
        return error != null
                && error.getCause() instanceof SQLException cause
                && cause != error
                && !endsItsSession(cause)
                && tellsOfTheServer(cause);
    }

    /**
     * A server ends one session alone, too; and of errors that have an SQLSTATE, drivers have the class for uses after
     * a close as well.
     */
    private boolean tellsOfTheServer(SQLException error) {
        Rescue known = listed(error);
        String state = error.getSQLState();
        return known == null ? state == null && isOfConnectionClass(error) : known == Rescue.CONNECTION;
    }

    private boolean endsItsSession(SQLException error) {
        return error.getSQLState() != null && sessionStates.contains(error.getSQLState());
    }

    /**
     * Whether a limit that the application or its operator has set was reached: to run the statement elsewhere would
     * give it that time again.
     *
     * @param error the error itself
     * @return {@code false} also for limits that are reached while nothing runs
     */
    public boolean isLimitOfTheApplication(SQLException error) {
        return error.getSQLState() != null && limits.contains(error.getSQLState());
    }

    /**
     * Whether it was the server that refused a statement, and not the way to it that broke.
     *
     * @param error the error itself
     * @return {@code false} in doubt: nobody knows then what became of the statement
     */
    public boolean isTheServersAnswer(SQLException error) {
        String state = error.getSQLState();
        return state != null && rescue(error) != Rescue.CONNECTION;
    }

    /**
     * Whether a server that is there does not let us in: the user, the password, or where we come from will not do.
     *
     * @param error thrown when a connection was to be made, and not later
     * @return {@code true} if the error, its cause or one of its next exceptions says so
     */
    public boolean loginRefused(SQLException error) {
        SQLException next = error;
        for (int depth = 0; next != null && depth < MAX_CHAIN; depth++) {
            if (isLogin(next)) {
                return true;
            }
            next = next.getNextException() != null || !(next.getCause() instanceof SQLException cause)
                    ? next.getNextException()
                    : cause;
        }
        return false;
    }

    /** SQLSTATE class 28 is "invalid authorization specification". */
    private boolean isLogin(SQLException error) {
        String state = error.getSQLState();
        return (state != null && state.startsWith("28")) || (loginRefused != null && loginRefused.test(error));
    }

    /**
     * Not {@code SQLTransientConnectionException}: MariaDB's driver throws it for every SQLSTATE that it does not know.
     */
    private static boolean isOfConnectionClass(SQLException error) {
        return error instanceof SQLNonTransientConnectionException || error instanceof SQLRecoverableException;
    }

    /** Collects what is known of a dialect's errors. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Rescue> states = new HashMap<>();
        private final Map<Integer, Rescue> codes = new HashMap<>();
        private final Set<String> sessionStates = new HashSet<>();
        private final Set<String> limits = new HashSet<>();
        private @Nullable Function<SQLException, @Nullable Rescue> further;
        private @Nullable Predicate<SQLException> loginRefused;

        private Builder() {}

        /**
         * SQLSTATEs of an end of one session that says nothing about its server.
         *
         * @param more the states
         * @return this
         */
        public Builder endOfSession(String... more) {
            sessionStates.addAll(Set.of(more));
            return states(Rescue.CONNECTION, more);
        }

        /**
         * As {@link #endOfSession}, by a limit to what runs.
         *
         * @param more the states
         * @return this
         */
        public Builder limitOfTransaction(String... more) {
            limits.addAll(Set.of(more));
            return endOfSession(more);
        }

        /**
         * SQLSTATEs; class 08 need not be named.
         *
         * @param rescue what they mean
         * @param more the states
         * @return this
         */
        public Builder states(Rescue rescue, String... more) {
            for (String state : more) {
                states.put(state, rescue);
            }
            return this;
        }

        /**
         * The vendor's error codes, which count more than SQLSTATEs.
         *
         * @param rescue what they mean
         * @param more the codes
         * @return this
         */
        public Builder codes(Rescue rescue, int... more) {
            for (int code : more) {
                codes.put(code, rescue);
            }
            return this;
        }

        /**
         * What neither tells; asked first.
         *
         * @param rule null: it has nothing to say
         * @return this
         */
        public Builder further(Function<SQLException, @Nullable Rescue> rule) {
            further = rule;
            return this;
        }

        /**
         * Errors of a login that is refused; SQLSTATE class 28 need not be told.
         *
         * @param rule asked only of errors of a login
         * @return this
         */
        public Builder loginRefused(Predicate<SQLException> rule) {
            loginRefused = rule;
            return this;
        }

        /**
         * The list.
         *
         * @return immutable
         */
        public ErrorRules build() {
            return new ErrorRules(this);
        }
    }
}
