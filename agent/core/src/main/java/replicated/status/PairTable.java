// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by two names, found without making a key, and never removed one by one. Thread-safe; reading costs one
 * volatile read and a comparison per entry where they are few, as they mostly are, and two look-ups where they are not.
 *
 * @param <T> thread-safe itself
 */
final class PairTable<T> {

    /** Where everything goes that would be too many names. */
    static final String OTHER = "other";

    /** Of a table that there is one of: some for each of as many data sources as are routed. */
    static final int MAX_OF_ALL = 2000;

    /**
     * Names come from configuration and pools. An application that makes pools with ever new names must not fill the
     * memory.
     */
    private static final int MAX_ENTRIES = 200;

    /** The target that is no replica. */
    static final String PRIMARY = "primary";

    /** So many are compared one by one: faster than a look-up, by its hash, of each of two names. */
    private static final int FEW = 16;

    /** What most tables have. */
    static final Supplier<LongAdder> ADDERS = LongAdder::new;

    private final Supplier<T> fresh;
    private final int max;

    /** Copied on every addition, under this object's lock. */
    private volatile Entry<T>[] entries = none();

    /** The same by their names, once they are more than few. Added to under this object's lock, before {@link #entries}. */
    private volatile @Nullable Map<String, Map<String, T>> byNames;

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
     * @return never null; beyond the bound that of {@code other} and {@code primary}, or {@code other}
     */
    T of(String first, String second) {
        T known = find(first, second);
        return known != null ? known : orMore(first, second);
    }

    private T orMore(String first, String second) {
        if (entries.length < max || first.equals(OTHER)) {
            return add(first, second);
        }
        return of(OTHER, other(second));
    }

    /**
     * What goes for a second name where there are too many: that no replica has served a read is still told.
     *
     * @param second a name
     * @return {@link #PRIMARY} or {@link #OTHER}
     */
    static String other(String second) {
        return second.equals(PRIMARY) ? PRIMARY : OTHER;
    }

    private @Nullable T find(String first, String second) {
        Entry<T>[] known = entries;
        if (known.length > FEW) {
            return findByNames(first, second);
        }
        for (Entry<T> entry : known) {
            if (entry.is(first, second)) {
                return entry.value();
            }
        }
        return null;
    }

    private @Nullable T findByNames(String first, String second) {
        Map<String, Map<String, T>> index = byNames;
        Map<String, T> ofFirst = index == null ? null : index.get(first);
        return ofFirst == null ? null : ofFirst.get(second);
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
        byNames = null;
    }

    private synchronized T add(String first, String second) {
        T already = find(first, second);
        if (already != null) {
            return already;
        }
        Entry<T>[] known = entries;
        T made = fresh.get();
        Entry<T>[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new Entry<>(first, second, made);
        index(more);
        entries = more;
        return made;
    }

    private void index(Entry<T>[] more) {
        Map<String, Map<String, T>> index = byNames;
        if (index != null) {
            put(index, more[more.length - 1]);
        } else if (more.length > FEW) {
            Map<String, Map<String, T>> all = new ConcurrentHashMap<>();
            for (Entry<T> entry : more) {
                put(all, entry);
            }
            byNames = all;
        }
    }

    private static <T> void put(Map<String, Map<String, T>> index, Entry<T> entry) {
        index.computeIfAbsent(entry.first, any -> new ConcurrentHashMap<>()).put(entry.second, entry.value);
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
