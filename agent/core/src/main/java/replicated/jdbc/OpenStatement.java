// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as its connection knows it: one of those that are closed with the server's connection. Used by the
 * connection's thread.
 */
abstract class OpenStatement extends StatementDelegate {

    /** The driver's statement, or null before the first use. */
    @Nullable
    Statement delegate;

    /** The next of the connection's open statements, the latest first; its connection sets it. */
    @Nullable
    OpenStatement nextOpen;

    /** The driver's statement of one that has run, or is among those that are open. */
    @SuppressWarnings("NullAway") // it was made before: each statement that answers with rows comes by here
    final Statement ran() {
        return delegate;
    }

    /**
     * A list without one of its statements, which mostly is the first.
     *
     * @param first the list, linked by {@link #nextOpen}; null: it is empty
     * @param gone need not be in it
     */
    static @Nullable OpenStatement without(@Nullable OpenStatement first, OpenStatement gone) {
        if (first == gone) {
            return gone.nextOpen;
        }
        for (OpenStatement open = first; open != null; open = open.nextOpen) {
            if (open.nextOpen == gone) {
                open.nextOpen = gone.nextOpen;
                break;
            }
        }
        return first;
    }

    /** The driver's statements of a list. */
    static List<Statement> delegates(@Nullable OpenStatement first) {
        if (first == null) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>();
        for (OpenStatement open = first; open != null; open = open.nextOpen) {
            all.add(open.ran());
        }
        return all;
    }
}
