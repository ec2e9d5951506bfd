// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import replicated.bookmark.Bookmark;
import replicated.bookmark.Position;
import replicated.jdbc.Database;

/**
 * The moment from which a running application is routed. What was written before it left no bookmark with anybody, so
 * for as long as a bookmark would count, every read has to see what its primary had when it was first asked after that
 * moment. Thread-safe.
 */
final class RoutingStart {

    private final long atMillis;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();

    /** A question to a primary, and when it was put, by the clock that ages bookmarks. */
    private record Asked(CompletableFuture<Position> position, long atMillis) {}

    /**
     * Now.
     *
     * @param atMillis by the clock that ages bookmarks
     */
    RoutingStart(long atMillis) {
        this.atMillis = atMillis;
    }

    /**
     * Whether every bookmark of before would have ended by now.
     *
     * @param nowMillis by the clock that ages bookmarks
     * @param maxAgeMillis how long a bookmark counts
     */
    boolean isOver(long nowMillis, long maxAgeMillis) {
        return nowMillis - atMillis > maxAgeMillis;
    }

    /**
     * What every client must at least see.
     *
     * @param database that is about to be read
     * @param nowMillis by the clock that ages bookmarks
     * @return a time window until the primary has answered; nothing where it has no positions, since the switch is to
     *     work within a second both ways
     */
    Bookmark bookmark(Database database, long nowMillis) {
        Asked question = asked.get(database.key());
        if (question == null) {
            Asked fresh = new Asked(database.replicas().capture().toCompletableFuture(), nowMillis);
            Asked first = asked.putIfAbsent(database.key(), fresh);
            question = first == null ? fresh : first;
        }
        CompletableFuture<Position> position = question.position();
        boolean answered = position.isDone() && !position.isCompletedExceptionally();
        Position seen = answered ? position.join() : null;
        return answered && seen == null
                ? Bookmark.EMPTY
                : Bookmark.EMPTY.with(database.key(), seen, question.atMillis());
    }
}
