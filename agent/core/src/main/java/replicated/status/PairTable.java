// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Values by two names: few of them, found without making a key, and never removed one by one. Thread-safe; reading
 * costs one volatile read and a comparison per entry.
 *
 * @param <T> thread-safe itself
 */
final class PairTable<T> {

    /** Where everything goes that would be too many names. */
    static final String OTHER = "other";

    /**
     * Names come from configuration and pools. An application that makes pools with ever new names must not fill the
     * memory.
     */
    private static final int MAX_ENTRIES = 200;

    private final Supplier<T> fresh;
    private final int max;

    /** Copied on every addition, under this object's lock. */
    private volatile Entry<T>[] entries = none();

    PairTable(Supplier<T> fresh) {
        this(fresh, MAX_ENTRIES);
    }

    /** @param max so many pairs; all further ones share one more */
    PairTable(Supplier<T> fresh, int max) {
        this.fresh = fresh;
        this.max = max;
    }

    /**
     * The value of two names, made if there is none.
     *
     * @param first a name
     * @param second another
     * @return never null; beyond the bound that of {@code other}, {@code other}
     */
    T of(String first, String second) {
        for (Entry<T> entry : entries) {
            if (entry.is(first, second)) {
                return entry.value();
            }
        }
        return add(first, second);
    }

    /**
     * Everything there is.
     *
     * @return a snapshot, in the order of arrival, not to be changed
     */
    Entry<T>[] entries() {
        return entries;
    }

    /** Nothing is known any more; what is counted meanwhile may be lost. */
    synchronized void clear() {
        entries = none();
    }

    private synchronized T add(String first, String second) {
        Entry<T>[] known = entries;
        for (Entry<T> entry : known) {
            if (entry.is(first, second)) {
                return entry.value();
            }
        }
        if (known.length >= max && !first.equals(OTHER)) {
            return of(OTHER, OTHER);
        }
        Entry<T>[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new Entry<>(first, second, fresh.get());
        entries = more;
        return more[known.length].value();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Entry<T>[] none() {
        return new Entry[0];
    }

    record Entry<T>(String first, String second, T value) {

        boolean is(String otherFirst, String otherSecond) {
            return second.equals(otherSecond) && first.equals(otherFirst);
        }
    }
}
