// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;

/** A request from its beginning to its end, with the calls that the hooks of a container make. */
class ServedRequest implements AutoCloseable {

    private final RequestEntry entry;
    private final ResponseCommit commit;
    private final FakeHttp http;
    private final Object token;

    /** Begins it on the calling thread. */
    ServedRequest(RequestEntry entry, ResponseCommit commit, String method, String path, String... cookies) {
        this.entry = entry;
        this.commit = commit;
        http = new FakeHttp(method, path);
        for (String cookie : cookies) {
            http.header("Cookie", cookie);
        }
        token = entry.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));
    }

    /** Commits the response: its cookie as the browser sends it back, or null. */
    final String respond() {
        List<Map.Entry<String, String>> headers = commit.headersFor(http.request(HttpServletRequest.class));
        return headers.isEmpty() ? null : headers.get(0).getValue().split(";", 2)[0];
    }

    @Override
    public final void close() {
        entry.exit(token, null);
    }
}
