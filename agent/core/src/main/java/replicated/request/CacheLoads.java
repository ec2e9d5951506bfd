// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import replicated.config.Caches;
import replicated.config.Mode;
import replicated.log.Log;
import replicated.request.CurrentScope.Frame;

/**
 * What is read for a cache that many requests share comes from the primary (P10): a replica may show what was there
 * before a write whose invalidation the cache has seen already, and the cache would keep it. Thread-safe.
 */
public final class CacheLoads {

    private final Scopes scopes;

    /** Kinds of caches that were met. */
    private final Set<String> met = ConcurrentHashMap.newKeySet();

    /**
     * For the wiring.
     *
     * @param scopes knows the policy in force
     */
    public CacheLoads(Scopes scopes) {
        this.scopes = scopes;
    }

    /**
     * A load begins.
     *
     * @param cache name of the cache's kind
     * @return a token for {@link #exit}, or null if there is nothing to undo
     */
    public @Nullable Object enter(String cache) {
        Frame outer = CurrentScope.frame();
        boolean outside = isOutside(outer);
        if (isFilling(outer) || !isFilledFromPrimary() || (outside && !readsOutside())) {
            return null;
        }
        tellOnce(cache);
        Frame frame = outer == null || outside
                ? new Frame(scopes.outside(), AnnotationKind.CACHE_FILL, outer)
                : new Frame(outer.scope(), AnnotationKind.CACHE_FILL, outer, outer.kind());
        CurrentScope.enter(frame);
        return frame;
    }

    /**
     * A load ends, normally or not.
     *
     * @param token what {@link #enter} returned; null does nothing
     */
    public void exit(@Nullable Object token) {
        if (token instanceof Frame frame) {
            CurrentScope.leave(frame);
        }
    }

    /**
     * What a method has returned is to be kept. If it reads only once somebody subscribes, on whatever thread, the
     * request reads from the primary from now on.
     *
     * @param cache name of the cache's kind
     * @param result what was returned
     */
    public void later(String cache, @Nullable Object result) {
        Frame frame = CurrentScope.frame();
        if (frame != null
                && !frame.isLate()
                && frame.scope() instanceof Scope scope
                && LazyResults.isLazy(result)
                && isFilledFromPrimary()) {
            tellOnce(cache);
            scope.fillsCacheLater();
        }
    }

    private void tellOnce(String cache) {
        if (met.add(cache)) {
            Log.info("a cache that requests share is filled (" + cache
                    + "): what is read for it comes from the primary; caches: replica changes that");
        }
    }

    /**
     * Whether what was read may not be put into a cache.
     *
     * @return {@code true} where the scope of the calling thread has read from a replica, and not for the cache
     */
    public boolean isUnfit() {
        Frame frame = CurrentScope.frame();
        if (isFilling(frame) || !isFilledFromPrimary()) {
            return false;
        }
        if (frame == null || frame.isLate()) {
            // Nobody knows there what was read, and from where.
            return readsOutside() && scopes.policy().mode() == Mode.ROUTE;
        }
        return frame.scope() instanceof Scope scope && scope.hasReadFromReplica();
    }

    /** Within a load: what is asked for there is read from the primary already. */
    static boolean isFilling(@Nullable Frame frame) {
        return frame != null && frame.annotation() == AnnotationKind.CACHE_FILL;
    }

    /** Work of no request, or of one that is over. */
    private static boolean isOutside(@Nullable Frame frame) {
        return frame == null || frame.isLate();
    }

    /** Whether read-only transactions read from replicas outside of requests, too. */
    private boolean readsOutside() {
        return scopes.policy().config().routing().readOnlyTransactions();
    }

    private boolean isFilledFromPrimary() {
        Policy policy = scopes.policy();
        return policy.mode() != Mode.OFF && policy.config().routing().caches() == Caches.PRIMARY;
    }
}
