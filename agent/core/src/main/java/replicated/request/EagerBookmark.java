package replicated.request;

import java.util.Map;
import replicated.log.Faults;

/**
 * For containers whose commit point we do not know: the bookmark is set at each commit of the database, through the
 * servlet API, as long as the response is not committed. Used on the thread of the request.
 */
final class EagerBookmark {

    private final Object response;
    private final ServletApi.ResponseApi api;

    EagerBookmark(Object response) {
        this.response = response;
        this.api = ServletApi.ofResponse(response);
    }

    /** Something has just been committed. The last {@code Set-Cookie} of a name wins (RFC 6265, 5.3, step 11). */
    void committed(Scope scope) {
        try {
            if (!api.committed(response)) {
                for (Map.Entry<String, String> header : scope.responseHeaders()) {
                    if (header.getKey().equals("Set-Cookie")) {
                        api.addHeader(response, header.getKey(), header.getValue());
                    } else {
                        api.setHeader(response, header.getKey(), header.getValue());
                    }
                }
            }
        } catch (Throwable fault) {
            Faults.caught("eager-bookmark", fault);
        }
    }
}
