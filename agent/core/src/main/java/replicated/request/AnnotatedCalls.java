// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.config.Mode;
import replicated.jdbc.RoutingScope;
import replicated.request.CurrentScope.Frame;
import replicated.request.CurrentScope.Kind;

/**
 * Annotated methods: the innermost one that runs decides for the statements of its thread. Outside a request a
 * replica annotation opens a scope of its own; a primary annotation there has nothing to change. Thread-safe.
 */
public final class AnnotatedCalls {

    private final Scopes scopes;

    /**
     * For the wiring.
     *
     * @param scopes makes the scopes of calls outside requests
     */
    public AnnotatedCalls(Scopes scopes) {
        this.scopes = scopes;
    }

    /**
     * An annotated method begins.
     *
     * @param kind what its annotation asks for
     * @return a token for {@link #exit}, or null if there is nothing to undo
     */
    public @Nullable Object enter(AnnotationKind kind) {
        if (scopes.policy().mode() == Mode.OFF) {
            return null;
        }
        Frame outer = CurrentScope.frame();
        if (outer == null && kind == AnnotationKind.PRIMARY) {
            return null;
        }
        if (CacheLoads.isFilling(outer)) {
            // What is kept for others is not for one method to choose.
            return null;
        }
        RoutingScope scope = outer == null ? scopes.ofCall() : outer.scope();
        Frame frame = new Frame(scope, kind, outer, outer == null ? Kind.ENTRY : outer.kind());
        CurrentScope.enter(frame);
        return frame;
    }

    /**
     * An annotated method ends, normally or not.
     *
     * @param token what {@link #enter} returned; null does nothing
     */
    public void exit(@Nullable Object token) {
        if (token instanceof Frame frame) {
            CurrentScope.leave(frame);
            if (frame.outer() == null && frame.scope() instanceof Scope scope) {
                scope.callEnded();
            }
        }
    }
}
