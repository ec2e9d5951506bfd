// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.config.Mode;
import replicated.request.CurrentScope.Frame;

/**
 * Work outside of requests that a rule names: each call of such a method is a scope of its own, unless it runs within
 * one. Thread-safe.
 */
public final class Jobs {

    private final Scopes scopes;

    /**
     * For the wiring.
     *
     * @param scopes makes the scopes
     */
    public Jobs(Scopes scopes) {
        this.scopes = scopes;
    }

    /**
     * A method that a rule names begins.
     *
     * @param job its class and its name
     * @return a token for {@link #exit}, or null if there is nothing to undo
     */
    public @Nullable Object enter(String job) {
        if (scopes.policy().mode() == Mode.OFF) {
            return null;
        }
        Frame outer = CurrentScope.frame();
        if (outer != null && !isOver(outer)) {
            return null;
        }
        Scope scope = scopes.ofJob(job);
        if (scope == null) {
            return null;
        }
        Frame frame = new Frame(scope, null, outer);
        CurrentScope.enter(frame);
        return frame;
    }

    /**
     * Whether what the thread works in has come to its end: a job that hands itself over for its next run begins anew.
     * What a request has handed over stays the request's, for its client's sake, for as long as its client needs that.
     */
    private static boolean isOver(Frame outer) {
        return Scopes.isOver(outer)
                || (outer.isLate() && (!outer.scope().ofRequest() || ((Scope) outer.scope()).isLongOver()));
    }

    /**
     * The method ends, normally or not.
     *
     * @param token what {@link #enter} returned; null does nothing
     */
    public void exit(@Nullable Object token) {
        if (token instanceof Frame frame) {
            CurrentScope.leave(frame);
            ((Scope) frame.scope()).finish(true);
        }
    }
}
