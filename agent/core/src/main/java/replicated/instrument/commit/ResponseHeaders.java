// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import java.util.List;
import java.util.Map;

/** What there is to add to responses that are about to be committed. Thread-safe. No method throws. */
public interface ResponseHeaders {

    /**
     * For containers that know the servlet request.
     *
     * @param servletRequest a {@code ServletRequest}
     * @return names and values
     */
    List<Map.Entry<String, String>> forRequest(Object servletRequest);

    /**
     * For containers that know the attributes of the request only.
     *
     * @param attribute value of the request attribute {@link #attributeName}, may be null
     * @return names and values
     */
    List<Map.Entry<String, String>> forAttribute(Object attribute);

    /**
     * Name of the request attribute that holds the scope.
     *
     * @return never null
     */
    String attributeName();

    /**
     * The commit point of a container has been hooked: nothing has to be set early on its responses.
     *
     * @param classPrefix what the names of its response classes begin with
     */
    void armed(String classPrefix);

    /**
     * The commit point of a container has failed and is given up: from now on all has to be set early.
     *
     * @param classPrefix as it was {@link #armed}
     */
    void disarmed(String classPrefix);
}
