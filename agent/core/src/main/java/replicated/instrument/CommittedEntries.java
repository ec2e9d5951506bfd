package replicated.instrument;

import java.lang.invoke.MethodHandle;
import java.util.Collection;
import replicated.instrument.weave.PublicMethods;

/**
 * What a commit puts into a cache that requests share, where the request has read from a replica: an entity that was changed in some of its
 * columns has what the replica showed in all others. Stateless.
 */
final class CommittedEntries {

    /** {@code CacheKey.CACHE_KEY_INVALID} of EclipseLink. */
    private static final int INVALID = -1;

    /** {@code getAcquiredLocks} of EclipseLink's {@code MergeManager}. */
    private static final ClassValue<MethodHandle> LOCKS = method("getAcquiredLocks");

    /** {@code setInvalidationState} of EclipseLink's {@code CacheKey}. */
    private static final ClassValue<MethodHandle> STATE = method("setInvalidationState", int.class);

    /** {@code getId} of OpenJPA's entries. */
    private static final ClassValue<MethodHandle> ID = method("getId");

    private CommittedEntries() {}

    /** Found once for each class: EclipseLink's locks are held while they are called. */
    private static ClassValue<MethodHandle> method(String name, Class<?>... parameters) {
        return new ClassValue<>() {
            @Override
            protected MethodHandle computeValue(Class<?> type) {
                return PublicMethods.find(type, name, parameters);
            }
        };
    }

    /**
     * Has the cache read them anew.
     *
     * @param entries OpenJPA's entries for entities that it did not have, or EclipseLink's {@code MergeManager}, with the locks of all that it
     *     merges held
     * @param removals OpenJPA's ids of what is to be removed before entries are put; null for EclipseLink
     * @throws Throwable if the library is another than is known
     */
    static void leaveOut(Object entries, Object removals) throws Throwable {
        if (removals == null) {
            invalidate(entries);
        } else {
            remove((Collection<?>) entries, removals);
        }
    }

    private static void invalidate(Object mergeManager) throws Throwable {
        Object locks = LOCKS.get(mergeManager.getClass()).invoke(mergeManager);
        for (Object key : (Collection<?>) locks) {
            STATE.get(key.getClass()).invoke(key, (Object) INVALID);
        }
    }

    private static void remove(Collection<?> entries, Object removals) throws Throwable {
        @SuppressWarnings("unchecked") // OpenJPA's own
        Collection<Object> removed = (Collection<Object>) removals;
        for (Object entry : entries) {
            removed.add((Object) ID.get(entry.getClass()).invoke(entry));
        }
        entries.clear();
    }
}
