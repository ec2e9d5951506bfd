// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which servers a pooler's alias has led to. A server that was restarted, or replaced for good, is another one that
 * takes the place of the first; several servers are told by being met at once, or in turn: one, another, and the first
 * again. Thread-safe.
 */
final class PoolerAlias {

    /** As long as nothing tells of several servers, so long after the last sign of it the alias is tried again. */
    private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(10);

    /** More than any alias has; an identity that changes at each look must not fill the memory. */
    private static final int MAX_SERVERS = 64;

    /** When each was last met, by {@link System#nanoTime}. */
    @GuardedBy("this")
    private final Map<String, Long> met = new HashMap<>();

    /** The latest. */
    @GuardedBy("this")
    private String latest = "";

    @GuardedBy("this")
    private boolean several;

    /** When that was last seen. */
    @GuardedBy("this")
    private long severalAt;

    /** The one whose connections may be used; empty: none yet. Written under the lock of this. */
    private volatile String admitted = "";

    /**
     * A server was met behind the alias.
     *
     * @param server its identity
     * @param now {@link System#nanoTime}
     * @return whether the alias leads to several, as far as is known by now
     */
    boolean met(String server, long now) {
        return met(List.of(server), now);
    }

    /**
     * Servers were met behind the alias at one moment.
     *
     * @param atOnce their identities
     * @param now {@link System#nanoTime}
     * @return whether the alias leads to several, as far as is known by now
     */
    synchronized boolean met(Collection<String> atOnce, long now) {
        met.values().removeIf(then -> now - then > REMEMBERED);
        boolean sign = Set.copyOf(atOnce).size() > 1 || met.size() > MAX_SERVERS;
        for (String server : atOnce) {
            sign |= !server.equals(latest) && met.containsKey(server);
            met.put(server, now);
            latest = server;
        }
        if (sign) {
            several = true;
            severalAt = now;
            admitted = "";
        } else if (several && now - severalAt > REMEMBERED) {
            several = false;
        }
        return several;
    }

    /** From now on connections to this server may be used, and to no other. */
    synchronized void admit(String server) {
        admitted = several ? "" : server;
    }

    /**
     * Whether a connection to a server may be used. Costs one volatile read.
     *
     * @param server its identity
     * @return {@code false} before the first {@link #admit}
     */
    boolean admits(String server) {
        return !server.isEmpty() && server.equals(admitted);
    }
}
