// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import replicated.jdbc.Database;
import replicated.jdbc.UntrackedUse;

/** Counts the connections taken outside of all requests; each database keeps the number of its latest. Thread-safe. */
final class UntrackedUseCounter implements UntrackedUse {

    private final SourceTable table;
    private final AtomicLong count = new AtomicLong();

    UntrackedUseCounter(SourceTable table) {
        this.table = table;
    }

    /**
     * A connection is about to be taken outside of all requests. Data sources that no scope has asked yet have no
     * replicas that a later read could go to, and are left unread.
     *
     * @return whether any scope has asked it
     */
    boolean take(Object source) {
        SourceEntry known = table.of(source);
        SourceDatabase database = known == null ? null : known.database();
        if (database != null) {
            took(database);
        }
        return known != null;
    }

    /** A connection of a database was taken, or written through, outside of all requests. */
    void took(SourceDatabase database) {
        database.takenOutside(count.incrementAndGet());
    }

    @Override
    public void wrote(Database database) {
        if (database instanceof SourceDatabase known) {
            took(known);
        }
    }

    @Override
    public long now() {
        return count.get();
    }

    @Override
    public List<Database> since(long moment) {
        if (count.get() == moment) {
            return List.of();
        }
        return table.all().stream()
                .map(SourceEntry::database)
                .filter(database -> database != null && database.lastTakenOutside() > moment)
                .map(Database.class::cast)
                .toList();
    }
}
