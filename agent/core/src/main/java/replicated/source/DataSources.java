// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.JdbcUrl;
import replicated.jdbc.Database;
import replicated.jdbc.UntrackedUse;
import replicated.replica.IdentityProbe;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.replica.ServerIdentity;

/**
 * The data sources of the application and the replicas they lead to. A data source is read when it is first asked
 * inside a scope, on that thread, because that thread's context class loader knows the application's driver; nothing
 * connects then. Thread-safe.
 *
 * <p>Data sources are held weakly and by identity. A database with replicas does hold the application's driver, and
 * with it its class loader, until the data source is closed or its web application stopped: {@link #sweep} finds that
 * out. Where a container gives out an object with each lookup, all that stand for one pool have one entry.
 */
public final class DataSources {

    /** Opens the replicas of one database, without waiting for any server. */
    public interface Opening {

        /**
         * Opens a replica set.
         *
         * @param databaseName name in logs and status
         * @param access how the application's pool reaches the primary
         * @param settings the replicas
         * @param replicaTimeout the most a request may lose to a replica
         * @return to be closed
         * @throws IllegalArgumentException if the settings cannot be used
         */
        ReplicaSet open(
                String databaseName, PrimaryAccess access, DataSourceSettings settings, Duration replicaTimeout);

        /**
         * Asks a primary what it is. Blocks for some seconds at most.
         *
         * @param access how the application's pool reaches it
         * @return not known where it cannot be asked
         */
        default ServerIdentity identify(PrimaryAccess access) {
            return IdentityProbe.identify(access);
        }
    }

    /**
     * A data source that goes on as if there were no agent.
     *
     * @param name the pool's name, else the class
     * @param className full name of its class
     * @param url without secrets; null: unknown
     * @param why one sentence
     * @param add a line for the file that would change it; null: there is none
     */
    public record Unrouted(
            String name,
            String className,
            @Nullable String url,
            String why,
            @Nullable String add) {}

    private final SourceTable table = new SourceTable();

    private final UntrackedUseCounter taken = new UntrackedUseCounter(table);

    private final UncommittedWrites uncommitted = new UncommittedWrites();

    private final UrlTargets targets;

    private final SourceRouting routing;

    /**
     * A registry without data sources.
     *
     * @param config the file in force
     * @param opening opens replica sets
     */
    public DataSources(Config config, Opening opening) {
        this.targets = new UrlTargets(table, config);
        this.routing = new SourceRouting(table, targets, config, opening, uncommitted);
    }

    /**
     * The database of a data source.
     *
     * @param source the data source
     * @return null: not ours
     */
    public @Nullable Database find(Object source) {
        return entry(source).database();
    }

    /**
     * All databases with replicas.
     *
     * @return a copy
     */
    public List<Database> databases() {
        return new ArrayList<>(open());
    }

    /**
     * The databases with replicas that a connection leads to, of whatever pool.
     *
     * @param url the driver's own URL of the connection
     * @return immutable; empty if no scope has asked for any of them yet
     */
    List<SourceDatabase> leadingTo(String url) {
        return targets.leadingTo(url);
    }

    /** The databases with replicas; a copy. */
    List<SourceDatabase> open() {
        return table.databases();
    }

    /**
     * Whether a connection may lead to a database that the file has replicas of.
     *
     * @param url the driver's own URL of the connection
     * @return {@code true} where it cannot be excluded
     */
    boolean mayLeadTo(String url) {
        return targets.mayLeadTo(url);
    }

    /**
     * Whether what a connection writes concerns anybody.
     *
     * @param url the driver's own URL of the connection
     * @return {@code false}: its database has no replicas, nor has the file any of it
     */
    boolean concerns(String url) {
        return mayLeadTo(url) || !leadingTo(url).isEmpty();
    }

    /**
     * The data sources that were asked inside a scope and are not routed, wrappers excepted.
     *
     * @return a copy
     */
    public List<Unrouted> unrouted() {
        List<Unrouted> unrouted = new ArrayList<>();
        for (SourceEntry entry : table.all()) {
            String why = entry.why();
            if (why != null) {
                ReplicaAssignment.Candidate read = entry.candidate();
                String poolName = read == null ? null : read.poolName();
                String url = read == null || read.url() == null ? null : JdbcUrl.masked(read.url());
                unrouted.add(new Unrouted(
                        poolName == null ? entry.className() : poolName, entry.className(), url, why, entry.advice()));
            }
        }
        return unrouted;
    }

    /**
     * What was taken of them outside of all requests.
     *
     * @return of these data sources, and no others
     */
    public UntrackedUse outsideUse() {
        return taken;
    }

    UntrackedUseCounter taken() {
        return taken;
    }

    /** Of connections that are not routed, or are a routed one's to the primary. */
    UncommittedWrites uncommitted() {
        return uncommitted;
    }

    SourceEntry entry(Object source) {
        SourceEntry known = table.of(source);
        if (known == null) {
            return register(source);
        }
        if (known.database() == null) {
            known.awaitFirstReading();
            if (known.isClosed() && goesOnWithAnother(known, source)) {
                known.reopen(Thread.currentThread().getContextClassLoader());
                routing.changed();
                joinWhatIsRunning(known);
            }
        }
        return known;
    }

    /**
     * A pool of the container's, which it gives to several applications, does not end with the first that has asked for
     * it.
     */
    private static boolean goesOnWithAnother(SourceEntry entry, Object source) {
        ClassLoader asking = Thread.currentThread().getContextClassLoader();
        if (entry.isShared() || asking == null || asking == entry.application() || WebApplication.isStopped(asking)) {
            return false;
        }
        return !hasEnded(entry, source);
    }

    private SourceEntry register(Object source) {
        Object identity = SourceReaders.identity(source);
        SourceEntry fresh = new SourceEntry(
                source,
                identity,
                SourceReaders.kind(source.getClass()),
                Thread.currentThread().getContextClassLoader());
        boolean perhapsInside = fresh.kind() == SourceKind.PLAIN || fresh.kind() == SourceKind.UNKNOWN;
        if (perhapsInside && PoolFillDetector.isCalling()) {
            // The way of a pool to its connections is no rival of the pool, and has no replicas of its own.
            return fresh;
        }
        SourceEntry entry = table.add(identity, fresh);
        if (entry != fresh) {
            entry.awaitFirstReading();
            return entry;
        }
        try {
            boolean another = enclose(SourceReaders.inner(source));
            if (entry.kind() != SourceKind.WRAPPER) {
                if (another) {
                    routing.changed();
                } else {
                    routing.joined(entry);
                }
                joinWhatIsRunning(entry);
            }
        } finally {
            entry.firstReadingIsOver();
        }
        return entry;
    }

    /** What the container's transaction did before its data source was known, nobody has seen. */
    private static void joinWhatIsRunning(SourceEntry entry) {
        SourceDatabase database = entry.database();
        if (database != null) {
            database.joinWhatIsRunning();
        }
    }

    /**
     * What a container's data source asks on behalf of connections that it has given out is not the application's to
     * ask.
     *
     * @return whether the inner one was known before, and may be routed by itself
     */
    private boolean enclose(@Nullable Object inner) {
        if (inner == null) {
            return false;
        }
        SourceEntry fresh = new SourceEntry(
                inner, inner, SourceKind.WRAPPER, Thread.currentThread().getContextClassLoader());
        fresh.firstReadingIsOver();
        SourceEntry entry = table.add(inner, fresh);
        entry.enclose();
        return entry != fresh;
    }

    /**
     * Takes over a new file: replicas that stay keep their connections.
     *
     * @param changed the file, already checked
     */
    public void reload(Config changed) {
        routing.reload(changed);
    }

    /**
     * Lets go of what the application has let go of: of data sources that it has closed or dropped, and of those of web
     * applications that were stopped. To be called every second or so, by a thread of the agent.
     */
    public void sweep() {
        boolean found = false;
        for (SourceEntry entry : table.all()) {
            Object source = entry.source();
            if (source != null && entry.candidate() != null && !entry.isClosed() && isOver(entry, source)) {
                entry.markClosed();
                found = true;
            }
        }
        List<SourceEntry> collected = table.purge();
        for (SourceEntry entry : collected) {
            routing.collected(entry);
        }
        found |= routing.forgetFailures();
        if (found || !collected.isEmpty()) {
            routing.changed();
        }
    }

    private static boolean isOver(SourceEntry entry, Object source) {
        SourceReader reader = SourceReaders.of(source.getClass());
        boolean stays = entry.isShared() || (reader != null && reader.outlivesApplications());
        return hasEnded(entry, source) || (!stays && WebApplication.isStopped(entry.application()));
    }

    /** By what it says of itself. */
    private static boolean hasEnded(SourceEntry entry, Object source) {
        SourceReader reader = SourceReaders.of(source.getClass());
        return reader != null && entry.isOver(reader.life(new ReflectedObject(source)));
    }
}
