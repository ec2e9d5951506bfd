// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * For containers whose commit point we do not know: what a response has to tell is set through the servlet API as soon
 * as it is known, as long as the response is not committed. Used on whatever thread works for the request.
 */
final class EagerHeaders {

    /** What there is to tell, as the scope knows it. */
    interface Teller {

        /** What it has to tell its client. */
        ClientBookmark bookmark();

        /**
         * The headers that carry the bookmark: what is known now.
         *
         * @param more whether more writes are expected to what was written to
         */
        List<Map.Entry<String, String>> bookmarkHeaders(boolean more);

        /** Whether the client is not told of committed writes only. */
        boolean mayWriteMore();

        /** Whether other threads have taken connections while the request ran; counts them. */
        boolean countWorkOfOtherThreads();
    }

    /** So often a bookmark is set on one response before its end, since each time adds a line to its header. */
    private static final int MAX_BOOKMARKS_BEFORE_END = 8;

    private final Object response;
    private final ServletApi.ResponseApi api;

    /** The latest value of the timing header that was added; null: none was. */
    private volatile @Nullable String timing;

    /** How often a bookmark was set. */
    private final AtomicInteger told = new AtomicInteger();

    /** What was set last was not of committed writes only. */
    private volatile boolean provisional;

    EagerHeaders(Object response) {
        this.response = response;
        this.api = ServletApi.ofResponse(response);
    }

    /**
     * What there is to tell has changed, as long as the response can tell it. The last {@code Set-Cookie} of a name
     * wins (RFC 6265, 5.3, step 11). A request of very many transactions is told of at its end, and until then as about
     * to write more.
     */
    void tellBookmark(Teller scope) {
        try {
            if (isOver()) {
                scope.bookmark().fix();
            } else if (mayTellMore()) {
                boolean more = told.get() == MAX_BOOKMARKS_BEFORE_END - 1;
                set(scope.bookmarkHeaders(more));
                provisional = more || scope.mayWriteMore();
                if (!mayTellMore()) {
                    // Another thread may have told meanwhile, and nothing is told any more before the end.
                    provisional = true;
                }
            }
        } catch (Throwable fault) {
            Faults.caught("eager-headers", fault);
        }
    }

    /**
     * Whether bookmarks are still set before the end of the request: then a transaction that begins to write is worth
     * telling.
     */
    boolean mayTellMore() {
        return told.get() < MAX_BOOKMARKS_BEFORE_END;
    }

    /** Where a decision went; the header is a list, to which the application may have added as well. */
    void tellTiming(String value) {
        try {
            if (!value.equals(timing) && !isOver()) {
                api.addHeader(response, ServerTiming.NAME, value);
                timing = value;
            }
        } catch (Throwable fault) {
            Faults.caught("eager-headers", fault);
        }
    }

    /**
     * The outermost filter or servlet has ended. It may have reset the response after all was set, and what was
     * expected may have come to nothing.
     */
    void tellLast(Teller scope, String bookmarkHeader) {
        try {
            if (isOver()) {
                scope.bookmark().fix();
                return;
            }
            boolean there = api.containsHeader(response, bookmarkHeader);
            if (!there || provisional || scope.countWorkOfOtherThreads()) {
                List<Map.Entry<String, String>> headers = scope.bookmarkHeaders(false);
                set(headers.isEmpty() && there ? scope.bookmark().headersOfBefore() : headers);
            }
            String latest = timing;
            if (latest != null && !api.containsHeader(response, ServerTiming.NAME)) {
                api.addHeader(response, ServerTiming.NAME, latest);
            }
        } catch (Throwable fault) {
            Faults.caught("eager-headers", fault);
        }
    }

    private boolean isOver() throws Throwable {
        try {
            return api.committed(response);
        } catch (IllegalStateException takenBack) {
            // Another thread has completed the asynchronous request, and the container has its response back.
            return true;
        }
    }

    private void set(List<Map.Entry<String, String>> headers) throws Throwable {
        if (!headers.isEmpty()) {
            told.incrementAndGet();
        }
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equals("Set-Cookie")) {
                api.addHeader(response, header.getKey(), header.getValue());
            } else {
                api.setHeader(response, header.getKey(), header.getValue());
            }
        }
    }
}
