package replicated.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import replicated.config.Balance;
import replicated.config.Consistency;
import replicated.config.Mode;
import replicated.config.ReadYourWrites;
import replicated.jdbc.Database;
import replicated.jdbc.OutsideUse;
import replicated.jdbc.RoutingScope;
import replicated.log.Log;
import replicated.position.Bookmark;
import replicated.position.Position;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.route.Chooser;
import replicated.route.Chooser.Chosen;
import replicated.route.Chooser.Need;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;

/**
 * One request, or one annotated call outside a request. Used by the thread of the request, and by others where it is
 * asynchronous: fields that change are volatile, and each is written by whoever holds one of the scope's connections.
 */
final class Scope implements RoutingScope {

    private final Scopes scopes;
    private final Policy policy;
    private final String method;
    private final String path;
    private final Intent intent;
    private final Duration maxLag;
    private final Client client;
    private final boolean outside;

    /** When the request began, as {@link OutsideUse} counts. */
    private final long began;

    /** What the client must at least see; decoded at the first read that may go to a replica. */
    private volatile Bookmark bookmark;

    private final Parts parts = new Parts();

    private volatile String route;

    /** Null before the first decision. */
    private volatile Decisions.OfRoute counts;

    private volatile boolean finished;

    /** Where the latest decision went, for {@code Server-Timing}. */
    private volatile String served;

    /** Null where the container tells of the commit of its responses. */
    private volatile EagerHeaders eager;

    Scope(
            Scopes scopes,
            Policy policy,
            String method,
            String path,
            Intent intent,
            Duration maxLag,
            Client client,
            boolean outside) {
        this.scopes = scopes;
        this.policy = policy;
        this.method = method;
        this.path = path;
        this.intent = intent;
        this.maxLag = maxLag;
        this.client = client;
        this.outside = outside;
        this.began = scopes.outsideUse().now();
    }

    /** For a response of which nobody tells when it is committed: that may be before the first write. */
    void setsEagerlyOn(Object response) {
        eager = new EagerHeaders(response);
        eager.tellBookmark(this);
    }

    @Override
    public Intent intent() {
        if (scopes.policy().mode() == Mode.OFF) {
            return Intent.OFF;
        }
        AnnotatedCalls.Kind annotation = Current.annotation(this);
        if (annotation == null) {
            return intent;
        }
        return annotation == AnnotatedCalls.Kind.PRIMARY ? Intent.ANNOTATION_PRIMARY : Intent.ANNOTATION_REPLICA;
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
    public boolean hasWritten(Database database) {
        return parts.wrote(database);
    }

    @Override
    public void writing(Database database, boolean proved) {
        Part part = parts.of(database);
        if (proved) {
            part.proved = true;
        }
        part.wrote = true;
        part.open = true;
    }

    @Override
    public void committed(Database database) {
        Part part = parts.of(database);
        part.wrote = true;
        part.open = false;
        part.committed = true;
        EagerHeaders early = eager;
        if (early != null) {
            early.tellBookmark(this);
        }
    }

    @Override
    public boolean learnedWriter() {
        return policy.config().learn() && scopes.learned().contains(route());
    }

    @Override
    public void learnWriter() {
        if (policy.config().learn() && method != null) {
            scopes.learned().learn(route());
        }
    }

    @Override
    public String route() {
        String known = route;
        if (known == null) {
            known = method == null ? "call" : method + " " + PathGeneralizer.generalize(path);
            route = known;
        }
        return known;
    }

    @Override
    public Choice replica(Database database, Replica excluded) {
        Consistency consistency = database.replicas().settings().consistency();
        Bookmark.Demand demand = demand(database, consistency);
        if (demand.primaryOnly()) {
            return new Choice(null, Reason.WINDOW);
        }
        Part part = parts.of(database);
        Duration lag = maxLag == null ? consistency.maxLag() : maxLag;
        Position required = demand.required();
        Choice kept = part.chosen;
        if (kept != null && kept.replica() != excluded && Chooser.fits(kept.replica(), required, lag)) {
            return kept.required() == required ? kept : new Choice(kept.replica(), null, required);
        }
        Chosen chosen = choose(database, consistency, new Need(required, lag, excluded, affinity()));
        Choice choice = new Choice(chosen.replica(), chosen.none(), required);
        part.chosen = choice.replica() == null ? null : choice;
        return choice;
    }

    private Chosen choose(Database database, Consistency consistency, Need need) {
        ReplicaSet set = database.replicas();
        Balance balance = set.settings().balance();
        Chosen chosen = database.chooser().choose(set.replicas(), balance, need);
        if (chosen.none() == Reason.BEHIND_BOOKMARK && !consistency.maxWait().isZero()) {
            long start = System.nanoTime();
            try {
                set.await(need.required(), consistency.maxWait().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            scopes.decisions().waited(database.name(), System.nanoTime() - start);
            return database.chooser().choose(set.replicas(), balance, need);
        }
        return chosen;
    }

    /** The same for all requests of a client, 0 where nothing tells who it is. */
    private long affinity() {
        String id = client.affinity();
        return id == null ? 0 : id.hashCode() | 1L << 32;
    }

    private Bookmark.Demand demand(Database database, Consistency consistency) {
        if (consistency.readYourWrites() == ReadYourWrites.OFF
                || Current.annotation(this) == AnnotatedCalls.Kind.REPLICA_STALE) {
            return Bookmark.Demand.NONE;
        }
        Bookmark known = bookmark();
        SwitchOn switchOn = scopes.switchOn();
        if (switchOn == null && known.isEmpty()) {
            // Most clients have written nothing: no clock for them.
            return Bookmark.Demand.NONE;
        }
        long now = policy.now();
        if (switchOn != null) {
            if (switchOn.isOver(now, policy.maxAge().toMillis())) {
                scopes.forget(switchOn);
            } else {
                known = known.merge(switchOn.bookmark(database, now));
            }
        }
        Position primary = database.replicas().primaryPosition();
        long window = consistency.window().toMillis();
        if (known.doubts(database.key(), primary, now, window)) {
            primary = BookmarkHeaders.positionNow(database, policy);
        }
        return known.demand(database.key(), primary, now, window);
    }

    @Override
    public void decided(Database database, Replica replica, Reason reason) {
        String target = replica == null ? "primary" : replica.name();
        if (!target.equals(served)) {
            // Only then: a volatile write costs more than the decision.
            served = target;
        }
        parts.of(database);
        EagerHeaders early = eager;
        if (early != null && tellsTiming()) {
            early.tellTiming(timing(target));
        }
        counts().decided(database.name(), target, reason);
        if (Log.debugEnabled()) {
            Log.debug("decision " + database.name() + " " + route() + " -> " + target + " " + reason.code());
        }
    }

    /** Looked up once: a scope stays on its route. */
    private Decisions.OfRoute counts() {
        Decisions.OfRoute known = counts;
        if (known == null) {
            known = scopes.decisions().ofRoute(route());
            counts = known;
        }
        return known;
    }

    @Override
    public void observed(Database database, Decision would) {
        scopes.decisions().observed(database.name(), route(), would);
    }

    @Override
    public void observedMove(Database database) {
        scopes.decisions().observedMove(database.name(), route());
    }

    @Override
    public void moved(Database database) {
        scopes.decisions().moved(database.name(), route());
    }

    @Override
    public void rescued(Database database, String cause) {
        scopes.decisions().rescued(database.name(), cause);
    }

    @Override
    public void refusedFallback(Database database) {
        scopes.decisions().refusedFallback(database.name());
    }

    /** The outermost filter or servlet has ended: no statement of this request can follow. */
    void finish() {
        EagerHeaders early = eager;
        if (early != null && countWorkOfOtherThreads()) {
            early.tellBookmark(this);
        }
        finished = true;
        boolean wrote = parts.proved();
        if (!parts.none()) {
            scopes.decisions().finished(route(), wrote);
        }
        if (wrote && intent.read() && policy.config().learn()) {
            scopes.learned().wrote(route(), System.currentTimeMillis());
        }
        if (early != null) {
            early.tellAgain(this, policy.bookmarkHeader());
        }
    }

    /**
     * What the response has to tell, asked at the last moment before it is committed. Waits for the position of a primary, for no
     * longer than {@code replica-timeout}.
     */
    List<Map.Entry<String, String>> responseHeaders() {
        List<Map.Entry<String, String>> headers = bookmarkHeaders();
        String target = served;
        if (target == null || !tellsTiming()) {
            return headers;
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.add(Map.entry("Server-Timing", timing(target)));
        return all;
    }

    /** The part of {@link #responseHeaders} that carries the bookmark. */
    List<Map.Entry<String, String>> bookmarkHeaders() {
        if (scopes.policy().mode() != Mode.ROUTE) {
            return List.of();
        }
        countWorkOfOtherThreads();
        List<Part> written = written();
        boolean mayStillWrite = written.isEmpty() && mayStillWrite();
        if (written.isEmpty() && !mayStillWrite) {
            return List.of();
        }
        Bookmark after = BookmarkHeaders.after(bookmark(), written, mayStillWrite, policy, scopes.decisions());
        return BookmarkHeaders.of(after, policy, client.secure());
    }

    private boolean tellsTiming() {
        return policy.config().status().responseHeader() && scopes.policy().mode() == Mode.ROUTE;
    }

    private static String timing(String target) {
        return "replicated;desc=\"" + target + "\"";
    }

    /**
     * A request that is expected to write may have handed that to other threads. What they did is not seen, only that somebody took
     * connections meanwhile: too many bookmarks on such responses cost some reads on the primary, one too few a stale read.
     *
     * @return whether there was such work
     */
    private boolean countWorkOfOtherThreads() {
        if (method == null || intent.read()) {
            return false;
        }
        List<Database> used = scopes.outsideUse().since(began);
        used.forEach(database -> parts.of(database).committed = true);
        return !used.isEmpty();
    }

    /** Databases whose writes this response can still tell of, or may have to: an open transaction counts. */
    private List<Part> written() {
        List<Part> written = parts.written(!finished);
        written.removeIf(part -> !tracked(part.database));
        return written;
    }

    /** The response is committed early, and a write may follow that no header can tell of any more. */
    private boolean mayStillWrite() {
        return !finished && method != null && policy.usesBookmarks() && (!intent.read() || learnedWriter());
    }

    private static boolean tracked(Database database) {
        return database.replicas().settings().consistency().readYourWrites() != ReadYourWrites.OFF;
    }

    private Bookmark bookmark() {
        Bookmark known = bookmark;
        if (known == null) {
            known = Bookmark.EMPTY;
            for (String text : client.bookmarks()) {
                known = known.merge(policy.codec().decode(text));
            }
            bookmark = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "replicated scope " + route();
    }
}
