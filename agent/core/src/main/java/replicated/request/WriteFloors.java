package replicated.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import replicated.bookmark.Bookmark;
import replicated.bookmark.Position;
import replicated.config.Mode;
import replicated.jdbc.Database;
import replicated.jdbc.JvmWrites;

/**
 * What reads outside of requests must at least see: all that this JVM has committed, on whichever thread. Writes are
 * only counted; the primary is asked for its position when such a read comes, and again only if something was written
 * since. Thread-safe.
 */
final class WriteFloors implements JvmWrites {

    private final ScopeServices services;
    private final Map<String, Floor> floors = new ConcurrentHashMap<>();

    WriteFloors(ScopeServices services) {
        this.services = services;
    }

    /** The floor of one database. */
    private static final class Floor {

        final AtomicLong writes = new AtomicLong();
        final AtomicReference<CoveredWrites> known = new AtomicReference<>(new CoveredWrites(0, Bookmark.EMPTY));
    }

    /**
     * A position of the primary.
     *
     * @param writes how many writes it surely covers
     * @param bookmark what has to be seen
     */
    private record CoveredWrites(long writes, Bookmark bookmark) {}

    @Override
    public boolean wanted() {
        Policy policy = services.policy();
        return policy.mode() == Mode.ROUTE && policy.usesBookmarks();
    }

    @Override
    public void written(String database) {
        Floor floor = floors.get(database);
        if (floor == null) {
            floor = floors.computeIfAbsent(database, key -> new Floor());
        }
        floor.writes.incrementAndGet();
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
        long writes = floor.writes.get();
        CoveredWrites known = floor.known.get();
        if (known.writes() >= writes) {
            return known.bookmark();
        }
        Position position = BookmarkHeaders.positionNow(database, policy);
        Bookmark fresh = Bookmark.EMPTY.with(database.key(), position, policy.now());
        if (position == null && database.replicas().primaryPosition() != null) {
            // It has positions, and will tell the next one who asks.
            return fresh;
        }
        floor.known.accumulateAndGet(
                new CoveredWrites(writes, fresh), (before, now) -> before.writes() > now.writes() ? before : now);
        return fresh;
    }
}
