// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A key for an object by its identity, for as long as the object is there; for the reference itself afterwards.
 * Thread-safe.
 */
public class WeakIdentity extends WeakReference<Object> {

    private final int hash;

    /**
     * A key.
     *
     * @param object never null; whatever it thinks itself equal to
     * @param collected told when it is gone; null: nobody is, for a key that is only looked for
     */
    public WeakIdentity(Object object, @Nullable ReferenceQueue<Object> collected) {
        super(object, collected);
        this.hash = System.identityHashCode(object);
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    @Override
    public final boolean equals(Object other) {
        return this == other || (other instanceof WeakIdentity that && get() != null && that.refersTo(get()));
    }
}
