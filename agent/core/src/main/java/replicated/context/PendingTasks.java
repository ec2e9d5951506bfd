// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were handed over and have not begun yet, with the frames they were handed over in; by identity, and held
 * weakly: the frame of one that never runs is kept until another takes its place, or until it is over and
 * {@link #expunge} is called. An object that was handed over several times is in here as often. Thread-safe.
 */
public final class PendingTasks {

    private static final int GROUPS = 64;

    /** Those handed over while none of their group was among the tasks below, so that what is in both is older here. */
    private final RecentTasks recent = new RecentTasks(GROUPS);

    private final Map<Key, Pending> tasks = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /**
     * How many are among the tasks of each group of classes. Most tasks of the JVM are not, and to ask an object for
     * its identity, which it was never asked before, costs more than all else. Counted before a task is put, and after
     * it is taken.
     */
    private final AtomicIntegerArray ofGroups = new AtomicIntegerArray(GROUPS);

    /** A task, with the group that it is counted in. */
    private static final class Key extends WeakIdentity {

        private final int group;

        Key(Object task, int group, @Nullable ReferenceQueue<Object> queue) {
            super(task, queue);
            this.group = group;
        }
    }

    /** A frame, and those of the same object that came later. Immutable. */
    private record Pending(ScopeFrame frame, @Nullable Pending later) {

        /** One object that is handed over so often is no task of any one request: what is too much runs in no frame. */
        private static final int MAX = 16;

        Pending and(Pending last) {
            return count() >= MAX ? this : append(last);
        }

        private Pending append(Pending last) {
            return new Pending(frame, later == null ? last : later.append(last));
        }

        @Nullable
        Pending without(Predicate<ScopeFrame> over) {
            @Nullable Pending rest = later == null ? null : later.without(over);
            return over.test(frame) ? rest : new Pending(frame, rest);
        }

        int count() {
            return later == null ? 1 : 1 + later.count();
        }
    }

    private static int group(Object task) {
        return task.getClass().hashCode() & (GROUPS - 1);
    }

    /**
     * A task is handed over.
     *
     * @param task the task
     * @param frame what it is to run in
     */
    public void put(Object task, ScopeFrame frame) {
        int group = group(task);
        if (ofGroups.get(group) == 0 && recent.put(task, group, frame)) {
            return;
        }
        expunge();
        ofGroups.incrementAndGet(group);
        Pending added = new Pending(frame, null);
        tasks.merge(new Key(task, group, collected), added, (known, last) -> {
            Pending all = known.and(last);
            if (all.count() == known.count()) {
                ofGroups.decrementAndGet(group);
            }
            return all;
        });
    }

    /**
     * Whether a task may be in here: takes less than to look for it.
     *
     * @param task any object
     * @return {@code false} if it surely is not
     */
    public boolean mayHave(Object task) {
        int group = group(task);
        return ofGroups.get(group) != 0 || recent.mayHave(group);
    }

    /**
     * A task begins, or never will.
     *
     * @param task the task
     * @return the frame it was handed over in, the oldest if there are several; null: in none
     */
    public @Nullable ScopeFrame take(Object task) {
        int group = group(task);
        ScopeFrame known = recent.take(task, group);
        if (known != null || ofGroups.get(group) == 0) {
            return known;
        }
        Key key = new Key(task, group, null);
        while (true) {
            Pending pending = tasks.get(key);
            if (pending == null) {
                return null;
            }
            boolean taken =
                    pending.later == null ? tasks.remove(key, pending) : tasks.replace(key, pending, pending.later);
            if (taken) {
                ofGroups.decrementAndGet(group);
                return pending.frame;
            }
        }
    }

    /**
     * Forgets tasks that were collected, and those that will not be run in their frames any more.
     *
     * @param over whether a frame has come to its end
     */
    public void expunge(Predicate<ScopeFrame> over) {
        expunge();
        recent.expunge(over);
        for (Key key : tasks.keySet()) {
            tasks.computeIfPresent(key, (same, pending) -> {
                Pending rest = pending.without(over);
                ofGroups.addAndGet(key.group, (rest == null ? 0 : rest.count()) - pending.count());
                return rest;
            });
        }
    }

    private void expunge() {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            Pending pending = tasks.remove(gone);
            if (pending != null) {
                ofGroups.addAndGet(((Key) gone).group, -pending.count());
            }
        }
    }

    /** How many objects are in here; for tests. */
    public int size() {
        expunge();
        return tasks.size() + recent.size();
    }
}
