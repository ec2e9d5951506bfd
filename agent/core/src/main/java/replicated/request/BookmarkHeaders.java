// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark;
import replicated.bookmark.BookmarkCodec;
import replicated.bookmark.Cookies;
import replicated.bookmark.Position;
import replicated.config.ReadYourWrites;
import replicated.jdbc.Database;
import replicated.log.Log;

/** What a response tells its client of the writes of its request. Stateless but for what it is given. */
final class BookmarkHeaders {

    private BookmarkHeaders() {}

    /**
     * The bookmark of a client after the scope's writes: that of its request, merged with what was written; never
     * lowered. All primaries are asked that have not told the positions of their commits, before the first answer is
     * awaited.
     *
     * @param expected keys of databases to which a write may follow
     */
    static Bookmark after(
            Bookmark before,
            List<? extends WrittenDatabase> written,
            Collection<String> expected,
            Policy policy,
            Decisions decisions) {
        Position[] told = new Position[written.size()];
        List<CompletionStage<Position>> asked = new ArrayList<>();
        for (int i = 0; i < told.length; i++) {
            WrittenDatabase each = written.get(i);
            boolean wanted = byPosition(each.database()) && each.hasCommitted();
            told[i] = wanted ? each.told() : null;
            asked.add(wanted && told[i] == null ? each.database().replicas().capture() : null);
        }
        long deadline =
                System.nanoTime() + policy.config().routing().replicaTimeout().toNanos();
        long now = policy.now();
        Bookmark bookmark = before;
        for (int i = 0; i < written.size(); i++) {
            WrittenDatabase each = written.get(i);
            Position position = told[i];
            if (position != null) {
                decisions.count(CounterMetric.BOOKMARK_CAPTURES, each.database().name(), CounterMetric.TOLD);
            } else if (asked.get(i) != null) {
                position = await(asked.get(i), deadline);
                decisions.count(
                        CounterMetric.BOOKMARK_CAPTURES,
                        each.database().name(),
                        position == null ? CounterMetric.UNKNOWN : CounterMetric.KNOWN);
            }
            bookmark = bookmark.with(each.database().key(), position, now);
            if (position != null && each.open()) {
                // What the open transaction will write has no position yet, and no header can follow.
                bookmark = bookmark.with(each.database().key(), null, now);
            }
        }
        for (String database : expected) {
            bookmark = bookmark.with(database, null, now);
        }
        return bookmark;
    }

    /** Where a primary is now, as it says itself; null if it does not say so within {@code replica-timeout}. */
    static @Nullable Position positionNow(Database database, Policy policy) {
        return await(
                database.replicas().capture(),
                System.nanoTime() + policy.config().routing().replicaTimeout().toNanos());
    }

    /**
     * The headers that carry a bookmark. Where it is empty, they take away what the client has.
     */
    static List<Map.Entry<String, String>> of(BookmarkCodec.Encoded bookmark, Policy policy, boolean secure) {
        return List.of(
                Map.entry(
                        "Set-Cookie",
                        Cookies.ofBookmark(bookmark, policy.config().bookmarks(), secure)),
                Map.entry(policy.bookmarkHeader(), bookmark.text()));
    }

    private static boolean byPosition(Database database) {
        return database.replicas().settings().consistency().readYourWrites() == ReadYourWrites.POSITION;
    }

    /** The position, or null if it cannot be had in time: a write then counts for the time window. */
    private static @Nullable Position await(CompletionStage<Position> asked, long deadline) {
        try {
            return asked.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            Log.debug("the position of a primary could not be had: " + e.getCause());
            return null;
        }
    }
}
