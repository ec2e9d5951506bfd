// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * The last moment before a response is committed: what a scope has to tell its client goes into the headers here.
 * Thread-safe. No method throws.
 */
public final class ResponseCommit {

    private final CopyOnWriteArrayList<String> armed = new CopyOnWriteArrayList<>();

    /**
     * Tells that a container's own commit point is hooked, so that nothing has to be set early on its responses.
     *
     * @param classPrefix what the names of the container's response classes start with
     */
    public void armed(String classPrefix) {
        // Once, however many class loaders have a container of this kind: a single disarming has to be enough.
        armed.addIfAbsent(classPrefix);
    }

    /**
     * Tells that a container's commit point is not to be relied on any more.
     *
     * @param classPrefix as given to {@link #armed}
     */
    public void disarmed(String classPrefix) {
        armed.remove(classPrefix);
    }

    /** Whether nothing has to be set early on a response. */
    boolean isArmed(Object response) {
        String name = response.getClass().getName();
        for (String prefix : armed) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The headers to add to a response that is about to be committed. May wait, for no longer than
     * {@code replica-timeout}, for the position of a primary.
     *
     * @param request a servlet request, of either API
     * @return names and values, empty where there is nothing to tell
     */
    public List<Map.Entry<String, String>> headersFor(Object request) {
        try {
            ServletApi api = ServletApi.ofRequest(request);
            return api == null ? List.of() : headersOf(api.attribute(request));
        } catch (Throwable fault) {
            Faults.caught("response-commit", fault);
            return List.of();
        }
    }

    /**
     * As {@link #headersFor}, for containers that hand us the request attribute itself.
     *
     * @param attribute value of the attribute {@link #ATTRIBUTE}, or null
     * @return names and values, empty where there is nothing to tell
     */
    public List<Map.Entry<String, String>> headersOf(@Nullable Object attribute) {
        try {
            return attribute instanceof Scope scope ? scope.responseHeaders() : List.of();
        } catch (Throwable fault) {
            Faults.caught("response-commit", fault);
            return List.of();
        }
    }

    /** Name of the request attribute that holds a request's scope. */
    public static final String ATTRIBUTE = ServletApi.ATTRIBUTE;
}
