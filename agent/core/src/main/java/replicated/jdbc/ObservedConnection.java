// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * The connection an application gets in mode observe: its own, taken at once and never left. Each statement is noted
 * with the decision that mode route would have taken, and changed in nothing. Stays what it is if the mode changes.
 * Used by one thread at a time.
 */
final class ObservedConnection extends RoutedConnection {

    /** The connection was counted. */
    private boolean noted;

    /** A statement would have run on a replica, and no later one would have moved the connection. */
    private boolean wouldBeOnReplica;

    /** Why the connection would be on the primary by now, or null. */
    private @Nullable Decision against;

    /**
     * Around a connection of the application's own.
     *
     * @param primary just taken from its data source
     */
    ObservedConnection(ScopedDatabase scoped, Connection primary) {
        super(scoped);
        takeOver(primary);
    }

    @Override
    void observe(Verdict verdict) {
        GuardedScope.tell("observe", () -> note(verdict));
    }

    /** On a replica it would be refused if it wrote, and nobody is given bookmarks here. */
    @Override
    boolean countsAsWrite(Verdict read) {
        return false;
    }

    private void note(Verdict verdict) {
        if (!noted) {
            noted = true;
            scoped().decided(null, Reason.OBSERVE);
        }
        StatementKind kind = verdict.kind();
        Decision would = against == null ? decide(kind) : against;
        scoped().observed(would);
        if (against != null) {
            return;
        }
        boolean stays = wouldBeOnReplica && isOnlyOfTheRoute(would.reason());
        if (would.replica() || stays) {
            wouldBeOnReplica = true;
            return;
        }
        if (would.reason() == Reason.TABLE && autoCommit()) {
            // It would have come back.
            return;
        }
        against = would;
        if (wouldBeOnReplica) {
            scoped().observedMove();
            if (kind.teaches()) {
                GuardedScope.learnWriter(scoped());
            }
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (against == null) {
            against = Decision.primary(Reason.UNWRAP);
        }
        return super.unwrap(type);
    }
}
