// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.BookmarkCodec;
import replicated.bookmark.Cookies;
import replicated.route.StableHash;

/**
 * What a request tells of its client. Immutable.
 *
 * @param bookmarks texts of the bookmark header and cookie that could be bookmarks, in any number; untrusted
 * @param sessions values of session cookies, {@link #MAX_SESSIONS} at most; untrusted
 * @param secure whether the request came over TLS, so that its cookie may be {@code Secure}
 * @param origin what tells clients without a session apart, as far as that goes; empty where nobody asks; untrusted
 */
record ClientIdentity(List<String> bookmarks, List<String> sessions, boolean secure, String origin) {

    /** No client: a call outside of requests. */
    static final ClientIdentity NONE = new ClientIdentity(List.of(), List.of(), false, "");

    /** Applications on one host name may have a session each; more than that tells nothing. */
    static final int MAX_SESSIONS = 8;

    /** Cookies that identify a session: the servlet specification's (7.1.1) and Spring Session's. */
    private static final List<String> SESSION_COOKIES = List.of("JSESSIONID", "SESSION");

    /** Of the lines of a request's headers. */
    static ClientIdentity of(
            List<String> bookmarkHeaders, List<String> cookies, String bookmarkCookie, boolean secure) {
        List<String> bookmarks = new ArrayList<>();
        for (String line : bookmarkHeaders) {
            // Whoever stands between may have joined several lines to one (RFC 9110, 5.3).
            for (String text : line.split(",", -1)) {
                if (BookmarkCodec.isPlausible(text.trim())) {
                    bookmarks.add(text.trim());
                }
            }
        }
        List<String> sessions = new ArrayList<>();
        for (String line : cookies) {
            Cookies.collect(line, bookmarkCookie, BookmarkCodec::isPlausible, bookmarks);
        }
        for (String name : SESSION_COOKIES) {
            for (String line : cookies) {
                Cookies.collect(line, name, value -> sessions.size() < MAX_SESSIONS, sessions);
            }
        }
        return new ClientIdentity(bookmarks, sessions, secure, "");
    }

    /** The same client, with what tells it apart where it has no session. */
    ClientIdentity from(String where) {
        return new ClientIdentity(bookmarks, sessions, secure, where);
    }

    /**
     * Whether the client is one of a share of all: the same one each time, and of each larger share too.
     *
     * @param percent 0 to 100
     */
    boolean isIn(double percent) {
        return percent >= 100
                || StableHash.of((sessions.isEmpty() ? origin : sessions.get(0)).hashCode()) < percent / 100;
    }

    /** Stable for one client as far as that can be told, null where nothing tells; untrusted. */
    @Nullable
    String affinity() {
        List<String> known = sessions.isEmpty() ? bookmarks : sessions;
        return known.isEmpty() ? null : known.get(0);
    }
}
