// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.config.Mode;
import replicated.jdbc.RoutingScope;
import replicated.log.Faults;
import replicated.request.CurrentScope.Frame;
import replicated.request.CurrentScope.Kind;

/**
 * The ways into and out of a request. The scope is a request attribute, which goes through wrappers, dispatches and
 * threads; the thread-local only mirrors it. Thread-safe. No method throws.
 */
public final class RequestEntry {

    private final Scopes scopes;
    private final ResponseCommit commit;

    /**
     * For the wiring.
     *
     * @param scopes makes the scopes
     * @param commit knows which containers tell of the commit of their responses
     */
    public RequestEntry(Scopes scopes, ResponseCommit commit) {
        this.scopes = scopes;
        this.commit = commit;
    }

    /**
     * A filter or servlet begins.
     *
     * @param component the filter or servlet
     * @param request what it was given
     * @param response what it was given
     * @return a token for {@link #exit}, or null if there is nothing to undo: a nested call of the same request, or
     *     none of our business
     */
    public @Nullable Object enter(Object component, Object request, Object response) {
        try {
            Policy policy = scopes.policy();
            if (policy.mode() == Mode.OFF) {
                return null;
            }
            ServletApi api = ServletApi.ofRequest(request);
            if (api == null) {
                return null;
            }
            Frame outer = CurrentScope.frameBefore();
            if (api.attribute(request) instanceof Scope scope) {
                if (outer != null && outer.scope() == scope) {
                    return null;
                }
                return enter(new Visit(scope, new Frame(scope, null, outer), null, null, null));
            }
            Scope scope = scopes.ofRequest(api.method(request), api.path(request), client(policy, api, request));
            if (!commit.isArmed(response)) {
                scope.setsEagerlyOn(response);
            }
            api.setAttribute(request, scope);
            scope.serving(api, request);
            return enter(new Visit(scope, new Frame(scope, null, outer), api, request, response));
        } catch (Throwable fault) {
            Faults.caught("request-enter", fault);
            return null;
        }
    }

    /**
     * A filter or servlet ends, normally or not.
     *
     * @param token what {@link #enter} returned; null does nothing
     * @param thrown what the application threw, or null
     */
    public void exit(@Nullable Object token, @Nullable Throwable thrown) {
        if (!(token instanceof Visit visit)) {
            return;
        }
        CurrentScope.leave(visit.frame());
        if (visit.api() == null) {
            return;
        }
        Scope scope = visit.scope();
        try {
            boolean goesOn = visit.api().asyncStarted(visit.request());
            scope.served(goesOn);
            // Tomcat does not tell of the end of one that fails right after it was made asynchronous.
            if (goesOn && thrown == null) {
                visit.api().onComplete(visit.request(), () -> scope.finish(succeeded(visit.response())));
                return;
            }
        } catch (Throwable ended) {
            // Containers throw once an asynchronous request has completed elsewhere.
            scope.ended();
            scope.finish(false);
            return;
        }
        scope.finish(thrown == null && succeeded(visit.response()));
    }

    private static boolean succeeded(@Nullable Object response) {
        try {
            return ServletApi.ofResponse(response).succeeded(response);
        } catch (Throwable fault) {
            return false;
        }
    }

    /**
     * {@code AsyncContext.start(Runnable)} is called. The calling thread is still in the request's scope.
     *
     * @param asyncContext the context it is called on
     * @param task what the application passed
     * @return a task that runs in the same scope, or {@code task} itself outside of all scopes
     */
    public Runnable asyncTask(Object asyncContext, Runnable task) {
        Frame frame = CurrentScope.frame();
        return frame == null ? task : new ScopedTask(frame.scope(), task);
    }

    /**
     * A listener is given to the container, which calls it on a thread of its own.
     *
     * @param listener what the application passed
     * @return a listener that is called in the same scope, or {@code listener} itself outside of all scopes
     */
    public Object listener(Object listener) {
        Frame frame = CurrentScope.frame();
        return frame == null || scopes.policy().mode() == Mode.OFF
                ? listener
                : ScopedListener.of(listener, new Frame(frame.scope(), null, null, Kind.TASK));
    }

    private static Visit enter(Visit visit) {
        CurrentScope.enter(visit.frame());
        return visit;
    }

    private static ClientIdentity client(Policy policy, ServletApi api, Object request) throws Throwable {
        boolean shared = policy.config().requests().replicaShare() < 100;
        if (!policy.readsClients() && !shared) {
            return ClientIdentity.NONE;
        }
        ClientIdentity client = ClientIdentity.of(
                policy.readsClients() ? Collections.list(api.headers(request, policy.bookmarkHeader())) : List.of(),
                Collections.list(api.headers(request, "Cookie")),
                policy.bookmarkCookie(),
                api.secure(request));
        return shared ? client.from(api.origin(request)) : client;
    }

    /** One entry that has to be undone; {@code api} is null where the scope belongs to an entry before it. */
    private record Visit(
            Scope scope,
            Frame frame,
            @Nullable ServletApi api,
            @Nullable Object request,
            @Nullable Object response) {}

    /** The application's task, in the scope of its request. */
    private record ScopedTask(RoutingScope scope, Runnable task) implements Runnable {
        @Override
        public void run() {
            Frame frame = new Frame(scope, null, CurrentScope.frame());
            CurrentScope.enter(frame);
            try {
                task.run();
            } finally {
                CurrentScope.leave(frame);
            }
        }
    }
}
