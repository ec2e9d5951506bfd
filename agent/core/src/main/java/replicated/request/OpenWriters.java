// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose writing transactions are open, by identity: a connection may be equal to others. Thread-safe.
 *
 * <p>Mostly there is one, which comes and goes with each transaction of a request that writes, so it is kept by itself
 * and without a lock: two atomic operations for a transaction, where a lock takes four.
 */
@SuppressWarnings("ReferenceEquality")
final class OpenWriters {

    private static final VarHandle ONE;

    static {
        try {
            ONE = MethodHandles.lookup().findVarHandle(OpenWriters.class, "one", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The only one, or the first of several; null for none, or where the first has ended. */
    private volatile @Nullable Object one;

    /** Who came while there was one. Guarded by this object's lock. */
    private final List<Object> others = new ArrayList<>(0);

    /** How many they are. Written under this object's lock, read without it. */
    private volatile int more;

    boolean any() {
        // Once more at the end: one may have come to the first place while the others were left.
        return one != null || more > 0 || one != null;
    }

    /**
     * A transaction has written; it may have before.
     *
     * @return whether none was open
     */
    boolean begins(Object writer) {
        if (more == 0) {
            Object before = ONE.compareAndExchange(this, null, writer);
            if (before == null || before == writer) {
                return before == null;
            }
        }
        return joins(writer);
    }

    /** There is another, or was a moment ago. */
    private synchronized boolean joins(Object writer) {
        boolean none = !any();
        if (one != writer && indexOf(writer) < 0) {
            others.add(writer);
            more = others.size();
        }
        return none;
    }

    /** Its transaction has ended, if there was one. */
    void ends(Object writer) {
        if (one == writer) {
            ONE.compareAndSet(this, writer, null);
        }
        if (more > 0) {
            // There too where several threads of one connection began at once.
            leaves(writer);
        }
    }

    private synchronized void leaves(Object writer) {
        int index = indexOf(writer);
        if (index >= 0) {
            others.remove(index);
            more = others.size();
        }
    }

    private int indexOf(Object writer) {
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i) == writer) {
                return i;
            }
        }
        return -1;
    }
}
