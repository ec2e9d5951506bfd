// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.sql.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark;
import replicated.bookmark.Position;
import replicated.config.Balance;
import replicated.config.Consistency;
import replicated.config.Mode;
import replicated.config.ReadYourWrites;
import replicated.config.WritesOf;
import replicated.config.WritesOnReadRequests;
import replicated.jdbc.ConnectionServices;
import replicated.jdbc.Database;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.log.EventKind;
import replicated.log.Level;
import replicated.log.Log;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.route.Chooser;
import replicated.route.Chooser.Chosen;
import replicated.route.Chooser.Need;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.route.RouteTrust;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;

/**
 * What one scope does with one database. Fields are written by the thread that uses a connection of the scope to that
 * database and read by the one that commits the response: volatile.
 */
final class ScopedDatabaseState implements ScopedDatabase, WrittenDatabase {

    private final Scope scope;
    private final ScopeServices services;
    final Database database;
    /** The one before in the scope's list, or null. */
    final @Nullable ScopedDatabaseState next;

    /** A connection was given a server or refused one, or other threads have taken one for this request. */
    volatile boolean used;

    /** Something was read, from wherever. */
    volatile boolean anything;

    /** Something was read from a replica; in mode observe, something would have been. */
    volatile boolean fromReplica;

    /** What the replicas showed that were chosen; null before the first, and where nobody asks. */
    private volatile @Nullable ShownPosition shown;

    /**
     * The scope may write: the primary had nothing more at its first write, and all that was read since came from
     * there.
     */
    private volatile boolean provedFresh;

    /** Something was read from the primary because the route is not trusted, or the client not in the share. */
    volatile boolean untrusted;

    /** A statement that may write has been sent: reads go to the primary from now on. */
    volatile boolean wrote;

    /** Something that is known to be more than a read has been committed. */
    volatile boolean proved;

    /** An open transaction has sent such a statement; of several at once, any. */
    private volatile boolean proving;

    /** Something has been committed: the response carries a bookmark. */
    volatile boolean committed;

    /** Something has been committed of which the primary has told no position: it is asked. */
    private volatile boolean untold;

    /** What it has told of the other commits; null before the first. Written under this object's lock. */
    private volatile @Nullable Position told;

    /** A replica was chosen for a method that need not see what its client wrote: it may be behind that. */
    private volatile boolean waived;

    /** Connections of the scope whose transactions have written. */
    private final OpenWriters writers = new OpenWriters();

    /** The choice of the replica that all reads of the scope go to, or null. */
    private volatile @Nullable Choice chosen;

    // Benign races: immutable memos, not volatile, which would cost what they spare. Whoever sees an old one looks
    // whether it still holds.

    /** Of the latest choice; null where each read has to be decided by itself. */
    private @Nullable DecisionInputs decisionInputs;

    /** Where the latest decision is counted; null before the first. */
    private @Nullable Account account;

    /** Null before the first. */
    private @Nullable InspectedText latest;

    /** What reads outside of requests must see; null before the first write. */
    private WriteFloors.@Nullable Floor floor;

    /** Not volatile: whoever has a connection has been told. */
    private @Nullable ConnectionServices connectionServices;

    ScopedDatabaseState(Scope scope, ScopeServices services, Database database, @Nullable ScopedDatabaseState next) {
        this.scope = scope;
        this.services = services;
        this.database = database;
        this.next = next;
    }

    /**
     * What a pure read was decided by: facts that are replaced when they change, and a count of changes. All are read
     * before they are judged, so a change in between is seen as one. What a scope keeps from its start (its rule, its
     * method, that its client has no bookmark) is not among them; its name is, which a framework tells late, nor are the settings of the set: health is another
     * with each sample, and they are asked again then.
     */
    private record DecisionInputs(
            CachedDecision cached,
            Replica replica,
            Policy policy,
            Health health,
            int learnedChanges,
            @Nullable AnnotationKind annotation,
            String route) {}

    /** What is counted, and where. */
    private record Account(@Nullable Replica replica, Reason reason, String target, Decisions.Tally tally) {}

    @Override
    public RoutingScope scope() {
        return scope;
    }

    @Override
    public Database database() {
        return database;
    }

    /** Whoever asks has a connection, and so has told. */
    @Override
    @SuppressWarnings("NullAway")
    public ConnectionServices services() {
        return connectionServices;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // mostly the same one, and a write costs more than a look
    public void setServices(ConnectionServices made) {
        if (connectionServices != made) {
            connectionServices = made;
        }
    }

    @Override
    public boolean hasWritten() {
        return scope.hasWritten(database);
    }

    @Override
    public void writing(Object writer, boolean certain) {
        if (certain) {
            proving = true;
        }
        noteWrite();
        if (writers.begins(writer)) {
            scope.writing();
        }
    }

    @Override
    public boolean hasCommitted() {
        return committed;
    }

    @Override
    public boolean hasCommittedWrites() {
        return untold && wrote;
    }

    @Override
    public boolean tellsOfCommits() {
        WriteFloors.Floor known = floor;
        return hasCommittedWrites() && known != null && known.isMarked() && scope.tellsLater();
    }

    @Override
    public boolean open() {
        return writers.any();
    }

    @Override
    public void committed(Object writer) {
        committed(writer, null);
    }

    @Override
    public void committed(Object writer, @Nullable Position position) {
        noteWrite();
        if (position != null) {
            tell(position);
        } else if (!untold) {
            untold = true;
        }
        writers.ends(writer);
        boolean certain = proving;
        if (certain) {
            proving = writers.any();
            proved = true;
        }
        if (!committed) {
            committed = true;
        }
        floor().written();
        if (!scope.ofRequest()) {
            services.untrackedUse().wrote(database);
        }
        scope.committed(database, certain);
    }

    private synchronized void tell(Position position) {
        Position before = told;
        told = before == null ? position : before.merge(position);
    }

    /** As of the latest sample, which only has to be of the same server: what it had committed before is filled in. */
    @Override
    public @Nullable Position told() {
        Position commits = told;
        if (commits == null || untold || scope.wasUsedByOthers(database)) {
            return null;
        }
        Position primary = database.replicas().primaryPosition();
        return primary == null ? null : primary.upTo(commits).orElse(null);
    }

    private WriteFloors.Floor floor() {
        WriteFloors.Floor known = floor;
        if (known == null) {
            known = services.floors().floor(database.key());
            floor = known;
        }
        return known;
    }

    /** Reads stay on the primary all the same: the scope may try again, and nothing is lost by it. */
    @Override
    public void rolledBack(Object writer) {
        writers.ends(writer);
        proving &= writers.any();
    }

    /** The scope keeps it too: reads ask that first, and mostly nothing else. */
    private void noteWrite() {
        // Each statement of a request that writes comes here: a volatile write costs more than a look.
        if (!wrote) {
            wrote = true;
            scope.noteWrite();
        }
    }

    /** Other threads have taken connections while the request ran. */
    void usedByOthers() {
        used = true;
        untold = true;
        committed = true;
    }

    @Override
    public Choice replica(@Nullable Replica excluded) {
        Policy policy = services.policy();
        int changes = services.learned().changes();
        ReplicaSet set = database.replicas();
        Consistency consistency = set.settings().consistency();
        Bookmark.Demand demand = demand(consistency);
        if (demand.primaryOnly()) {
            return new Choice(null, Reason.WINDOW);
        }
        Duration lag = scope.maxLag(consistency);
        Position required = demand.required();
        Choice choice = chosen;
        if (choice == null || choice.replica() == excluded || !Chooser.fits(choice.chosen(), required, lag)) {
            Need need = new Need(required, lag, excluded, scope.affinity());
            choice = agree(choice, choose(set, consistency, need), need);
        } else if (choice.required() != required) {
            choice = new Choice(choice.replica(), null, required);
        }
        if (choice.replica() != null
                && policy.config().routing().writesOnReadRequests() == WritesOnReadRequests.MOVE_IF_FRESH) {
            noteShown(choice.replica().health().position());
        }
        boolean fixed = required == null && !boundByNode(consistency);
        decisionInputs = choice.replica() == null || !fixed ? null : cache(choice, lag, policy, changes);
        return choice;
    }

    /** Null: none was chosen. */
    @Nullable
    Replica chosenReplica() {
        Choice choice = chosen;
        return choice == null ? null : choice.replica();
    }

    /**
     * Several threads of a scope may choose at once, and have to come to one replica: that of the first.
     *
     * @param before what the caller had found not to fit
     */
    @SuppressWarnings("ReferenceEquality") // each choice is an object of its own, and a replica is one
    private Choice agree(@Nullable Choice before, Chosen fresh, Need need) {
        // Of the scope: another thread may be choosing for another pool to the same database.
        synchronized (scope) {
            Choice others = chosen;
            if (others != null
                    && others != before
                    && others.replica() != need.excluded()
                    && Chooser.fits(others.chosen(), need.required(), need.maxLag())) {
                return others;
            }
            Chosen same = scope.sameAsElsewhere(this, database.replicas().replicas(), need);
            Chosen agreed = same == null ? fresh : same;
            Choice choice = new Choice(agreed.replica(), agreed.none(), need.required());
            chosen = choice.replica() == null ? null : choice;
            return choice;
        }
    }

    /**
     * A connection may have been chosen a replica for and not have read from it: then a write is refused once too
     * often.
     */
    private synchronized void noteShown(@Nullable Position position) {
        ShownPosition before = shown;
        shown = before == null ? new ShownPosition(position) : before.and(position);
    }

    @Override
    public boolean isFresh() {
        if (!provedFresh) {
            provedFresh = scope.isFresh();
        }
        return provedFresh;
    }

    @Override
    public void readAnew() {
        noteWrite();
        provedFresh = true;
    }

    /** Whether the primary has nothing that was not shown. */
    boolean showedAll() {
        ShownPosition least = shown;
        return !fromReplica
                || (least != null
                        && least.least() != null
                        && least.isAllOf(BookmarkHeaders.positionNow(database, scope.policy())));
    }

    private @Nullable DecisionInputs cache(Choice choice, Duration lag, Policy policy, int learnedChanges) {
        Replica replica = choice.chosen();
        Health health = replica.health();
        boolean holds = policy.mode() != Mode.OFF
                && scope.readsUntilItWrites()
                && scope.trust() == RouteTrust.TRUSTED
                && !database.isManaged()
                && leavesReadsAlone(database.access().isolation())
                && Chooser.fits(health, null, lag);
        return holds
                ? new DecisionInputs(
                        new CachedDecision(
                                choice,
                                scope.intent().reason(),
                                policy.config().routing().replicaTimeout().toMillis()),
                        replica,
                        policy,
                        health,
                        learnedChanges,
                        CurrentScope.annotation(scope),
                        scope.route())
                : null;
    }

    /** Whether the isolation that the pool's configuration asks for says nothing against a replica. */
    private boolean leavesReadsAlone(int isolation) {
        return isolation <= Connection.TRANSACTION_READ_COMMITTED
                || (isolation != Connection.TRANSACTION_SERIALIZABLE && !scope.fillsCachesStrictly());
    }

    private Chosen choose(ReplicaSet set, Consistency consistency, Need need) {
        Chosen same = scope.sameAsElsewhere(this, set.replicas(), need);
        if (same != null) {
            return same;
        }
        Balance balance = set.settings().balance();
        Chosen fresh = database.chooser().choose(set.replicas(), balance, need);
        Position required = need.required();
        if (fresh.none() == Reason.BEHIND_BOOKMARK && !consistency.maxWait().isZero() && required != null) {
            long start = System.nanoTime();
            try {
                set.await(required, consistency.maxWait().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            services.decisions().waited(database.name(), System.nanoTime() - start);
            return database.chooser().choose(set.replicas(), balance, need);
        }
        return fresh;
    }

    private Bookmark.Demand demand(Consistency consistency) {
        if (consistency.readYourWrites() == ReadYourWrites.OFF) {
            return Bookmark.Demand.NONE;
        }
        if (CurrentScope.annotation(scope) == AnnotationKind.REPLICA_STALE) {
            waived = true;
            return Bookmark.Demand.NONE;
        }
        ClientBookmark client = scope.bookmark();
        RoutingStart routingStart = services.routingStart();
        Bookmark floor = boundByNode(consistency) ? services.floors().of(database, scope.policy()) : Bookmark.EMPTY;
        if (routingStart == null && client.isEmpty() && floor.isEmpty()) {
            // Most clients have written nothing: no clock for them.
            return Bookmark.Demand.NONE;
        }
        if (client.isPending(database)) {
            return Bookmark.Demand.PRIMARY;
        }
        Bookmark known = client.demanded();
        Policy policy = scope.policy();
        long now = policy.now();
        if (routingStart != null) {
            if (routingStart.isOver(now, policy.maxAge().toMillis())) {
                services.forget(routingStart);
            } else {
                known = known.merge(routingStart.bookmark(database, now));
            }
        }
        known = known.merge(floor);
        Position primary = database.replicas().primaryPosition();
        long window = consistency.window().toMillis();
        if (known.doubts(database.key(), primary, now, window)) {
            primary = BookmarkHeaders.positionNow(database, policy);
        }
        return known.demand(database.key(), primary, now, window);
    }

    /** Whether what has to be seen grows with each write of this JVM; the bookmark of a request stays as it came. */
    private boolean boundByNode(Consistency consistency) {
        return !scope.ofRequest() || consistency.writesOf() == WritesOf.NODE;
    }

    @Override
    public boolean mayStayOn(Replica replica, boolean inTransaction) {
        boolean doubtful = waived
                || (!inTransaction && boundByNode(database.replicas().settings().consistency()));
        return !doubtful || replica(null).replica() == replica;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // what has changed is another object, and to compare more would cost more
    public @Nullable CachedDecision cachedDecision() {
        DecisionInputs known = decisionInputs;
        return known != null
                        && known.health == known.replica.health()
                        && holds(known)
                        && scope.isStillNamed(known.route)
                ? known.cached
                : null;
    }

    @Override
    public boolean isStillValid() {
        DecisionInputs known = decisionInputs;
        return known != null && holds(known);
    }

    private boolean holds(DecisionInputs known) {
        return known.policy == services.policy()
                && known.learnedChanges == services.learned().changes()
                && !scope.hasWritten()
                && scope.stillAsks(known.annotation);
    }

    @Override
    public void decided(@Nullable Replica replica, Reason reason) {
        Account known = account;
        if (known == null || known.replica != replica || known.reason != reason) {
            String target = replica == null ? "primary" : replica.name();
            known = new Account(replica, reason, target, tally(target, reason));
            account = known;
            used = true;
            note(replica != null, reason);
        }
        scope.served(known.target);
        known.tally.one();
        if (Log.debugEnabled()) {
            Log.debug(
                    "decision " + database.name() + " " + scope.route() + " -> " + known.target + " " + reason.code());
        }
    }

    @Override
    public void took(@Nullable Replica replica, long nanos) {
        boolean notInShare = replica == null && reason(null) == Reason.NOT_IN_SHARE;
        services.decisions()
                .took(database.name(), scope.route(), replica == null ? "primary" : replica.name(), notInShare, nanos);
    }

    @Override
    public void failedOnPrimary() {
        if (reason(null) == Reason.NOT_IN_SHARE) {
            services.decisions().failedOutsideShare(database.name());
        }
    }

    @Override
    public @Nullable Reason reason(@Nullable Replica replica) {
        Account known = account;
        return known != null && known.replica == replica ? known.reason : null;
    }

    /** Where the reason is a bookmark, what is known of that is counted too. */
    private Decisions.Tally tally(String target, Reason reason) {
        Decisions.Tally tally = scope.tally(database.name(), target, reason);
        noteStatement(reason);
        if (reason == Reason.WINDOW) {
            String cause = StaleReadEvidence.windowCause(services, scope.bookmark(), database);
            return () -> {
                tally.one();
                services.decisions().heldByWindow(database.name(), scope.route(), cause);
            };
        }
        if (reason == Reason.BEHIND_BOOKMARK
                && StaleReadEvidence.wouldHaveBeenStale(services.policy(), scope.bookmark(), database)) {
            return () -> {
                tally.one();
                services.decisions().count(CounterMetric.STALE_READS_PREVENTED, database.name(), "");
            };
        }
        return tally;
    }

    /** Which statement is behind a reason, if it is one that a statement gives. */
    void noteStatement(Reason reason) {
        InspectedText known = latest;
        ConnectionServices shared = connectionServices;
        boolean ofStatement = reason.ground() == Reason.Ground.STATEMENT || reason == Reason.LEARNED_WRITER;
        if (known == null || shared == null || !ofStatement) {
            return;
        }
        StatementKind kind = kind(known);
        // Of several that were prepared, the one that was looked at last need not be the one that is run.
        if (reason == Reason.LEARNED_WRITER ? kind.teaches() : kind.against() == reason) {
            noteStatement(reason, known.sql());
        }
    }

    private StatementKind kind(InspectedText text) {
        return text.verdict(database.judge()).kind();
    }

    private void noteStatement(Reason reason, @Nullable String sql) {
        Decisions decisions = services.decisions();
        String route = scope.route();
        ConnectionServices shared = connectionServices;
        if (sql != null && shared != null && decisions.wantsStatement(route, reason)) {
            decisions.statement(route, reason, shared.outline(database.dialect(), sql));
        }
    }

    @Override
    public void foundToWrite(@Nullable String sql) {
        noteStatement(Reason.RESCUED, sql);
        noteStatement(Reason.LEARNED_WRITER, sql);
    }

    private void note(boolean toReplica, Reason reason) {
        if (reason.ground() != Reason.Ground.STATEMENT) {
            anything = true;
        }
        if (toReplica) {
            fromReplica = true;
        } else if (reason == Reason.UNTRUSTED_ROUTE || reason == Reason.NOT_IN_SHARE) {
            untrusted = true;
        }
    }

    @Override
    public @Nullable InspectedText latestText() {
        return latest;
    }

    @Override
    public void setLatestText(@Nullable InspectedText known) {
        latest = known;
    }

    @Override
    public void observed(Decision would) {
        note(would.replica(), would.reason());
        if (!would.replica()) {
            noteStatement(would.reason());
        }
        services.decisions().observed(database.name(), scope.route(), would);
    }

    @Override
    public void observedMove() {
        services.decisions().observedMove(database.name(), scope.route());
    }

    @Override
    public void moved() {
        services.decisions().moved(database.name(), scope.route());
    }

    @Override
    public void rescued(String cause) {
        services.decisions().count(CounterMetric.RESCUES, database.name(), cause);
        Log.limited(
                Level.INFO,
                EventKind.RESCUE,
                "rescue " + cause,
                "rescued: a replica of " + database.name() + " failed a statement of " + scope.route() + " (" + cause
                        + "), which was run again elsewhere");
    }

    @Override
    public void refusedFallback() {
        used = true;
        services.decisions().count(CounterMetric.FALLBACK_REFUSED, database.name(), "");
    }
}
