// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import replicated.context.WeakIdentity;

/**
 * The drivers' connections on which something was written that is not known to be committed yet. Held weakly and by
 * identity. Thread-safe.
 */
final class UncommittedWrites {

    private final Set<WeakIdentity> connections = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /**
     * Something was written.
     *
     * @return whether nothing was before, in this transaction
     */
    boolean add(Object connection) {
        forgetCollected();
        return connections.add(new WeakIdentity(connection, collected));
    }

    private void forgetCollected() {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            connections.remove(gone);
        }
    }

    /**
     * A transaction ends.
     *
     * @return whether something was written in it
     */
    boolean remove(Object connection) {
        return !connections.isEmpty() && connections.remove(new WeakIdentity(connection, null));
    }

    /**
     * Those that there are now.
     *
     * @return for {@link #isAnyLeft}
     */
    Set<WeakIdentity> all() {
        return Set.copyOf(connections);
    }

    /** Whether one of those is still here, on which something may have been written anew since. */
    boolean isAnyLeft(Set<WeakIdentity> before) {
        forgetCollected();
        return before.stream().anyMatch(connections::contains);
    }
}
