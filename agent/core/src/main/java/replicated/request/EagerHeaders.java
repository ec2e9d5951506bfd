package replicated.request;

import java.util.List;
import java.util.Map;
import replicated.log.Faults;

/**
 * For containers whose commit point we do not know: what a response has to tell is set through the servlet API as soon as it is
 * known, as long as the response is not committed. Used on whatever thread works for the request.
 */
final class EagerHeaders {

    private static final String TIMING = "Server-Timing";

    private final Object response;
    private final ServletApi.ResponseApi api;

    /** The latest value of the timing header that was added; null: none was. */
    private volatile String timing;

    EagerHeaders(Object response) {
        this.response = response;
        this.api = ServletApi.ofResponse(response);
    }

    /**
     * Something has just been committed, or may be before the response is. The last {@code Set-Cookie} of a name wins (RFC 6265, 5.3,
     * step 11).
     */
    void tellBookmark(Scope scope) {
        try {
            if (!isOver()) {
                set(scope.bookmarkHeaders());
            }
        } catch (Throwable fault) {
            Faults.caught("eager-headers", fault);
        }
    }

    /** Where a decision went; the header is a list, to which the application may have added as well. */
    void tellTiming(String value) {
        try {
            if (!value.equals(timing) && !isOver()) {
                api.addHeader(response, TIMING, value);
                timing = value;
            }
        } catch (Throwable fault) {
            Faults.caught("eager-headers", fault);
        }
    }

    /** The outermost filter or servlet has ended, and may have reset the response after all was set. */
    void tellAgain(Scope scope, String bookmarkHeader) {
        try {
            if (isOver()) {
                return;
            }
            if (!api.containsHeader(response, bookmarkHeader)) {
                set(scope.bookmarkHeaders());
            }
            if (timing != null && !api.containsHeader(response, TIMING)) {
                api.addHeader(response, TIMING, timing);
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
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equals("Set-Cookie")) {
                api.addHeader(response, header.getKey(), header.getValue());
            } else {
                api.setHeader(response, header.getKey(), header.getValue());
            }
        }
    }
}
