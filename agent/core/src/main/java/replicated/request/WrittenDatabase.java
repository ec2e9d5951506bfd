// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.jdbc.Database;

/** A database that a scope has written to, or is about to. Thread-safe; what it answers may change at any time. */
interface WrittenDatabase {

    /** Which. */
    Database database();

    /** Whether something has been committed. */
    boolean hasCommitted();

    /**
     * Where the primary is at least since all that was committed, as it has told with its answers; null: it has to be
     * asked.
     */
    @Nullable
    Position told();

    /** Whether a transaction that writes is open. */
    boolean open();
}
