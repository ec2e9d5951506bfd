// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.jdbc.UntrackedUse;

/** What all scopes share: the policy in force, and what was learnt of routes and clients. Thread-safe. */
final class ScopeServices {

    private final LearnedRoutes learned;
    private final PathRoutes paths = new PathRoutes();
    private final Decisions decisions;
    private final UntrackedUse untrackedUse;
    private final WriteFloors floors = new WriteFloors(this);
    private final WritesWithoutPosition writesWithoutPosition = new WritesWithoutPosition();
    private final ClientMemory memory = new ClientMemory(ClientMemory.MAX_CLIENTS);

    /**
     * Keys of the databases that this node has told clients of: the others in their bookmarks are other applications'.
     */
    private final Set<String> ours = ConcurrentHashMap.newKeySet();

    private volatile Policy policy;

    /** Null where the agent has routed since the application's start, or for longer than any bookmark counts. */
    private final AtomicReference<RoutingStart> routingStart = new AtomicReference<>();

    ScopeServices(Config config, LearnedRoutes learned, Decisions decisions, UntrackedUse untrackedUse) {
        this.learned = learned;
        this.decisions = decisions;
        this.untrackedUse = untrackedUse;
        this.policy = new Policy(config);
    }

    void apply(Config config) {
        if (config.mode() == Mode.ROUTE && policy.mode() != Mode.ROUTE) {
            switchedOn();
        }
        policy = new Policy(config);
    }

    void switchedOn() {
        routingStart.set(new RoutingStart(policy.now()));
    }

    @Nullable
    RoutingStart routingStart() {
        return routingStart.get();
    }

    /** Spares later reads the asking. */
    void forget(RoutingStart over) {
        routingStart.compareAndSet(over, null);
    }

    Policy policy() {
        return policy;
    }

    WriteFloors floors() {
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

    WritesWithoutPosition writesWithoutPosition() {
        return writesWithoutPosition;
    }

    ClientMemory memory() {
        return memory;
    }

    Set<String> ours() {
        return ours;
    }

    UntrackedUse untrackedUse() {
        return untrackedUse;
    }
}
