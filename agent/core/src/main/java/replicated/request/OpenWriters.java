// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose writing transactions are open, by identity: a connection may be equal to others. Thread-safe. */
final class OpenWriters {

    /** Whether any is open. Written under this object's lock, as the writers are; read without it. */
    private volatile boolean any;

    /**
     * Mostly the only one; null for none. Kept by itself because each statement of a request that writes comes and goes
     * here.
     */
    private @Nullable Object one;

    private final List<Object> others = new ArrayList<>(0);

    boolean any() {
        return any;
    }

    /**
     * A transaction has written; it may have before.
     *
     * @return whether none was open
     */
    @SuppressWarnings("ReferenceEquality")
    synchronized boolean begins(Object writer) {
        boolean first = !any;
        if (one == null) {
            one = writer;
        } else if (one != writer && indexOf(writer) < 0) {
            others.add(writer);
        }
        any = true;
        return first;
    }

    /** Its transaction has ended, if there was one. */
    void ends(Object writer) {
        if (any) {
            remove(writer);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private synchronized void remove(Object writer) {
        int index = indexOf(writer);
        if (one == writer) {
            one = null;
        } else if (index >= 0) {
            others.remove(index);
        }
        any = one != null || !others.isEmpty();
    }

    @SuppressWarnings("ReferenceEquality")
    private int indexOf(Object writer) {
        for (int i = 0; i < others.size(); i++) {
            if (others.get(i) == writer) {
                return i;
            }
        }
        return -1;
    }
}
