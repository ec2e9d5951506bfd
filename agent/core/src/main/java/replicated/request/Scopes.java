package replicated.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.context.ScopeFrame;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.OutsideUse;
import replicated.jdbc.RoutingScope;
import replicated.request.Current.Frame;
import replicated.route.Intent;

/** Makes scopes, and keeps what all of them share. Thread-safe; {@link #apply} may be called at any time. */
public final class Scopes {

    private final LearnedRoutes learned;
    private final PathRoutes paths = new PathRoutes();
    private final Decisions decisions;
    private final OutsideUse outsideUse;
    private final Floors floors = new Floors(this);
    private final ClientMemory memory = new ClientMemory(ClientMemory.MOST);

    /** Keys of the databases that this node has told clients of: the others in their bookmarks are other applications'. */
    private final Set<String> ours = ConcurrentHashMap.newKeySet();

    private volatile Policy policy;

    /** Null where the agent has routed since the application's start, or for longer than any bookmark counts. */
    private final AtomicReference<SwitchOn> switchOn = new AtomicReference<>();

    /**
     * For the wiring.
     *
     * @param config the configuration in force at start
     * @param learned routes known to write
     * @param decisions hears of every decision
     * @param outsideUse knows of what other threads may have written for a request
     */
    public Scopes(Config config, LearnedRoutes learned, Decisions decisions, OutsideUse outsideUse) {
        this.learned = learned;
        this.decisions = decisions;
        this.outsideUse = outsideUse;
        this.policy = new Policy(config);
    }

    /**
     * Takes a new configuration into force: for the mode at once, for all else from the next request on.
     *
     * @param config checked
     */
    public void apply(Config config) {
        if (config.mode() == Mode.ROUTE && policy.mode() != Mode.ROUTE) {
            switchedOn();
        }
        policy = new Policy(config);
    }

    /** Tells that the application has written without the agent's seeing it. To be called before the first connection is routed. */
    public void switchedOn() {
        switchOn.set(new SwitchOn(policy.now()));
    }

    SwitchOn switchOn() {
        return switchOn.get();
    }

    /** Spares later reads the asking. */
    void forget(SwitchOn over) {
        switchOn.compareAndSet(over, null);
    }

    /**
     * The scope of a thread, as a routed connection wants it.
     *
     * @param frame what is kept on the thread; null outside of all scopes
     * @return null where the application's connections are left alone: in mode off, and outside of all scopes unless read-only
     *     transactions count there too
     */
    public RoutingScope routing(ScopeFrame frame) {
        Policy now = policy;
        if (!now.routes()) {
            return null;
        }
        if (frame != null) {
            return ((Frame) frame).scope();
        }
        return now.config().routing().readOnlyTransactions() ? of(true) : null;
    }

    /**
     * The scope that the calling thread works in.
     *
     * @return outside of all scopes one of its own, in which nothing is known of any client; null in mode off
     */
    public RoutingScope present() {
        Frame frame = Current.frame();
        return policy.routes() ? frame == null ? of(true) : frame.scope() : null;
    }

    /**
     * The scope of a thread, as those see it who look at what it writes.
     *
     * @param frame what is kept on the thread
     * @return null outside of all scopes
     */
    public RoutingScope writing(ScopeFrame frame) {
        return frame == null ? null : ((Frame) frame).scope();
    }

    Policy policy() {
        return policy;
    }

    /**
     * What this JVM has written.
     *
     * @return hears of what is written past the scopes
     */
    public JvmWrites writes() {
        return floors;
    }

    Floors floors() {
        return floors;
    }

    LearnedRoutes learned() {
        return learned;
    }

    PathRoutes paths() {
        return paths;
    }

    Decisions decisions() {
        return decisions;
    }

    ClientMemory memory() {
        return memory;
    }

    Set<String> ours() {
        return ours;
    }

    OutsideUse outsideUse() {
        return outsideUse;
    }

    Scope ofRequest(String method, String path, Client client) {
        Policy now = policy;
        Rules.Verdict rule = now.rule(method, path);
        return new Scope(this, now, method, path, now.intent(method, rule), rule.maxLag(), client, false);
    }

    /** A replica-annotated method outside a request: no client, so no bookmark. */
    Scope ofCall() {
        return of(false);
    }

    private Scope of(boolean outside) {
        return new Scope(this, policy, null, "", Intent.WRITE_METHOD, null, Client.NONE, outside);
    }
}
