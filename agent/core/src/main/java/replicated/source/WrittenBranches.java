// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.context.WeakIdentity;

/**
 * Which branches of distributed transactions have written, where these begin and end by statements: there the drivers'
 * connections stay in auto-commit. Of each connection the latest branch is known, weakly. Thread-safe.
 */
final class WrittenBranches {

    /** The latest branch of a connection. */
    private static final class Branch {
        private final String name;
        private final AtomicBoolean open = new AtomicBoolean();
        private volatile boolean wrote;

        Branch(String name) {
            this.name = name;
        }
    }

    private final Map<WeakIdentity, Branch> latest = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** How many are open; read for each statement of each connection. */
    private final AtomicInteger open = new AtomicInteger();

    /** Whether a branch is open, on any connection. */
    boolean areOpen() {
        return open.get() > 0;
    }

    /**
     * A branch has begun.
     *
     * @param goesOn whether it goes on, and the connection need not be the one on which it began
     */
    void began(Object connection, String name, boolean goesOn) {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            close(latest.remove(gone));
        }
        Branch known = goesOn ? of(connection) : null;
        if (known == null || !known.name.equals(name)) {
            known = new Branch(name);
            known.wrote = goesOn;
            close(latest.put(new WeakIdentity(connection, collected), known));
        }
        if (known.open.compareAndSet(false, true)) {
            open.incrementAndGet();
        }
    }

    private void close(@Nullable Branch branch) {
        if (branch != null && branch.open.compareAndSet(true, false)) {
            open.decrementAndGet();
        }
    }

    private @Nullable Branch of(Object connection) {
        return latest.get(new WeakIdentity(connection, null));
    }

    /** What the connection does from here on is none of its branch's. */
    void left(Object connection) {
        close(of(connection));
    }

    /** Whether what the connection does belongs to a branch. */
    boolean isIn(Object connection) {
        Branch known = areOpen() ? of(connection) : null;
        return known != null && known.open.get();
    }

    /** What was done in the branch that is open may have written. */
    void wrote(Object connection) {
        Branch known = of(connection);
        if (known != null) {
            known.wrote = true;
        }
    }

    /**
     * Whether all of a branch was seen, and only read. It is known for as long as no other begins on its connection:
     * the statement that ends it may be looked at twice.
     *
     * @param connection the one that ends it
     */
    boolean onlyRead(Object connection, String name) {
        Branch known = of(connection);
        return known != null && known.name.equals(name) && !known.wrote;
    }
}
