// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.log.EventKind;
import replicated.log.Faults;
import replicated.log.Level;
import replicated.log.Log;
import replicated.replica.PrimaryAccess;

/**
 * Gives each data source the replicas that the file says. A data source is read when it is new, when the file has
 * changed, and when what was decided for it does: to read all of them whenever one comes would take the square of their
 * number. Thread-safe.
 */
final class SourceRouting {

    /** More lines than anybody reads; the status page has all that are not routed. */
    private static final int MAX_SAID = 1_000;

    private final SourceTable table;
    private final UrlTargets targets;

    /** Guards what follows and the mutable fields of entries; nothing of the application is called under it. */
    private final Object lock = new Object();

    private FileInForce file;
    /** Counts changes, so that a reading of data sources that was overtaken by one is done again. */
    private long version;

    /** Counts data sources that have joined: that overtakes nobody but those who read all. */
    private long joined;

    /** Whom another data source can join; null: all are to be decided for anew. */
    private @Nullable ReplicaAssignment assignment;

    /**
     * Whether something was missing from any, its driver perhaps: they are read again when there are twice as many, so
     * that those that never have it do not take the square of their number.
     */
    private boolean incomplete;

    private int decidedFor;
    private int joinedSince;

    private final OpenDatabases open;
    private final IdentityQuestions identities;
    /** What was logged since the file was read: each thing once. */
    private final Set<String> said = new HashSet<>();

    /** Of the log. */
    private record Line(Level severity, EventKind kind, String message) {}

    /** What follows from a decision, and is done without the lock. */
    private static final class Consequences {

        final List<SourceDatabase> over = new ArrayList<>();
        final List<Line> lines = new ArrayList<>();
        final Map<SourceEntry, PrimaryAccess> open = new HashMap<>();
    }

    SourceRouting(
            SourceTable table,
            UrlTargets targets,
            Config config,
            DataSources.Opening opening,
            UncommittedWrites uncommitted) {
        this.table = table;
        this.targets = targets;
        this.file = FileInForce.of(config);
        this.open = new OpenDatabases(opening, uncommitted);
        this.identities = new IdentityQuestions(opening::identify, this::changed);
    }

    /** Takes over a new file. */
    void reload(Config changed) {
        FileInForce inForce = FileInForce.of(changed);
        synchronized (lock) {
            file = inForce;
            overtake();
            said.clear();
            targets.changed(changed);
        }
        decide(true);
    }

    /** Of a data source that is no more; {@link #changed} is to follow. */
    void collected(SourceEntry entry) {
        SourceDatabase database;
        synchronized (lock) {
            database = entry.database();
            withdraw(entry, "the application has dropped it", null);
        }
        if (database != null) {
            database.close();
        }
    }

    /** As {@link IdentityQuestions#forgetFailures}. */
    boolean forgetFailures() {
        return identities.forgetFailures(table.all());
    }

    /**
     * A data source is new in the table. The others stay unread, and nothing is decided for them, unless it may be the
     * rival of any.
     */
    void joined(SourceEntry entry) {
        long seen;
        FileInForce inForce;
        synchronized (lock) {
            seen = version;
            inForce = file;
        }
        Object source = isReadable(entry, inForce) ? entry.source() : null;
        SourceDescription reading = source == null ? null : description(entry, source);
        Consequences consequences = new Consequences();
        boolean done;
        synchronized (lock) {
            done = version == seen && join(entry, reading, inForce.config(), consequences);
        }
        if (done) {
            bring(consequences);
        } else {
            changed();
        }
    }

    private boolean join(
            SourceEntry entry, @Nullable SourceDescription reading, Config inForce, Consequences consequences) {
        if (entry.decided() != null) {
            // Whoever has read all of them has met this one.
            return true;
        }
        if (reading == null) {
            withdrawUnread(entry, consequences.lines);
            return true;
        }
        if (assignment == null || (incomplete && joinedSince + 1 >= decidedFor)) {
            return false;
        }
        ReplicaAssignment.Candidate candidate = candidate(entry, reading);
        ReplicaAssignment.Outcome outcome = assignment.join(candidate);
        if (outcome == null) {
            return false;
        }
        joined++;
        joinedSince++;
        entry.candidate(candidate);
        apply(entry, reading, outcome, inForce, consequences);
        incomplete |= entry.isIncomplete();
        return true;
    }

    /** Gives each data source what the file says, now that something else has changed than that one is new. */
    void changed() {
        synchronized (lock) {
            overtake();
        }
        decide(false);
    }

    /** Whoever has read under what was known before must not act on it. Under the lock, with what has changed. */
    private void overtake() {
        version++;
        assignment = null;
    }

    /** Decides for all of them. */
    private void decide(boolean readAll) {
        Set<SourceEntry> concerned = new HashSet<>();
        while (true) {
            long seen;
            long seenJoined;
            FileInForce inForce;
            synchronized (lock) {
                seen = version;
                seenJoined = joined;
                inForce = file;
            }
            List<SourceEntry> entries = table.all();
            List<SourceEntry> readable = readable(entries, inForce);
            Map<SourceEntry, SourceDescription> readings = new HashMap<>();
            for (SourceEntry entry : readable) {
                boolean wanted = readAll || isToBeRead(entry) || concerned.contains(entry);
                Object source = wanted ? entry.source() : null;
                if (source != null) {
                    readings.put(entry, description(entry, source));
                }
            }
            Consequences consequences = new Consequences();
            synchronized (lock) {
                if (version != seen || joined != seenJoined) {
                    continue;
                }
                for (Iterator<SourceEntry> each = readable.iterator(); each.hasNext(); ) {
                    SourceEntry entry = each.next();
                    if (entry.candidate() == null && !readings.containsKey(entry)) {
                        each.remove();
                    }
                }
                Set<SourceEntry> unread = apply(inForce, entries, readable, readings, consequences);
                if (!unread.isEmpty()) {
                    concerned.addAll(unread);
                    continue;
                }
            }
            bring(consequences);
            return;
        }
    }

    private void bring(Consequences consequences) {
        for (Line line : consequences.lines) {
            Log.event(line.severity(), line.kind(), line.message());
        }
        for (SourceDatabase over : consequences.over) {
            over.close();
        }
        identities.ask(consequences.open);
    }

    /** In one order each time, so that what was decided is told in the same words. */
    private static List<SourceEntry> readable(List<SourceEntry> entries, FileInForce inForce) {
        List<SourceEntry> readable = new ArrayList<>();
        for (SourceEntry entry : entries) {
            if (isReadable(entry, inForce)) {
                readable.add(entry);
            }
        }
        Collections.sort(readable);
        return readable;
    }

    private static boolean isReadable(SourceEntry entry, FileInForce inForce) {
        boolean known = entry.kind() == SourceKind.POOL || entry.kind() == SourceKind.PLAIN;
        boolean named = entry.kind() == SourceKind.UNKNOWN && inForce.entries().nameClass(entry.className());
        return entry.source() != null && !entry.isClosed() && (known || named);
    }

    private boolean isToBeRead(SourceEntry entry) {
        synchronized (lock) {
            return entry.candidate() == null || entry.decided() == null || entry.isIncomplete();
        }
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

    /** Of a data source that was read before. */
    private static ReplicaAssignment.Candidate kept(SourceEntry entry) {
        return Objects.requireNonNull(entry.candidate());
    }

    private static ReplicaAssignment.Candidate candidate(SourceEntry entry, SourceDescription reading) {
        return new ReplicaAssignment.Candidate(
                entry.number(),
                reading.className(),
                reading.poolName(),
                reading.url(),
                reading.place(),
                entry.identity());
    }

    /**
     * Decides for all of them, if all were read that this changes anything for.
     *
     * @return those that have to be read first; then nothing was done
     */
    private Set<SourceEntry> apply(
            FileInForce inForce,
            List<SourceEntry> entries,
            List<SourceEntry> readable,
            Map<SourceEntry, SourceDescription> readings,
            Consequences consequences) {
        List<ReplicaAssignment.Candidate> candidates = new ArrayList<>(readable.size());
        for (SourceEntry entry : readable) {
            SourceDescription reading = readings.get(entry);
            candidates.add(reading == null ? kept(entry).answered(entry.identity()) : candidate(entry, reading));
        }
        ReplicaAssignment all = new ReplicaAssignment(inForce, candidates);
        List<ReplicaAssignment.Outcome> outcomes = all.outcomes();
        Set<SourceEntry> unread = new HashSet<>();
        for (int i = 0; i < readable.size(); i++) {
            SourceEntry entry = readable.get(i);
            if (!readings.containsKey(entry) && concerns(outcomes.get(i), entry)) {
                unread.add(entry);
            }
        }
        if (!unread.isEmpty()) {
            return unread;
        }
        Set<SourceEntry> others = new HashSet<>(entries);
        incomplete = false;
        for (int i = 0; i < readable.size(); i++) {
            SourceEntry entry = readable.get(i);
            others.remove(entry);
            entry.candidate(candidates.get(i));
            SourceDescription reading = readings.get(entry);
            if (reading != null) {
                apply(entry, reading, outcomes.get(i), inForce.config(), consequences);
            }
            incomplete |= entry.isIncomplete();
        }
        for (SourceEntry entry : others) {
            SourceDatabase before = entry.database();
            withdrawUnread(entry, consequences.lines);
            if (before != null) {
                consequences.over.add(before);
            }
        }
        assignment = all;
        decidedFor = readable.size();
        joinedSince = 0;
        return Set.of();
    }

    /** Whether there is anything to do for a data source that was not read again. */
    private boolean concerns(ReplicaAssignment.Outcome outcome, SourceEntry entry) {
        boolean refused = outcome.settings() != null && entry.database() == null;
        return outcome.open() || (refused && open.hasRoom()) || !outcome.equals(entry.decided());
    }

    private void apply(
            SourceEntry entry,
            SourceDescription reading,
            ReplicaAssignment.Outcome outcome,
            Config inForce,
            Consequences consequences) {
        SourceDatabase before = entry.database();
        assign(entry, reading, outcome, inForce, consequences.lines);
        entry.decided(outcome);
        entry.incomplete(reading.missing() != null && (outcome.settings() != null || reading.url() == null));
        if (outcome.open() && reading.passwordHidden()) {
            entry.identity(IdentityQuestions.CANNOT_BE_ASKED);
        } else if (outcome.open() && reading.access() != null) {
            consequences.open.put(entry, reading.access());
        }
        if (before != null && entry.database() != before) {
            consequences.over.add(before);
        }
    }

    private void withdrawUnread(SourceEntry entry, List<Line> lines) {
        entry.decided(null);
        if (entry.isClosed()) {
            withdraw(entry, "the application has closed it", null);
        } else if (entry.kind() == SourceKind.UNKNOWN) {
            String add = AssignmentAdvice.ofClass(entry.className());
            String why = "its class " + entry.className() + " is not known; if it is a pool, and not a wrapper over"
                    + " one, name it: " + add;
            withdraw(entry, why, add);
            if (isNews(why)) {
                String line = "a data source is not routed: " + why;
                lines.add(new Line(Level.INFO, EventKind.NOT_ROUTED, line));
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
            List<Line> lines) {
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

    private void update(SourceEntry entry, SourceDatabase database, DataSourceSettings settings, List<Line> lines) {
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
            List<Line> lines) {
        if (!(entry.source() instanceof DataSource source)) {
            return;
        }
        try {
            SourceDatabase database = open.open(source, reading, settings, inForce);
            entry.routed(database);
            targets.changed(inForce);
            database.opened();
            lines.add(new Line(
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

    private void refuse(SourceEntry entry, String why, @Nullable String add, boolean warning, List<Line> lines) {
        withdraw(entry, why, add);
        say(entry, why, warning, lines);
    }

    private void withdraw(SourceEntry entry, @Nullable String why, @Nullable String add) {
        SourceDatabase before = entry.database();
        entry.notRouted(why, add);
        if (before != null) {
            open.forget(before);
            targets.changed(file.config());
        }
    }

    private void say(SourceEntry entry, String why, boolean warning, List<Line> lines) {
        // An ambiguity names all of those it concerns, and of those that are too many there may be any number: one line
        // is enough.
        boolean aboutSeveral = why.startsWith("the top-level replicas match several");
        String line = aboutSeveral ? why : "the data source " + entry.described() + " is not routed: " + why;
        boolean tooMany = why.equals(OpenDatabases.TOO_MANY);
        if (isNews(aboutSeveral ? "several" : tooMany ? why : line)) {
            lines.add(new Line(
                    warning ? Level.WARN : Level.INFO,
                    EventKind.NOT_ROUTED,
                    tooMany ? line + "; the status page has all that are not routed" : line));
        }
    }

    private boolean isNews(String line) {
        return said.size() < MAX_SAID && said.add(line);
    }
}
