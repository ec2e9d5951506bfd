// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

/** What the request side keeps on a thread that works in a scope. */
public interface ScopeFrame {

    /**
     * The scope, which this package compares by identity only.
     *
     * @return never null
     */
    Object scope();

    /**
     * Whether what the thread does may be for another scope all the same.
     *
     * @return {@code true} where it runs a task, or was only started, in this one
     */
    default boolean mayServeOthers() {
        return false;
    }
}
