// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries by the identity of their data sources. Finding one takes no lock and allocates nothing; adding copies, which
 * happens once per data source. Entries of collected data sources are dropped when one is added and by {@link #purge}.
 * Thread-safe.
 */
final class SourceTable {

    /** Open addressing, a power of two in length, at most half full; never changed once published. */
    private volatile @Nullable SourceEntry[] slots = new SourceEntry[8];

    private @Nullable SourceEntry find(Object identity) {
        @Nullable SourceEntry[] table = slots;
        int at = slot(System.identityHashCode(identity), table.length);
        SourceEntry entry;
        while ((entry = table[at]) != null) {
            if (entry.refersTo(identity)) {
                return entry;
            }
            at = (at + 1) & (table.length - 1);
        }
        return null;
    }

    /** The entry of a data source, or of the pool that it stands for. */
    @Nullable
    SourceEntry of(Object source) {
        SourceEntry known = find(source);
        if (known != null) {
            return known;
        }
        Object identity = SourceReaders.identity(source);
        return identity == source ? null : find(identity);
    }

    /**
     * Adds an entry unless its data source has one.
     *
     * @param identity what the entry refers to
     * @param fresh its entry
     * @return the entry that is in the table now
     */
    synchronized SourceEntry add(Object identity, SourceEntry fresh) {
        SourceEntry known = find(identity);
        if (known != null) {
            return known;
        }
        List<SourceEntry> live = live();
        live.add(fresh);
        slots = table(live);
        return fresh;
    }

    /**
     * Drops the entries of collected data sources.
     *
     * @return those that were dropped
     */
    synchronized List<SourceEntry> purge() {
        List<SourceEntry> dead = new ArrayList<>();
        for (SourceEntry entry : slots) {
            if (entry != null && entry.refersTo(null)) {
                dead.add(entry);
            }
        }
        if (!dead.isEmpty()) {
            List<SourceEntry> rest = all();
            rest.removeAll(dead);
            slots = table(rest);
        }
        return dead;
    }

    /**
     * All entries, also those whose data source was collected and which {@link #purge} has not returned yet.
     *
     * @return a copy
     */
    List<SourceEntry> all() {
        List<SourceEntry> all = new ArrayList<>();
        for (SourceEntry entry : slots) {
            if (entry != null) {
                all.add(entry);
            }
        }
        return all;
    }

    /** What is worth keeping: a dead entry with a database has still to be returned by {@link #purge}. */
    private List<SourceEntry> live() {
        List<SourceEntry> live = all();
        live.removeIf(entry -> entry.refersTo(null) && entry.database() == null);
        return live;
    }

    private static @Nullable SourceEntry[] table(List<SourceEntry> entries) {
        int length = Math.max(8, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
        @Nullable SourceEntry[] table = new SourceEntry[length];
        for (SourceEntry entry : entries) {
            int at = slot(entry.hash, length);
            while (table[at] != null) {
                at = (at + 1) & (length - 1);
            }
            table[at] = entry;
        }
        return table;
    }

    private static int slot(int hash, int length) {
        return (hash ^ hash >>> 15) & (length - 1);
    }
}
