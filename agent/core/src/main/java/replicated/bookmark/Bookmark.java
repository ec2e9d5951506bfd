// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position.Reached;

/**
 * What a client must at least see: for each database the positions up to which it has written, one per history, and the
 * times of writes that no position is known for. Immutable.
 *
 * <p>{@link #merge} takes the maximum entry by entry, so it is commutative, associative and idempotent and never lowers
 * anything: responses that overtake each other cannot make a client forget a write (field study, hazard 6). Entries of
 * different histories stand side by side, because there is no maximum of what cannot be compared; they go away by age.
 * The laws hold as long as nothing has to be dropped because of {@link #MAX_ENTRIES}.
 */
public final class Bookmark {

    /**
     * The most entries kept of one database, and the most that are written into one text: the oldest are dropped.
     * Entries of other databases, which anybody may make up, displace none.
     */
    public static final int MAX_ENTRIES = 16;

    /** The longest key of a database. */
    public static final int MAX_KEY = 32;

    /** Demands nothing. */
    public static final Bookmark EMPTY = new Bookmark(new TreeMap<>());

    /**
     * One demand. Immutable.
     *
     * @param database key of the database: ASCII letters and digits, at most {@link #MAX_KEY}
     * @param position of one history; null for a write whose position is not known, which counts for the time window
     * @param issuedAt milliseconds since the epoch, at least 0
     */
    public record Entry(String database, @Nullable Position position, long issuedAt) {

        /** Checks the key. */
        public Entry {
            if (!isKey(database) || issuedAt < 0) {
                throw new IllegalArgumentException("not an entry of a bookmark: key '" + database + "', issued at "
                        + issuedAt + "; a key is 1 to " + MAX_KEY + " letters and digits");
            }
        }

        private String slot() {
            return position == null ? database : database + "/" + position.history();
        }

        private Entry merge(Entry other) {
            @Nullable
            Position both = position == null || other.position == null ? null : position.merge(other.position);
            return new Entry(database, both, Math.max(issuedAt, other.issuedAt));
        }
    }

    /**
     * What a bookmark demands of the server that answers a read.
     *
     * @param primaryOnly no replica may serve: a write within the time window has no position that can be compared
     * @param required a replica may serve if it covers this; null: nothing is required
     */
    public record Demand(boolean primaryOnly, @Nullable Position required) {

        /** Any replica may serve. */
        public static final Demand NONE = new Demand(false, null);

        /** Only the primary may serve. */
        public static final Demand PRIMARY = new Demand(true, null);

        /**
         * Whether a server may serve.
         *
         * @param position where the server is known to stand; null where nothing is known
         * @return {@code true} if it shows all that is demanded
         */
        public boolean metBy(@Nullable Position position) {
            return !primaryOnly && (required == null || (position != null && position.covers(required) == Reached.YES));
        }
    }

    private final SortedMap<String, Entry> entries;

    private Bookmark(SortedMap<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * Of entries in any order, several of the same database and history merged.
     *
     * @param entries any number
     * @return of the newest {@link #MAX_ENTRIES} of each database
     */
    public static Bookmark of(Collection<Entry> entries) {
        SortedMap<String, Entry> bySlot = new TreeMap<>();
        for (Entry entry : entries) {
            bySlot.merge(entry.slot(), entry, Entry::merge);
        }
        return ofNewest(bySlot);
    }

    private static Bookmark ofNewest(SortedMap<String, Entry> bySlot) {
        if (bySlot.size() > MAX_ENTRIES) {
            dropOldest(bySlot);
        }
        return bySlot.isEmpty() ? EMPTY : new Bookmark(bySlot);
    }

    private static void dropOldest(SortedMap<String, Entry> bySlot) {
        List<Entry> newestFirst = new ArrayList<>(bySlot.values());
        newestFirst.sort(Comparator.comparingLong(Entry::issuedAt).reversed());
        Map<String, Integer> kept = new HashMap<>();
        for (Entry entry : newestFirst) {
            if (kept.merge(entry.database(), 1, Integer::sum) > MAX_ENTRIES) {
                bySlot.remove(entry.slot());
            }
        }
    }

    /**
     * What is demanded of some databases.
     *
     * @param databases keys of databases
     * @return of the entries of those only
     */
    public Bookmark only(Set<String> databases) {
        SortedMap<String, Entry> left = new TreeMap<>(entries);
        left.values().removeIf(entry -> !databases.contains(entry.database()));
        return left.size() == entries.size() ? this : ofNewest(left);
    }

    /**
     * This bookmark and one more write.
     *
     * @param database key of the database
     * @param position of the primary, taken after the commit returned; null if it could not be had in time or there is
     *     none: the write counts for the time window
     * @param now milliseconds since the epoch
     * @return demands no less than this one
     */
    public Bookmark with(String database, @Nullable Position position, long now) {
        if (position == null) {
            return merge(of(List.of(new Entry(database, null, now))));
        }
        List<Entry> written = new ArrayList<>();
        for (Position part : position.parts()) {
            written.add(new Entry(database, part, now));
        }
        return merge(of(written));
    }

    /**
     * Everything that either demands.
     *
     * @param other any
     * @return demands no less than each of the two
     */
    public Bookmark merge(Bookmark other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        SortedMap<String, Entry> both = new TreeMap<>(entries);
        other.entries.forEach((slot, entry) -> both.merge(slot, entry, Entry::merge));
        return ofNewest(both);
    }

    /**
     * What has to be demanded for one database now. The rules are those of the agreed design, 4.5, "worth primary until
     * the window is over or nothing at all", made sharper where the primary's position allows it:
     *
     * <ul>
     *   <li>covered by the primary: the position itself;
     *   <li>ahead of the primary: within the window the position itself (the sample may be older than the write),
     *       afterwards no more than the primary has: a bookmark is never trusted beyond the primary, be it forged or
     *       lost in a crash;
     *   <li>of another timeline or identity: within the window the primary, afterwards what the failover left of it, if
     *       that can be told ({@link Position#carriedInto}), else nothing;
     *   <li>without a position: within the window the primary, afterwards nothing;
     *   <li>primary's position unknown (it may be down): the position itself, and the primary if there are several that
     *       no server could cover together.
     * </ul>
     *
     * @param database key of the database
     * @param primary where the primary is known to have been, a lower bound; null where unknown
     * @param now milliseconds since the epoch
     * @param window length of the time window in milliseconds
     * @return never null
     */
    public Demand demand(String database, @Nullable Position primary, long now, long window) {
        if (entries.isEmpty()) {
            return Demand.NONE;
        }
        Position required = null;
        for (Entry entry : entries.values()) {
            if (!entry.database().equals(database)) {
                continue;
            }
            boolean fresh = now - entry.issuedAt() < window;
            if (entry.position() == null) {
                if (fresh) {
                    return Demand.PRIMARY;
                }
                continue;
            }
            Optional<Position> part;
            if (primary == null) {
                part = Optional.of(entry.position());
            } else {
                Reached reached = primary.covers(entry.position());
                if (reached == Reached.INCOMPARABLE && fresh) {
                    return Demand.PRIMARY;
                }
                boolean asIs = reached == Reached.YES || (reached == Reached.NO && fresh);
                part = asIs ? Optional.of(entry.position()) : entry.position().carriedInto(primary);
            }
            if (part.isPresent()) {
                if (required != null && required.covers(part.get()) == Reached.INCOMPARABLE) {
                    return Demand.PRIMARY;
                }
                required = required == null ? part.get() : required.merge(part.get());
            }
        }
        return required == null ? Demand.NONE : new Demand(false, required);
    }

    /**
     * Whether only the primary itself can tell what to demand: an entry beyond the window is ahead of where it is known
     * to be. That entry is lost or forged, or it was issued just now by a node whose clock differs, and the primary was
     * sampled before.
     *
     * @param database key of the database
     * @param primary where the primary is known to have been; null where unknown
     * @param now milliseconds since the epoch
     * @param window length of the time window in milliseconds
     * @return {@code false}: {@link #demand} is right by what is known
     */
    public boolean doubts(String database, @Nullable Position primary, long now, long window) {
        for (Entry entry : entries.values()) {
            if (primary != null
                    && entry.position() != null
                    && entry.database().equals(database)
                    && now - entry.issuedAt() >= window
                    && primary.covers(entry.position()) == Reached.NO) {
                return true;
            }
        }
        return false;
    }

    /**
     * All entries.
     *
     * @return an unmodifiable view in the order of keys
     */
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /**
     * Whether nothing is demanded of anybody.
     *
     * @return {@code true} without entries
     */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    static boolean isKey(String text) {
        if (text.isEmpty() || text.length() > MAX_KEY) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bookmark that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return "Bookmark" + entries.values();
    }
}
