// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries by the identity of their data sources. Finding one takes no lock and allocates nothing. Entries of collected
 * data sources are dropped by {@link #purge} alone, which returns them: what was decided for others may hang on them.
 * Thread-safe.
 */
final class SourceTable {

    private static final int LEAST = 8;

    /**
     * Open addressing, a power of two in length, at most half full. Free slots are filled under this object's lock;
     * anything else makes another table.
     */
    private volatile AtomicReferenceArray<SourceEntry> slots = new AtomicReferenceArray<>(LEAST);

    /** Slots in use, under this object's lock. */
    private int used;

    private @Nullable SourceEntry find(Object identity) {
        AtomicReferenceArray<SourceEntry> table = slots;
        int at = slot(System.identityHashCode(identity), table.length());
        SourceEntry entry;
        while ((entry = table.get(at)) != null) {
            if (entry.refersTo(identity)) {
                return entry;
            }
            at = (at + 1) & (table.length() - 1);
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
        if (2 * (used + 1) > slots.length()) {
            rebuild(all());
        }
        put(slots, fresh);
        used++;
        return fresh;
    }

    /**
     * Drops the entries of collected data sources.
     *
     * @return those that were dropped
     */
    synchronized List<SourceEntry> purge() {
        List<SourceEntry> dead = new ArrayList<>();
        List<SourceEntry> rest = new ArrayList<>();
        for (SourceEntry entry : all()) {
            (entry.refersTo(null) ? dead : rest).add(entry);
        }
        if (!dead.isEmpty()) {
            rebuild(rest);
        }
        return dead;
    }

    /**
     * All entries, also those whose data source was collected and which {@link #purge} has not returned yet.
     *
     * @return a copy
     */
    List<SourceEntry> all() {
        AtomicReferenceArray<SourceEntry> table = slots;
        List<SourceEntry> all = new ArrayList<>();
        for (int at = 0; at < table.length(); at++) {
            SourceEntry entry = table.get(at);
            if (entry != null) {
                all.add(entry);
            }
        }
        return all;
    }

    /**
     * The databases with replicas.
     *
     * @return a copy
     */
    List<SourceDatabase> databases() {
        List<SourceDatabase> databases = new ArrayList<>();
        for (SourceEntry entry : all()) {
            SourceDatabase database = entry.database();
            if (database != null) {
                databases.add(database);
            }
        }
        return databases;
    }

    /** With room for as many again. */
    private void rebuild(List<SourceEntry> entries) {
        int length = Math.max(LEAST, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
        AtomicReferenceArray<SourceEntry> table = new AtomicReferenceArray<>(length);
        for (SourceEntry entry : entries) {
            put(table, entry);
        }
        used = entries.size();
        slots = table;
    }

    private static void put(AtomicReferenceArray<SourceEntry> table, SourceEntry entry) {
        int at = slot(entry.hash, table.length());
        while (table.get(at) != null) {
            at = (at + 1) & (table.length() - 1);
        }
        table.set(at, entry);
    }

    private static int slot(int hash, int length) {
        return (hash ^ hash >>> 15) & (length - 1);
    }
}
