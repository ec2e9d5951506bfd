// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A few tasks of each group of classes that were handed over and have not begun yet, found by looking at each: most
 * tasks begin before four others of their kind have been handed over, and to find them in a map would take their
 * identity hash, which costs more than all of this. Held weakly. Thread-safe, without locks.
 */
final class RecentTasks {

    private static final int PER_GROUP = 4;

    private final AtomicReferenceArray<Entry> entries;

    RecentTasks(int groups) {
        entries = new AtomicReferenceArray<>(groups * PER_GROUP);
    }

    private static final class Entry extends WeakReference<Object> {

        private final ScopeFrame frame;

        Entry(Object task, ScopeFrame frame) {
            super(task);
            this.frame = frame;
        }
    }

    /**
     * Adds a task.
     *
     * @return {@code false} if there is no room for it, or it is in here already
     */
    boolean put(Object task, int group, ScopeFrame frame) {
        int first = group * PER_GROUP;
        int free = -1;
        Entry before = null;
        for (int at = first; at < first + PER_GROUP; at++) {
            Entry entry = entries.get(at);
            if (entry == null || entry.refersTo(null)) {
                if (free < 0) {
                    free = at;
                    before = entry;
                }
            } else if (entry.refersTo(task)) {
                return false;
            }
        }
        return free >= 0 && entries.compareAndSet(free, before, new Entry(task, frame));
    }

    /** Whether anything of a group is in here. */
    boolean mayHave(int group) {
        int first = group * PER_GROUP;
        for (int at = first; at < first + PER_GROUP; at++) {
            if (entries.get(at) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a task out.
     *
     * @return the frame it was put with, or null
     */
    @Nullable
    ScopeFrame take(Object task, int group) {
        int first = group * PER_GROUP;
        for (int at = first; at < first + PER_GROUP; at++) {
            Entry entry = entries.get(at);
            if (entry != null && entry.refersTo(task) && entries.compareAndSet(at, entry, null)) {
                return entry.frame;
            }
        }
        return null;
    }

    /** Forgets tasks that were collected, and those whose frame is over. */
    void expunge(Predicate<ScopeFrame> over) {
        for (int at = 0; at < entries.length(); at++) {
            Entry entry = entries.get(at);
            if (entry != null && (entry.refersTo(null) || over.test(entry.frame))) {
                entries.compareAndSet(at, entry, null);
            }
        }
    }

    int size() {
        int size = 0;
        for (int at = 0; at < entries.length(); at++) {
            Entry entry = entries.get(at);
            size += entry == null || entry.refersTo(null) ? 0 : 1;
        }
        return size;
    }
}
