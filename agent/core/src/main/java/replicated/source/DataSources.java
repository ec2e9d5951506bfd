// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.JdbcUrl;
import replicated.jdbc.Database;
import replicated.jdbc.UntrackedUse;
import replicated.log.EventKind;
import replicated.log.Faults;
import replicated.log.Level;
import replicated.log.Log;
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

    /** Guards what follows and the mutable fields of entries; nothing of the application is called under it. */
    private final Object lock = new Object();

    private Config config;
    /** Of {@link #config}; written under the lock, read by any thread that runs a statement. */
    private volatile ConfiguredDatabases configured;
    /** Counts changes, so that a reading of data sources that was overtaken by one is done again. */
    private long version;

    private final OpenDatabases open;
    private final IdentityQuestions identities;
    /** What was logged since the file was read: each thing once. */
    private final Set<String> said = new HashSet<>();

    /**
     * A registry without data sources.
     *
     * @param config the file in force
     * @param opening opens replica sets
     */
    public DataSources(Config config, Opening opening) {
        this.config = config;
        this.configured = new ConfiguredDatabases(config);
        this.open = new OpenDatabases(opening, uncommitted);
        this.identities = new IdentityQuestions(opening::identify, this::changed);
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
     * @return a copy; empty if no scope has asked for any of them yet
     */
    List<SourceDatabase> leadingTo(String url) {
        List<SourceDatabase> found = open();
        found.removeIf(database -> !DatabaseUrls.mayBeTheSame(database.access().url(), url));
        return found;
    }

    /** The databases with replicas; a copy. */
    List<SourceDatabase> open() {
        List<SourceDatabase> open = new ArrayList<>();
        for (SourceEntry entry : table.all()) {
            SourceDatabase database = entry.database();
            if (database != null) {
                open.add(database);
            }
        }
        return open;
    }

    /**
     * Whether a connection may lead to a database that the file has replicas of.
     *
     * @param url the driver's own URL of the connection
     * @return {@code true} where it cannot be excluded
     */
    boolean mayLeadTo(String url) {
        return configured.mayInclude(url);
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
                changed();
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
            enclose(SourceReaders.inner(source));
            if (entry.kind() != SourceKind.WRAPPER) {
                changed();
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
     */
    private void enclose(@Nullable Object inner) {
        if (inner != null) {
            SourceEntry fresh = new SourceEntry(
                    inner, inner, SourceKind.WRAPPER, Thread.currentThread().getContextClassLoader());
            fresh.firstReadingIsOver();
            table.add(inner, fresh).enclose();
        }
    }

    /**
     * Takes over a new file: replicas that stay keep their connections.
     *
     * @param changed the file, already checked
     */
    public void reload(Config changed) {
        synchronized (lock) {
            config = changed;
            configured = new ConfiguredDatabases(changed);
            said.clear();
        }
        changed();
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
            SourceDatabase database;
            synchronized (lock) {
                database = entry.database();
                withdraw(entry, "the application has dropped it", null);
            }
            if (database != null) {
                database.close();
            }
        }
        found |= identities.forgetFailures(table.all());
        if (found || !collected.isEmpty()) {
            changed();
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

    /** Reads all data sources again and gives each what the file says. */
    private void changed() {
        synchronized (lock) {
            version++;
        }
        while (true) {
            long seen;
            Config inForce;
            synchronized (lock) {
                seen = version;
                inForce = config;
            }
            List<SourceEntry> entries = table.all();
            Map<SourceEntry, SourceDescription> readings = read(entries, inForce);
            List<SourceDatabase> over = new ArrayList<>();
            List<Runnable> lines = new ArrayList<>();
            Map<SourceEntry, PrimaryAccess> open = new HashMap<>();
            synchronized (lock) {
                if (version != seen) {
                    continue;
                }
                apply(inForce, entries, readings, over, lines, open);
            }
            lines.forEach(Runnable::run);
            over.forEach(SourceDatabase::close);
            identities.ask(open);
            return;
        }
    }

    private static Map<SourceEntry, SourceDescription> read(List<SourceEntry> entries, Config config) {
        Map<SourceEntry, SourceDescription> readings = new HashMap<>();
        for (SourceEntry entry : entries) {
            Object source = entry.source();
            boolean known = entry.kind() == SourceKind.POOL || entry.kind() == SourceKind.PLAIN;
            boolean named =
                    entry.kind() == SourceKind.UNKNOWN && ReplicaAssignment.namesClass(config, entry.className());
            if (source != null && !entry.isClosed() && (known || named)) {
                readings.put(entry, description(entry, source));
            }
        }
        return readings;
    }

    /** One that cannot be read must not keep the others from being routed. */
    private static SourceDescription description(SourceEntry entry, Object source) {
        try {
            SourceDatabase routed = WebApplication.isStopped(entry.application()) ? null : entry.database();
            return SourceDescription.of(source, entry.application(), routed == null ? null : routed.access());
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("source", fault);
            return SourceDescription.unreadable(entry.className());
        }
    }

    private void apply(
            Config inForce,
            List<SourceEntry> entries,
            Map<SourceEntry, SourceDescription> readings,
            List<SourceDatabase> over,
            List<Runnable> lines,
            Map<SourceEntry, PrimaryAccess> asked) {
        Map<SourceEntry, Integer> places = new HashMap<>();
        List<ReplicaAssignment.Candidate> candidates = new ArrayList<>();
        for (SourceEntry entry : entries) {
            SourceDescription reading = readings.get(entry);
            if (reading == null) {
                continue;
            }
            ReplicaAssignment.Candidate candidate = new ReplicaAssignment.Candidate(
                    entry.number(),
                    reading.className(),
                    reading.poolName(),
                    reading.url(),
                    reading.place(),
                    entry.identity());
            entry.candidate(candidate);
            places.put(entry, candidates.size());
            candidates.add(candidate);
        }
        List<ReplicaAssignment.Outcome> outcomes = ReplicaAssignment.of(inForce, candidates);
        for (SourceEntry entry : entries) {
            Integer at = places.get(entry);
            SourceDescription reading = readings.get(entry);
            SourceDatabase before = entry.database();
            if (at == null || reading == null) {
                withdrawUnread(entry, lines);
            } else {
                assign(entry, reading, outcomes.get(at), inForce, lines);
                if (outcomes.get(at).open() && reading.passwordHidden()) {
                    entry.identity(IdentityQuestions.CANNOT_BE_ASKED);
                } else if (outcomes.get(at).open() && reading.access() != null) {
                    asked.put(entry, reading.access());
                }
            }
            if (before != null && entry.database() != before) {
                over.add(before);
            }
        }
    }

    private void withdrawUnread(SourceEntry entry, List<Runnable> lines) {
        if (entry.isClosed()) {
            withdraw(entry, "the application has closed it", null);
        } else if (entry.kind() == SourceKind.UNKNOWN) {
            String add = AssignmentAdvice.ofClass(entry.className());
            String why = "its class " + entry.className() + " is not known; if it is a pool, and not a wrapper over"
                    + " one, name it: " + add;
            withdraw(entry, why, add);
            if (said.add(why)) {
                String line = "a data source is not routed: " + why;
                lines.add(() -> Log.event(Level.INFO, EventKind.NOT_ROUTED, line));
            }
        } else {
            withdraw(entry, null, null);
        }
    }

    /** Gives one data source what was decided for it. Under the lock. */
    private void assign(
            SourceEntry entry,
            SourceDescription reading,
            ReplicaAssignment.Outcome outcome,
            Config inForce,
            List<Runnable> lines) {
        DataSourceSettings settings = outcome.settings();
        PrimaryAccess access = reading.access();
        SourceDatabase before = entry.database();
        boolean wait = outcome.open() && before == null;
        String why = settings == null || wait ? outcome.why() : reading.missing();
        if (why != null) {
            refuse(entry, why, outcome.add(), !wait && (settings != null || outcome.warning()), lines);
        } else if (settings != null) {
            if (before != null && access != null && OpenDatabases.sameLogin(before.access(), access)) {
                before.catalogue().setRules(inForce.objects());
                update(entry, before, settings, lines);
            } else {
                withdraw(entry, null, null);
                open(entry, reading, settings, inForce, lines);
            }
        }
    }

    private void update(SourceEntry entry, SourceDatabase database, DataSourceSettings settings, List<Runnable> lines) {
        try {
            if (!database.replicas().settings().equals(settings)) {
                database.replicas().update(settings);
            }
        } catch (IllegalArgumentException unusable) {
            refuse(entry, reason(unusable), null, true, lines);
        }
    }

    private void open(
            SourceEntry entry,
            SourceDescription reading,
            DataSourceSettings settings,
            Config inForce,
            List<Runnable> lines) {
        if (!(entry.source() instanceof DataSource source)) {
            return;
        }
        try {
            SourceDatabase database = open.open(source, reading, settings, inForce);
            entry.routed(database);
            database.opened();
            lines.add(() -> Log.event(
                    Level.INFO,
                    EventKind.ROUTED,
                    "the data source " + entry.described() + " reads from "
                            + settings.replicas().size() + " replica(s), as '" + database.name() + "'"));
        } catch (IllegalArgumentException unusable) {
            refuse(entry, reason(unusable), null, true, lines);
        }
    }

    /** What it says, else what it is: not each exception has words. */
    private static String reason(IllegalArgumentException unusable) {
        return unusable.getMessage() == null ? unusable.toString() : unusable.getMessage();
    }

    private void refuse(SourceEntry entry, String why, @Nullable String add, boolean warning, List<Runnable> lines) {
        withdraw(entry, why, add);
        say(entry, why, warning, lines);
    }

    private void withdraw(SourceEntry entry, @Nullable String why, @Nullable String add) {
        if (entry.database() != null) {
            open.forget(entry.database());
        }
        entry.notRouted(why, add);
    }

    private void say(SourceEntry entry, String why, boolean warning, List<Runnable> lines) {
        // An ambiguity names all of those it concerns, and of those that are too many there may be any number: one line
        // is enough.
        boolean aboutSeveral = why.startsWith("the top-level replicas match several");
        String line = aboutSeveral ? why : "the data source " + entry.described() + " is not routed: " + why;
        boolean tooMany = why.equals(OpenDatabases.TOO_MANY);
        if (said.add(aboutSeveral ? "several" : tooMany ? why : line)) {
            lines.add(() -> Log.event(
                    warning ? Level.WARN : Level.INFO,
                    EventKind.NOT_ROUTED,
                    tooMany ? line + "; the status page has all that are not routed" : line));
        }
    }
}
