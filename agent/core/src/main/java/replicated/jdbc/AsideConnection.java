package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.route.StatementKind;

/**
 * Short visits to the primary: a statement that says nothing about the others of its request ({@link StatementKind#TABLE}, {@link
 * StatementKind#BOOKKEEPING}) takes the connection there in auto-commit, and the next read goes where it would have gone
 * without it. Used by one thread at a time.
 */
abstract class AsideConnection extends BoundConnection {

    AsideConnection(ScopedDatabase part) {
        super(part);
    }

    abstract Decision decide(StatementKind kind);

    /** Whether nothing but statements that say nothing about the rest has brought the connection to the primary. */
    final boolean isAside() {
        return state != null && state.aside && replica == null;
    }

    /** What was or is about to be done on the primary cannot be done again elsewhere. */
    final void staysOnPrimary() {
        if (state != null) {
            state.aside = false;
        }
    }

    final void goAside(StatementKind kind, Reason reason) {
        if (reason == Reason.TABLE && kind.isBeside() && autoCommit()) {
            state().aside = true;
        }
    }

    /** On the primary for the time being: a read goes where it would have gone. */
    final void comeBack(StatementKind kind) throws SQLException {
        if (is(SHARED)) {
            // Another thread may be at a statement on it.
            state.aside = false;
        } else if (kind == StatementKind.READ && openResults == 0 && !keepsAReplica()) {
            state.aside = false;
            Decision decision = decide(kind);
            Connection own = target;
            if (decision.replica() && toReplica(decision.reason(), null) == null) {
                closeLeft(own);
            } else if (!decision.replica()) {
                tell("decided", () -> part.decided(null, decision.reason()));
            }
        } else if (!autoCommit() || !(kind == StatementKind.READ || kind.isBeside())) {
            state.aside = false;
        }
    }

    /** Another visit to a replica could leave another of its connections to be kept. */
    private boolean keepsAReplica() {
        return state.left != null && state.left.isKeptUntilClosed();
    }

    /** Its pool has it back; what is wrong with it is nothing to those who have another. */
    private static void closeLeft(Connection own) {
        try {
            own.close();
        } catch (SQLException e) {
            // Nothing of the application's depends on it any more.
        }
    }
}
