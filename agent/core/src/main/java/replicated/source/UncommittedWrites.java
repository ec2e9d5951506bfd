package replicated.source;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import replicated.context.WeakIdentity;

/**
 * The drivers' connections on which something was written that is not known to be committed yet. Held weakly and by identity.
 * Thread-safe.
 */
final class UncommittedWrites {

    private final Set<WeakIdentity> connections = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** Something was written. */
    void add(Object connection) {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            connections.remove(gone);
        }
        connections.add(new WeakIdentity(connection, collected));
    }

    /**
     * A transaction ends.
     *
     * @return whether something was written in it
     */
    boolean remove(Object connection) {
        return !connections.isEmpty() && connections.remove(new WeakIdentity(connection, null));
    }
}
