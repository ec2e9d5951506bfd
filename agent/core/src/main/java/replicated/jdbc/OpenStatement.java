// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement as its connection knows it: one of those that are closed with the server's connection. Used by the
 * connection's thread.
 */
abstract class OpenStatement extends StatementDelegate {

    /** The driver's statement, or null before the first use. */
    Statement delegate;

    /** The next of the connection's open statements, the latest first; its connection sets it. */
    OpenStatement nextOpen;

    /**
     * A list without one of its statements, which mostly is the first.
     *
     * @param first the list, linked by {@link #nextOpen}; null: it is empty
     * @param gone need not be in it
     */
    static OpenStatement without(OpenStatement first, OpenStatement gone) {
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
    static List<Statement> delegates(OpenStatement first) {
        if (first == null) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>();
        for (OpenStatement open = first; open != null; open = open.nextOpen) {
            all.add(open.delegate);
        }
        return all;
    }
}
