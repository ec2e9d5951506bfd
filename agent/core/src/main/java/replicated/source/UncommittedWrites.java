package replicated.source;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The drivers' connections on which something was written that is not known to be committed yet. Held weakly and by identity.
 * Thread-safe.
 */
final class UncommittedWrites {

    private final Set<Key> connections = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** Identity, for as long as the connection is there; the reference itself afterwards. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object connection, ReferenceQueue<Object> queue) {
            super(connection, queue);
            this.hash = System.identityHashCode(connection);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof Key that && get() != null && that.refersTo(get()));
        }
    }

    /** Something was written. */
    void add(Object connection) {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            connections.remove(gone);
        }
        connections.add(new Key(connection, collected));
    }

    /**
     * A transaction ends.
     *
     * @return whether something was written in it
     */
    boolean remove(Object connection) {
        return !connections.isEmpty() && connections.remove(new Key(connection, null));
    }
}
