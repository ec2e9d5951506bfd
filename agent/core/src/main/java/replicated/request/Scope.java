// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.Consistency;
import replicated.config.Mode;
import replicated.config.ReadYourWrites;
import replicated.config.WritesOnReadRequests;
import replicated.jdbc.Database;
import replicated.jdbc.ScopedDatabase;
import replicated.jdbc.UntrackedUse;
import replicated.replica.Replica;
import replicated.route.Chooser;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/**
 * One request, or one job or annotated call outside of requests. Used by the thread of the request, and by others where
 * it is asynchronous: fields that change are volatile, and each is written by whoever holds one of the scope's
 * connections.
 */
final class Scope extends ScopeLifetime implements EagerHeaders.Teller {

    private final ScopeServices services;
    private final @Nullable String method;
    private final Intent intent;
    private final @Nullable Duration maxLag;
    private final ClientIdentity client;
    private final boolean outside;
    private final boolean expectedToWrite;

    /** Whether its client is one of those whose reads may go to replicas because of the method alone. */
    private final boolean inShare;

    /** When the request began, as {@link UntrackedUse} counts. */
    private final long began;

    /** What the client must at least see, and what it is told. */
    private final ClientBookmark bookmark;

    private final ScopedDatabaseStates parts;

    /**
     * The state that was asked for last, or null. Benign race: a memo; all that another thread must see of it is final
     * or volatile.
     */
    private @Nullable ScopedDatabaseState recent;

    private final RouteName route;

    /** The name of the route when it was found not to be trusted; null before. */
    private volatile @Nullable String untrustedAs;

    /** It has written without having read anything, and that was let pass. */
    private volatile boolean wroteApart;

    /**
     * Keys of databases that were written to before any scope had taken a connection of theirs. Replaced under the
     * scope's lock.
     */
    private volatile List<String> writtenEarly = List.of();

    /** Something is read for a cache that many requests share, and nobody tells when. */
    private volatile boolean fillsCacheLater;

    /** It has written to some database. */
    private volatile boolean wrote;

    /** Where the latest decision went, for {@code Server-Timing}. */
    private volatile @Nullable String served;

    /** Null where the container tells of the commit of its responses. */
    private volatile @Nullable EagerHeaders eager;

    Scope(
            ScopeServices services,
            Policy policy,
            @Nullable String method,
            RouteName route,
            Intent intent,
            @Nullable Duration maxLag,
            ClientIdentity client,
            boolean outside) {
        super(policy);
        this.services = services;
        this.method = method;
        this.intent = intent;
        this.maxLag = maxLag;
        this.client = client;
        this.outside = outside;
        this.expectedToWrite =
                method != null && !policy.config().requests().readMethods().contains(method);
        this.inShare = method == null || client.isIn(policy.config().requests().replicaShare());
        this.bookmark = new ClientBookmark(services, policy, client);
        this.parts = new ScopedDatabaseStates(this, services);
        this.route = route;
        this.began = services.untrackedUse().now();
    }

    /** For a response of which nobody tells when it is committed: that may be before the first write. */
    void setsEagerlyOn(Object response) {
        eager = new EagerHeaders(response);
        if (!expected().isEmpty()) {
            eager.tellBookmark(this);
        }
    }

    @Override
    public Intent intent() {
        if (services.policy().mode() == Mode.OFF) {
            return Intent.OFF;
        }
        if (fillsCacheLater) {
            return Intent.CACHE_FILL;
        }
        AnnotationKind annotation = CurrentScope.annotation(this);
        if (annotation == null) {
            return intent;
        }
        return switch (annotation) {
            case PRIMARY -> Intent.ANNOTATION_PRIMARY;
            case CACHE_FILL -> Intent.CACHE_FILL;
            case REPLICA, REPLICA_STALE -> Intent.ANNOTATION_REPLICA;
        };
    }

    /** Whether {@link #intent} is on the calling thread what it was for a read under that annotation, or under none. */
    boolean stillAsks(@Nullable AnnotationKind annotation) {
        return !fillsCacheLater && CurrentScope.annotation(this) == annotation;
    }

    /** From now on all that is read may be for a cache that many requests share. */
    void fillsCacheLater() {
        fillsCacheLater = true;
    }

    @Override
    public boolean outside() {
        return outside;
    }

    @Override
    public boolean ofRequest() {
        return method != null;
    }

    @Override
    public boolean expectedToWrite() {
        return expectedToWrite;
    }

    @Override
    public synchronized void wroteEarly(String database) {
        List<String> more = new ArrayList<>(writtenEarly);
        if (!more.contains(database)) {
            more.add(database);
            writtenEarly = List.copyOf(more);
        }
        noteWrite();
    }

    /** As {@link ScopedDatabaseStates#sameAsElsewhere}. */
    Chooser.@Nullable Chosen sameAsElsewhere(ScopedDatabaseState own, List<Replica> replicas, Chooser.Need need) {
        return parts.sameAsElsewhere(own, replicas, need);
    }

    @Override
    public ScopedDatabase on(Database database) {
        ScopedDatabaseState known = recent;
        if (known == null || known.database != database) {
            known = parts.of(database);
            recent = known;
        }
        return known;
    }

    /** A rule is the operator's word: no write that was seen overrules it, and nothing has to be seen first. */
    @Override
    public RouteTrust trust() {
        if (intent.reason() == Reason.RULE_REPLICA) {
            return RouteTrust.TRUSTED;
        }
        Config config = policy.config();
        LearnedRoutes learned = services.learned();
        String name = route();
        if (config.learning().learn() && learned.contains(name)) {
            return RouteTrust.WRITER;
        }
        if (name.equals(untrustedAs)) {
            // Other requests were seen meanwhile, but a view that began on the primary does not go back in time.
            return RouteTrust.UNTRUSTED;
        }
        // Where unexpected writes are refused, none can come of what a replica showed.
        boolean atOnce = intent.reason() != Reason.READ_METHOD
                || config.routing().writesOnReadRequests() == WritesOnReadRequests.REFUSE;
        if (atOnce || learned.trusted().trusts(name, config.learning().trustAfter())) {
            return inShare ? RouteTrust.TRUSTED : RouteTrust.NOT_IN_SHARE;
        }
        untrustedAs = name;
        return RouteTrust.UNTRUSTED;
    }

    @Override
    public boolean fillsCachesStrictly() {
        return services.learned().fillsCachesStrictly(route());
    }

    @Override
    public void noteStrictCacheFill() {
        services.learned().fillsCacheStrictly(route());
    }

    @Override
    public void learnWriter() {
        if (!route.tells() || intent.reason() == Reason.RULE_REPLICA) {
            return;
        }
        if (method != null) {
            services.paths().wrote(route());
        }
        ScopedDatabaseState last = recent;
        if (last != null) {
            last.noteStatement(Reason.LEARNED_WRITER);
        }
        if (policy.config().learning().learn()) {
            services.learned().learn(route());
        } else {
            services.learned().distrust(route());
        }
    }

    @Override
    public void wroteOnPrimary() {
        if (trust() == RouteTrust.WRITER) {
            return;
        }
        if (!parts.readAnything() && (wroteApart || services.learned().trusted().wroteSeldom(route()))) {
            wroteApart = true;
        } else {
            learnWriter();
        }
    }

    @Override
    public String route() {
        return route.get();
    }

    /** Whether its route has the name that it had before: a framework tells it late. */
    boolean isStillNamed(String before) {
        return route.isStill(before);
    }

    /** The calling thread begins to serve the request. */
    void serving(ServletApi api, Object request) {
        route.serving(api, request);
    }

    /**
     * The calling thread no longer does.
     *
     * @param goesOn whether others do
     */
    void served(boolean goesOn) {
        route.served(goesOn);
    }

    /** The request has ended on another thread: the calling one may not ask it any more. */
    void ended() {
        route.ended();
    }

    /** Whether what it is opened for, or the annotated method that runs, lets its reads go to replicas until it writes. */
    boolean readsUntilItWrites() {
        return intent().read() && !wrote && services.routingStart() == null;
    }

    Policy policy() {
        return policy;
    }

    Duration maxLag(Consistency consistency) {
        return maxLag == null ? consistency.maxLag() : maxLag;
    }

    /** To whichever database. */
    boolean hasWritten() {
        return wrote;
    }

    boolean hasWritten(Database database) {
        return wrote && (parts.wrote(database) || writtenEarly.contains(database.key()));
    }

    /** Whether anything of what was read came from a replica: in mode observe nothing did. */
    boolean hasReadFromReplica() {
        return services.policy().mode() == Mode.ROUTE && parts.readFromReplica();
    }

    boolean isFresh() {
        return parts.showedAll();
    }

    /** Some database has been written to. */
    void noteWrite() {
        wrote = true;
    }

    /** A transaction that writes has begun, and none was open on its database. */
    void writing() {
        EagerHeaders early = eager;
        if (early != null && !isOver() && early.mayTellMore()) {
            early.tellBookmark(this);
        }
    }

    /**
     * A part has committed what may be a write: the response tells of it, or the node remembers it if that cannot tell
     * any more.
     *
     * @param proved whether it is known to be more than a read
     */
    void committed(Database database, boolean proved) {
        boolean late = isOver();
        EagerHeaders early = eager;
        if (early != null && late) {
            // The response is the container's again, and may be another request's.
            bookmark.fix();
        } else if (early != null) {
            early.tellBookmark(this);
        }
        bookmark.committed(database, route, late);
        if (late && proved && intent.read()) {
            // What was noted at the end of the request was noted too early.
            wroteOnPrimary();
        }
    }

    /** Whether all that is committed now will be looked at before the response is. */
    boolean tellsLater() {
        return eager == null && !isOver() && !bookmark.isFixed();
    }

    /** A connection goes to a server: the primary, or a replica of that name. */
    void served(String target) {
        if (!target.equals(served)) {
            // Only then: a volatile write costs more than the decision.
            served = target;
        }
        EagerHeaders early = eager;
        if (early != null && tellsTiming()) {
            early.tellTiming(ServerTiming.of(target).getValue());
        }
    }

    Decisions.Tally tally(String database, String target, Reason reason) {
        return services.decisions().ofRoute(route()).tally(database, target, reason);
    }

    /** The same for all requests of a client, 0 where nothing tells who it is. */
    long affinity() {
        String id = client.affinity();
        return id == null ? 0 : id.hashCode() | 1L << 32;
    }

    /**
     * The outermost filter or servlet has ended, and where it has made the request asynchronous, that too; or the job
     * has: no statement of this scope can follow, unless on other threads. Only the first call counts.
     *
     * @param succeeded whether the client was given what it asked for
     */
    void finish(boolean succeeded) {
        if (!endOnce()) {
            return;
        }
        if (wrote || !parts.none()) {
            noteWhatWasSeen(succeeded);
        }
        EagerHeaders early = eager;
        if (early != null) {
            early.tellLast(this, policy.bookmarkHeader());
        }
    }

    private void noteWhatWasSeen(boolean succeeded) {
        LearnedRoutes learned = services.learned();
        String name = route();
        boolean readOnly = !wrote && writtenEarly.isEmpty() && intent.reason() == Reason.READ_METHOD && parts.read();
        if (succeeded && readOnly) {
            learned.readOnly(name);
            if (route.read()) {
                learned.renamed(services.paths());
            }
        } else if (wrote && parts.readFromReplica()) {
            // What was written may have been computed from that, by a function or past routed connections, too.
            learned.distrust(name);
        }
        boolean proved = parts.proved();
        if (!parts.none()) {
            if (method == null) {
                services.decisions().jobFinished(name, proved);
            } else {
                services.decisions().finished(name, proved);
            }
        }
        if (proved && intent.read() && policy.config().learning().learn()) {
            learned.wrote(name, System.currentTimeMillis());
        }
    }

    /**
     * What the response has to tell, asked at the last moment before it is committed. Waits for the position of a
     * primary, for no longer than {@code replica-timeout}.
     */
    List<Map.Entry<String, String>> responseHeaders() {
        bookmark.fix();
        List<Map.Entry<String, String>> headers = bookmarkHeaders(false);
        String target = served;
        if (target == null || !tellsTiming()) {
            return headers;
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.add(ServerTiming.of(target));
        return all;
    }

    /**
     * The part of {@link #responseHeaders} that carries the bookmark: what is known now. A transaction that is open and
     * wrote counts for the time window, and so does a database to which the route was seen to write after its response.
     *
     * @param more whether more writes are expected to what was written to
     */
    @Override
    public List<Map.Entry<String, String>> bookmarkHeaders(boolean more) {
        if (services.policy().mode() != Mode.ROUTE) {
            return List.of();
        }
        countWorkOfOtherThreads();
        List<ScopedDatabaseState> written = written();
        Set<String> expected = new HashSet<>(expected());
        expected.addAll(writtenEarly);
        if (more) {
            for (ScopedDatabaseState part : written) {
                expected.add(part.database.key());
            }
        }
        return bookmark.headers(written, expected, route);
    }

    /** Whether the client is not told of committed writes only. */
    @Override
    public boolean mayWriteMore() {
        for (ScopedDatabaseState part : written()) {
            if (part.open()) {
                return true;
            }
        }
        return !expected().isEmpty();
    }

    private boolean tellsTiming() {
        return policy.config().status().responseHeader() && services.policy().mode() == Mode.ROUTE;
    }

    /**
     * A request that is expected to write may have handed that to other threads. What they did is not seen, only that
     * somebody took connections meanwhile: too many bookmarks on such responses cost some reads on the primary, one too
     * few a stale read.
     *
     * @return whether there was such work
     */
    @Override
    public boolean countWorkOfOtherThreads() {
        if (method == null || intent.read()) {
            return false;
        }
        List<Database> used = services.untrackedUse().since(began);
        for (Database database : used) {
            parts.of(database).usedByOthers();
        }
        return !used.isEmpty();
    }

    /**
     * Whether somebody whom no scope follows has taken connections of the same database since this scope began: perhaps
     * in its service.
     */
    boolean wasUsedByOthers(Database database) {
        return services.untrackedUse().since(began).stream()
                .anyMatch(used -> used.key().equals(database.key()));
    }

    /** Databases whose writes this response can still tell of, or may have to: an open transaction counts. */
    private List<ScopedDatabaseState> written() {
        List<ScopedDatabaseState> written = parts.written();
        List<ScopedDatabaseState> tracked = new ArrayList<>(written.size());
        for (ScopedDatabaseState part : written) {
            if (tracked(part.database)) {
                tracked.add(part);
            }
        }
        return tracked;
    }

    /** Keys of the databases to which a write may follow that no header can tell of any more. */
    private Set<String> expected() {
        return method == null || !policy.config().learning().learn()
                ? Set.of()
                : services.learned().late().expected(this::route, isOver());
    }

    private static boolean tracked(Database database) {
        return database.replicas().settings().consistency().readYourWrites() != ReadYourWrites.OFF;
    }

    @Override
    public ClientBookmark bookmark() {
        return bookmark;
    }

    @Override
    public String toString() {
        return "replicated scope " + route();
    }
}
