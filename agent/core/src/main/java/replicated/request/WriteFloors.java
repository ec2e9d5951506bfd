// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import replicated.bookmark.Bookmark;
import replicated.bookmark.Position;
import replicated.config.Mode;
import replicated.jdbc.Database;
import replicated.jdbc.JvmWrites;

/**
 * What reads outside of requests must at least see: all that this JVM has committed, on whichever thread. Writes are
 * only marked; the primary is asked for its position when such a read comes, and again only if something was written
 * since. Thread-safe.
 */
final class WriteFloors implements JvmWrites {

    private final ScopeServices services;
    private final Map<String, Floor> floors = new ConcurrentHashMap<>();

    WriteFloors(ScopeServices services) {
        this.services = services;
    }

    /**
     * The floor of one database. Whoever reads takes the mark of new writes away and counts that, before the primary is
     * asked: an answer covers all writes that were marked before.
     */
    static final class Floor {

        /** Something was written since the mark was taken last. */
        private volatile boolean written;

        /** How often the mark was taken. Written under this object's lock. */
        private volatile long taken;

        /** The answer that covers most. Written under this object's lock. */
        private volatile CoveredWrites known = new CoveredWrites(0, Bookmark.EMPTY);

        /**
         * Something may have been committed. Asked for each of them, and mostly so since the last: a write costs more
         * than a look.
         */
        void written() {
            if (!written) {
                written = true;
            }
        }

        /** Whether the next answer covers all that was committed before this call. */
        boolean isMarked() {
            return written;
        }

        /** The number of the mark that an answer has to cover. */
        private long required() {
            return written ? take() : taken;
        }

        /**
         * Counted before the mark is taken, and by one at a time: a write that comes in between has to be somebody's.
         */
        private synchronized long take() {
            if (written) {
                taken++;
                written = false;
            }
            return taken;
        }

        /** An older answer may come later: it covers less. */
        private synchronized void answered(CoveredWrites answer) {
            if (answer.taken() >= known.taken()) {
                known = answer;
            }
        }
    }

    /**
     * A position of the primary.
     *
     * @param taken the number of the latest mark whose writes it surely covers
     * @param bookmark what has to be seen
     */
    private record CoveredWrites(long taken, Bookmark bookmark) {}

    @Override
    public boolean wanted() {
        Policy policy = services.policy();
        return policy.mode() == Mode.ROUTE && policy.usesBookmarks();
    }

    @Override
    public void written(String database) {
        floor(database).written();
    }

    /** The floor of a database, by its key; the same one for ever. */
    Floor floor(String database) {
        Floor floor = floors.get(database);
        return floor == null ? floors.computeIfAbsent(database, key -> new Floor()) : floor;
    }

    @Override
    public void writtenEarly(String database) {
        written(database);
        services.switchedOn();
    }

    /**
     * What a read of a database has to see. Waits for the primary if something was written since it was last asked, for
     * no longer than {@code replica-timeout}.
     *
     * @return empty where this JVM has written nothing; a time window where the primary has not answered, or has no
     *     positions
     */
    Bookmark of(Database database, Policy policy) {
        Floor floor = floors.get(database.key());
        if (floor == null) {
            return Bookmark.EMPTY;
        }
        long required = floor.required();
        CoveredWrites known = floor.known;
        if (known.taken() >= required) {
            return known.bookmark();
        }
        Position position = BookmarkHeaders.positionNow(database, policy);
        Bookmark fresh = Bookmark.EMPTY.with(database.key(), position, policy.now());
        if (position == null && database.replicas().primaryPosition() != null) {
            // It has positions, and will tell the next one who asks.
            return fresh;
        }
        floor.answered(new CoveredWrites(required, fresh));
        return fresh;
    }
}
