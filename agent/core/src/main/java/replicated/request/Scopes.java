// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.context.ScopeFrame;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.UntrackedUse;
import replicated.request.CurrentScope.Frame;
import replicated.request.CurrentScope.Kind;
import replicated.route.Intent;

/** Makes scopes, and keeps what all of them share. Thread-safe; {@link #apply} may be called at any time. */
public final class Scopes {

    private final ScopeServices services;

    private volatile boolean hadWork;

    /**
     * For the wiring.
     *
     * @param config the configuration in force at start
     * @param learned routes known to write
     * @param decisions hears of every decision
     * @param untrackedUse knows of what other threads may have written for a request
     */
    public Scopes(Config config, LearnedRoutes learned, Decisions decisions, UntrackedUse untrackedUse) {
        services = new ScopeServices(config, learned, decisions, untrackedUse);
    }

    /**
     * Takes a new configuration into force: for the mode at once, for all else from the next request on.
     *
     * @param config checked
     */
    public void apply(Config config) {
        services.apply(config);
    }

    /**
     * Tells that the application has written without the agent's seeing it. To be called before the first connection is
     * routed.
     */
    public void switchedOn() {
        services.switchedOn();
    }

    /**
     * The scope of a thread, as a routed connection wants it.
     *
     * @param frame what is kept on the thread; null outside of all scopes
     * @return null where the application's connections are left alone: in mode off, and outside of all scopes unless
     *     read-only transactions count there too
     */
    public @Nullable RoutingScope routing(@Nullable ScopeFrame frame) {
        Policy now = services.policy();
        if (!now.routes()) {
            return null;
        }
        // A task that outlives its request reads as if there were no request: what is in its scope gets older and
        // older.
        if (frame != null && !((Frame) frame).isLate()) {
            return ((Frame) frame).scope();
        }
        return now.config().routing().readOnlyTransactions() ? of(true) : null;
    }

    /**
     * The scope that the calling thread works in.
     *
     * @return outside of all scopes one of its own, in which nothing is known of any client; null in mode off
     */
    public @Nullable RoutingScope present() {
        Frame frame = CurrentScope.frame();
        return services.policy().routes() ? frame == null || isOver(frame) ? of(true) : frame.scope() : null;
    }

    /**
     * The scope of a thread, as those see it who look at what it writes.
     *
     * @param frame what is kept on the thread
     * @return null outside of all scopes
     */
    public @Nullable RoutingScope writing(@Nullable ScopeFrame frame) {
        return frame == null || isOver((Frame) frame) ? null : ((Frame) frame).scope();
    }

    /** Whether what a thread does is no longer for the scope in which it was started. */
    static boolean isOver(Frame frame) {
        return frame.kind() == Kind.THREAD && ((Scope) frame.scope()).isLongOver();
    }

    /** Whether there was any request or job. */
    public boolean hadWork() {
        return hadWork;
    }

    private void noteWork() {
        if (!hadWork) {
            hadWork = true;
        }
    }

    Policy policy() {
        return services.policy();
    }

    /**
     * What this JVM has written.
     *
     * @return hears of what is written past the scopes
     */
    public JvmWrites writes() {
        return services.floors();
    }

    Scope ofRequest(String method, String path, ClientIdentity client) {
        noteWork();
        Policy now = services.policy();
        Rules.Verdict rule = now.rule(method, path);
        RouteName route = new RouteName(services.paths(), method, path);
        return new Scope(services, now, method, route, now.intent(method, rule), rule.maxLag(), client, false);
    }

    /**
     * Work outside of requests: no client, so no bookmark but what this JVM has written.
     *
     * @param job class and method
     * @return null if no rule names it
     */
    @Nullable
    Scope ofJob(String job) {
        Policy now = services.policy();
        Rules.Verdict rule = now.job(job);
        if (rule.isEmpty()) {
            return null;
        }
        noteWork();
        RouteName route = RouteName.ofJob(job);
        return new Scope(services, now, null, route, now.intentOfJob(rule), rule.maxLag(), ClientIdentity.NONE, false);
    }

    /** A replica-annotated method outside a request: no client, so no bookmark. */
    Scope ofCall() {
        return of(false);
    }

    /** For work of no request, where read-only transactions count there, too. */
    Scope outside() {
        return of(true);
    }

    private Scope of(boolean outside) {
        return new Scope(
                services,
                services.policy(),
                null,
                RouteName.ofCall(),
                Intent.WRITE_METHOD,
                null,
                ClientIdentity.NONE,
                outside);
    }
}
