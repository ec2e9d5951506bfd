// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import replicated.jdbc.Database;
import replicated.replica.Replica;
import replicated.route.Chooser;
import replicated.route.Chooser.Chosen;
import replicated.route.Chooser.Need;
import replicated.route.Reason;

/**
 * What one scope does with each database: one or two entries, linked. Thread-safe; entries are added, never removed.
 */
final class ScopedDatabaseStates {

    private final Scope scope;
    private final ScopeServices services;

    /** Added to under this object's lock. */
    private volatile @Nullable ScopedDatabaseState first;

    ScopedDatabaseStates(Scope scope, ScopeServices services) {
        this.scope = scope;
        this.services = services;
    }

    /** Whether the scope has used no database at all. */
    boolean none() {
        // A loop: asked of each request, and no other question of most.
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            if (part.used) {
                return false;
            }
        }
        return true;
    }

    /** What the scope does with a database. */
    ScopedDatabaseState of(Database database) {
        ScopedDatabaseState known = find(database);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            known = find(database);
            if (known == null) {
                known = new ScopedDatabaseState(scope, services, database, first);
                first = known;
            }
            return known;
        }
    }

    private @Nullable ScopedDatabaseState find(Database database) {
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            if (part.database == database) {
                return part;
            }
        }
        return null;
    }

    /** By key: a write through one pool counts for every pool to the same database. */
    boolean wrote(Database database) {
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            if (part.wrote && part.database.key().equals(database.key())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What follows from the replica that another pool to the same database reads from: a request sees one state,
     * through whichever pools.
     *
     * @param own the pool that wants one
     * @param replicas its own: each pool has connections of its own to each
     * @return null if nothing follows; no replica where the own pool cannot read from that one
     */
    @Nullable
    Chosen sameAsElsewhere(ScopedDatabaseState own, List<Replica> replicas, Need need) {
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            Replica there = part == own ? null : part.chosenReplica();
            if (there != null
                    && part.database.key().equals(own.database.key())
                    && Chooser.fits(there, need.required(), need.maxLag())) {
                for (Replica here : replicas) {
                    if (here.name().equals(there.name()) && here != need.excluded()) {
                        return Chooser.fits(here, need) ? new Chosen(here, null) : new Chosen(null, Reason.NO_REPLICA);
                    }
                }
            }
        }
        return null;
    }

    /** Whether anything was read, from wherever. */
    boolean readAnything() {
        return any(part -> part.anything);
    }

    /** Whether anything was read from a replica, or would have been. */
    boolean readFromReplica() {
        return any(part -> part.fromReplica);
    }

    /** Whether no primary knows more than was read from its replicas: each is asked. */
    boolean showedAll() {
        return !any(part -> !part.showedAll());
    }

    /** Whether anything was read that may come from a replica, were the route trusted. */
    boolean read() {
        return any(part -> part.fromReplica || part.untrusted);
    }

    /** Whether any statement was known to be more than a read. */
    boolean proved() {
        return any(part -> part.proved);
    }

    private boolean any(Predicate<ScopedDatabaseState> holds) {
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            if (holds.test(part)) {
                return true;
            }
        }
        return false;
    }

    /** Those that a response has to tell of, or will have to: an open transaction may still be committed. */
    List<ScopedDatabaseState> written() {
        List<ScopedDatabaseState> written = new ArrayList<>();
        for (ScopedDatabaseState part = first; part != null; part = part.next) {
            if (part.committed || part.open()) {
                written.add(part);
            }
        }
        return written;
    }
}
