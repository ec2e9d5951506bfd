// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark;
import replicated.log.Level;
import replicated.log.Log;

/**
 * What this node knows of the writes of each client beyond what the client itself brings back: of two responses that
 * overtook each other a browser keeps one bookmark, and no header tells of a write that is committed after the
 * response. A client is known by its sessions and by the entries of bookmarks that it has brought and was given, all of
 * them as hashes only. Two clients may have been given the same entry; then both are asked of what either wrote.
 * Thread-safe: reads take no lock, and none is held while anybody else's code runs.
 */
final class ClientMemory {

    /**
     * So many clients are remembered, the oldest go first: as many as have written within {@code consistency.max-age}.
     * Each takes 0.5 kilobytes, and more the more databases it has written to.
     */
    static final int MAX_CLIENTS = 100_000;

    private static final int MAX_NAMES = 8;

    /** Clients that were given the same entry; more have to be known by their sessions. */
    private static final int MAX_SHARING = 32;

    private static final Remembered[] NOBODY = {};

    private final int most;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Map<Long, Remembered[]> byName = new ConcurrentHashMap<>();

    /** Those that wrote last come last. */
    @GuardedBy("this")
    private final Set<Remembered> clients = new LinkedHashSet<>();

    /** Whether one was dropped that still counted, and nobody has said so yet. A benign race: it may be said twice. */
    private volatile boolean tooMany;

    /**
     * An empty memory.
     *
     * @param most how many clients are remembered
     */
    ClientMemory(int most) {
        this.most = most;
    }

    /** Whether nobody is remembered, which spares asking who the client is. */
    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** What stands for a session, or an entry of a bookmark, in here. */
    long name(String text) {
        long hash = seed;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** Who goes by any of these names: one client mostly, or nobody. */
    Remembered[] find(Collection<Long> names) {
        Remembered[] found = NOBODY;
        for (Long name : names) {
            for (Remembered each : byName.getOrDefault(name, NOBODY)) {
                found = with(found, each);
            }
        }
        return found;
    }

    /**
     * Remembers of a client what it has written.
     *
     * @param brought names that it came with; the most telling first
     * @param given names that it is given now
     * @param wrote everything that it has to see from now on
     * @param now milliseconds since the epoch
     * @param until when that ends to count
     * @return the client; null if it has no name at all
     */
    @Nullable
    Remembered remember(List<Long> brought, List<Long> given, Bookmark wrote, long now, long until) {
        Remembered client = add(brought, given, wrote, now, until);
        if (tooMany) {
            tooMany = false;
            Log.limited(
                    Level.WARN,
                    "client-memory",
                    "more than " + most
                            + " clients have written within consistency.max-age: the oldest are known by their"
                            + " bookmarks only, and no longer by this node's memory of late and parallel writes; shorten"
                            + " max-age, or spread the clients over more nodes");
        }
        return client;
    }

    private synchronized @Nullable Remembered add(
            List<Long> brought, List<Long> given, Bookmark wrote, long now, long until) {
        forgetOld(now);
        if (brought.isEmpty() && given.isEmpty()) {
            return null;
        }
        Remembered[] known = find(brought);
        Remembered client = known.length == 0 ? new Remembered() : ofFirst(brought);
        client.add(wrote, until);
        brought.forEach(name -> call(client, name));
        given.forEach(name -> call(client, name));
        for (Remembered other : known) {
            if (other != client && other.isPending()) {
                // What it wrote is not in the bookmark yet, and perhaps it is this client.
                given.forEach(name -> call(other, name));
            }
        }
        clients.remove(client);
        clients.add(client);
        return client;
    }

    /** Whoever goes by the first of the names that is known. */
    private Remembered ofFirst(List<Long> names) {
        for (Long name : names) {
            Remembered[] known = byName.get(name);
            if (known != null) {
                return known[known.length - 1];
            }
        }
        throw new IllegalStateException("nobody goes by these names");
    }

    private void call(Remembered client, Long name) {
        Remembered[] known = byName.getOrDefault(name, NOBODY);
        Remembered[] more = with(known, client);
        if (more.length > MAX_SHARING) {
            return;
        }
        byName.put(name, more);
        client.goesBy(name);
        if (client.names.length > MAX_NAMES) {
            Long dropped = client.names[0];
            client.names = Arrays.copyOfRange(client.names, 1, client.names.length);
            uncall(client, dropped);
        }
    }

    private void uncall(Remembered client) {
        for (Long name : client.names) {
            uncall(client, name);
        }
    }

    private void uncall(Remembered client, Long name) {
        byName.computeIfPresent(name, (key, known) -> {
            Remembered[] others =
                    Arrays.stream(known).filter(each -> each != client).toArray(Remembered[]::new);
            return others.length == 0 ? null : others;
        });
    }

    /** Those whose writes count no more, and those who are too many. */
    @GuardedBy("this")
    private void forgetOld(long now) {
        Iterator<Remembered> oldestFirst = clients.iterator();
        while (oldestFirst.hasNext()) {
            Remembered oldest = oldestFirst.next();
            boolean counts = oldest.until >= now;
            if (counts && clients.size() < most) {
                return;
            }
            tooMany |= counts;
            oldestFirst.remove();
            uncall(oldest);
        }
    }

    /** A reader has found that what is remembered counts no more. */
    synchronized void forget(Remembered client, long now) {
        if (client.isOver(now) && clients.remove(client)) {
            uncall(client);
        }
    }

    private static Remembered[] with(Remembered[] known, Remembered one) {
        for (Remembered each : known) {
            if (each == one) {
                return known;
            }
        }
        Remembered[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = one;
        return more;
    }

    /** One client. Thread-safe. */
    static final class Remembered {

        private static final Long[] NAMELESS = {};

        /** The latest last. Guarded by the memory. An array, since there are many clients with few names. */
        private Long[] names = NAMELESS;

        // Written under this object's lock.

        private volatile Bookmark bookmark = Bookmark.EMPTY;
        private volatile long until;

        /**
         * Keys of databases whose primaries are being asked for the position of a late write. Replaced, never changed.
         */
        private volatile List<String> pending = List.of();

        /** Among them those to which there was another write meanwhile. */
        private List<String> again = List.of();

        private Remembered() {}

        private void goesBy(Long name) {
            Long[] more = new Long[names.length + 1];
            int kept = 0;
            for (Long each : names) {
                if (!each.equals(name)) {
                    more[kept] = each;
                    kept++;
                }
            }
            more[kept] = name;
            names = kept == names.length ? more : Arrays.copyOf(more, kept + 1);
        }

        /** What the client has to see, as far as positions are known. */
        Bookmark bookmark() {
            return bookmark;
        }

        /**
         * Whether a database has been written to and the position is not known yet: only the primary is sure to show
         * it.
         */
        boolean isPending(String database) {
            return !pending.isEmpty() && pending.contains(database);
        }

        private boolean isPending() {
            return !pending.isEmpty();
        }

        /** Whether what is remembered counts no more. */
        boolean isOver(long now) {
            return now > until;
        }

        synchronized void add(Bookmark wrote, long lasting) {
            bookmark = bookmark.merge(wrote);
            until = Math.max(until, lasting);
        }

        /**
         * A late write has been committed.
         *
         * @return whether the primary has to be asked for its position; {@code false} if somebody is about to do so
         */
        synchronized boolean late(String database) {
            if (pending.contains(database)) {
                again = and(again, database);
                return false;
            }
            pending = and(pending, database);
            return true;
        }

        /**
         * The primary has been asked.
         *
         * @return whether it has to be asked again, because of a write after the question
         */
        synchronized boolean asked(String database, Bookmark wrote) {
            bookmark = bookmark.merge(wrote);
            if (again.contains(database)) {
                again = without(again, database);
                return true;
            }
            pending = without(pending, database);
            return false;
        }

        private static List<String> and(List<String> all, String one) {
            List<String> more = new ArrayList<>(all);
            if (!more.contains(one)) {
                more.add(one);
            }
            return List.copyOf(more);
        }

        private static List<String> without(List<String> all, String one) {
            return all.stream().filter(each -> !each.equals(one)).toList();
        }
    }
}
