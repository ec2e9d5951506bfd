// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import replicated.instrument.weave.Instrumentation;

/**
 * The instrumentation of the moment at which a kind of container fixes the headers of a response, and the way from
 * there to the response. Stateless, thread-safe.
 */
public interface CommitPoint extends Instrumentation {

    /**
     * Name of the kind of container, as its hook hands it over.
     *
     * @return never null
     */
    String container();

    /**
     * Which responses this point stands for.
     *
     * @return what the names of the response classes begin with that applications see in this container
     */
    String responses();

    /**
     * Adds headers if the response is about to be committed.
     *
     * @param anchor what the container's hook has handed over
     * @param headers what there is to add
     * @throws Throwable whatever the container's methods throw
     */
    void commit(Object anchor, ResponseHeaders headers) throws Throwable;

    /**
     * The outermost filter or servlet has been entered: a chance to tie the request to the anchor of its commit point.
     *
     * @param servletRequest a {@code ServletRequest} of any container
     * @throws Throwable whatever the container's methods throw
     */
    default void entered(Object servletRequest) throws Throwable {}
}
