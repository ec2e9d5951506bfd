// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark;

/**
 * The latest writes of this node that no position is known for, with the routes that made them: bookmarks do not name
 * routes, and whoever looks into why reads stay on the primary asks which write it was. Bounded; thread-safe; written
 * to with each response that tells of such a write, and read once for each scope that such a write keeps on the
 * primary.
 */
final class WritesWithoutPosition {

    private static final int KEPT = 128;

    private final AtomicReferenceArray<Write> latest = new AtomicReferenceArray<>(KEPT);
    private final AtomicInteger next = new AtomicInteger();

    private record Write(String database, long issuedAt, String route) {}

    /**
     * Takes note of the entries of a bookmark that have no position.
     *
     * @param told what the client is told
     * @param since entries issued before are of others
     * @param route of the request that wrote
     */
    void note(Bookmark told, long since, String route) {
        for (Bookmark.Entry entry : told.entries()) {
            if (entry.position() == null && entry.issuedAt() >= since) {
                note(entry.database(), entry.issuedAt(), route);
            }
        }
    }

    void note(String database, long issuedAt, String route) {
        latest.set(Integer.remainderUnsigned(next.getAndIncrement(), KEPT), new Write(database, issuedAt, route));
    }

    /**
     * The route of the write that keeps a client's reads on the primary.
     *
     * @param known what the client has to see
     * @param database key of the database
     * @param now milliseconds since the epoch
     * @param window length of the time window in milliseconds
     * @return null where no such write keeps it there; {@code another node} where none of the writes kept here is it
     */
    @Nullable
    String route(Bookmark known, String database, long now, long window) {
        Bookmark.Entry newest = null;
        for (Bookmark.Entry entry : known.entries()) {
            boolean counts =
                    entry.position() == null && entry.database().equals(database) && now - entry.issuedAt() < window;
            if (counts && (newest == null || entry.issuedAt() > newest.issuedAt())) {
                newest = entry;
            }
        }
        if (newest == null) {
            return null;
        }
        String route = route(database, newest.issuedAt());
        return route == null ? "another node" : route;
    }

    /**
     * The route that has last made such a write to a database, whoever its client was.
     *
     * @return null if none is kept
     */
    @Nullable
    String latest(String database) {
        Write found = null;
        for (int at = 0; at < KEPT; at++) {
            Write write = latest.get(at);
            if (write != null
                    && write.database().equals(database)
                    && (found == null || write.issuedAt() > found.issuedAt())) {
                found = write;
            }
        }
        return found == null ? null : found.route();
    }

    private @Nullable String route(String database, long issuedAt) {
        for (int at = 0; at < KEPT; at++) {
            Write write = latest.get(at);
            if (write != null
                    && write.issuedAt() == issuedAt
                    && write.database().equals(database)) {
                return write.route();
            }
        }
        return null;
    }
}
