// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.invoke.MethodHandle;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.PublicMethods;

/**
 * What a commit puts into a cache that requests share, where the request has read from a replica: an entity that was
 * changed in some of its columns has what the replica showed in all others. Stateless.
 */
final class CommittedEntries {

    /** {@code CacheKey.CACHE_KEY_INVALID} of EclipseLink. */
    private static final int INVALID = -1;

    /**
     * {@code setInvalidationState} of EclipseLink's {@code CacheKey}, found once for each class: locks are held while
     * it is called.
     */
    private static final ClassValue<MethodHandle> STATE = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            return PublicMethods.find(type, "setInvalidationState", int.class);
        }
    };

    private CommittedEntries() {}

    /**
     * Has the cache read them anew.
     *
     * @param entries OpenJPA's entries for entities that it did not have, or EclipseLink's {@code MergeManager}, with
     *     the locks of all that it merges held
     * @param removals OpenJPA's ids of what is to be removed before entries are put; null for EclipseLink
     * @throws Throwable if the library is another than is known
     */
    static void leaveOut(Object entries, @Nullable Object removals) throws Throwable {
        if (removals == null) {
            invalidate(entries);
        } else {
            remove((Collection<?>) entries, removals);
        }
    }

    private static void invalidate(Object mergeManager) throws Throwable {
        for (Object key : (Collection<?>) CacheQuestions.ask(mergeManager, "getAcquiredLocks")) {
            STATE.get(key.getClass()).invoke(key, (Object) INVALID);
        }
    }

    private static void remove(Collection<?> entries, Object removals) {
        @SuppressWarnings("unchecked") // OpenJPA's own
        Collection<Object> removed = (Collection<Object>) removals;
        for (Object entry : entries) {
            removed.add(CacheQuestions.ask(entry, "getId"));
        }
        entries.clear();
    }
}
