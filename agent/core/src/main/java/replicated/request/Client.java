package replicated.request;

import java.util.List;

/**
 * What a request tells of its client. Immutable.
 *
 * @param bookmarks texts of the bookmark header and cookie, in any number; untrusted
 * @param affinity stable for one client as far as that can be told, null where nothing tells; untrusted
 * @param secure whether the request came over TLS, so that its cookie may be {@code Secure}
 */
record Client(List<String> bookmarks, String affinity, boolean secure) {

    /** No client: a call outside of requests. */
    static final Client NONE = new Client(List.of(), null, false);
}
