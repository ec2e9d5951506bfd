// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import org.jspecify.annotations.Nullable;

/**
 * What the hooks around one kind of calls lead to, where these are so seldom that looking it up by the name of the kind
 * is no matter: some nanoseconds for each. Thread-safe.
 */
public interface CallTarget {

    /**
     * A call starts.
     *
     * @param subject what the instrumentation says that it is about, may be null
     * @return for {@link #exit}, or null for none
     */
    @Nullable
    Object enter(@Nullable Object subject);

    /**
     * A call has ended, whether it returned or threw.
     *
     * @param token what {@link #enter} returned, never null
     */
    void exit(Object token);

    /**
     * What is the case once this has failed too often and is called no more.
     *
     * @return the end of a line of the log
     */
    default String whenGivenUp() {
        return AgentHooks.THE_CAREFUL_WAY;
    }
}
