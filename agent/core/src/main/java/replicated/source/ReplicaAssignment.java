// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.DataSourceEntries;
import replicated.config.DataSourceSettings;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialects;
import replicated.replica.ServerIdentity;

/**
 * Which data source gets which replicas: by the file and by the data sources seen so far. It takes time by the number of
 * data sources, and one more that is no rival of the others takes none of it. Not thread-safe.
 */
final class ReplicaAssignment {

    /** An ambiguity names so many of those that it may be. */
    private static final int MAX_NAMED = 8;

    /**
     * A data source, as far as it matters here. Immutable; holds nothing of the application.
     *
     * @param number tells it from all others
     * @param className full name
     * @param poolName null: it has none
     * @param url null: unknown
     * @param place where that leads, see {@link DatabasePlace}; null: unknown
     * @param identity what its server says it is; null: it was not asked
     */
    record Candidate(
            int number,
            String className,
            @Nullable String poolName,
            @Nullable String url,
            @Nullable String place,
            @Nullable ServerIdentity identity) {

        /** For people: without passwords. */
        String described() {
            String name = poolName == null ? className : poolName;
            return name + " (" + (url == null ? className : JdbcUrl.masked(url)) + ")";
        }

        /** The same, whose server has been asked. */
        Candidate answered(@Nullable ServerIdentity told) {
            return new Candidate(number, className, poolName, url, place, told);
        }

        private boolean isStandby() {
            return identity != null && identity.isReplica();
        }
    }

    /**
     * What was decided for one.
     *
     * @param settings null: it is not routed
     * @param why why not; null if it is
     * @param warning whether the file has to be changed
     * @param add what to add to the file, one line of YAML; null: nothing helps, or nothing is wrong
     * @param open whether its server has to be asked first; until then all stays as it is
     */
    record Outcome(
            @Nullable DataSourceSettings settings,
            @Nullable String why,
            boolean warning,
            @Nullable String add,
            boolean open) {

        private static Outcome routed(DataSourceSettings settings) {
            return new Outcome(settings, null, false, null, false);
        }

        private static Outcome notRouted(String why, @Nullable String add) {
            return new Outcome(null, why, false, add, false);
        }

        private static Outcome mistake(String why, String add) {
            return new Outcome(null, why, true, add, false);
        }

        private static Outcome open(DataSourceSettings settings) {
            return new Outcome(
                    settings,
                    "its server is being asked whether it is the one that another data source leads to by another name",
                    false,
                    null,
                    true);
        }
    }

    /** A database, as far as anybody knows: those are never rivals of each other that have one in common. */
    private record Known(@Nullable String place, @Nullable ServerIdentity identity) {}

    private final Config config;
    private final DataSourceEntries fileEntries;

    /** In the order in which they came. */
    private final List<Candidate> candidates;

    /** By its number, of each candidate that an entry of the file means. */
    private final Map<Integer, DataSourceSettings> entries = new HashMap<>();

    /** What the replicas of the top level lead to, see {@link #kindAndName}. */
    private final Set<String> topNames = new HashSet<>();

    private final Set<String> topKinds = new HashSet<>();
    private final Set<String> topPlaces = new HashSet<>();

    /** Whether any candidate leads to a database of the name that the top level has. */
    private boolean topIsNamed;

    /** Numbers of those that the top level of the file means. */
    private final Set<Integer> top = new HashSet<>();

    /** Whether any of them is no standby. */
    private boolean topHasPrimary;

    /** Whether any of them leads to a place where the top level has no replica. */
    private boolean topHasUnlisted;

    /** Those of them that do not lead to a replica. */
    private final Map<Known, List<Candidate>> primaries = new LinkedHashMap<>();

    /**
     * Decides for all at once: whether one is ambiguous depends on the others.
     *
     * @param file what they are decided by
     * @param candidates all data sources seen
     */
    ReplicaAssignment(FileInForce file, List<Candidate> candidates) {
        this.config = file.config();
        this.fileEntries = file.entries();
        this.candidates = new ArrayList<>(candidates);
        for (ReplicaSettings replica : config.top().replicas()) {
            topNames.add(kindAndName(replica.url()));
            topKinds.add(JdbcUrl.subprotocol(replica.url()));
            topPlaces.add(DatabasePlace.of(replica.url(), replica.driverProperties()));
        }
        for (Candidate candidate : candidates) {
            topIsNamed |= hasNameOfTop(candidate);
        }
        List<Candidate> meant = new ArrayList<>();
        for (Candidate candidate : candidates) {
            DataSourceSettings entry = entry(candidate);
            if (entry != null) {
                entries.put(candidate.number(), entry);
            } else if (leadsToTop(candidate)) {
                meant.add(candidate);
                addToTop(candidate);
            }
        }
        for (Candidate candidate : meant) {
            if (!leadsToAReplica(candidate)) {
                addPrimary(candidate);
            }
        }
    }

    private void addToTop(Candidate candidate) {
        top.add(candidate.number());
        topHasPrimary |= !candidate.isStandby();
        topHasUnlisted |= !isListed(candidate);
    }

    private void addPrimary(Candidate candidate) {
        primaries.computeIfAbsent(known(candidate), unseen -> new ArrayList<>()).add(candidate);
    }

    private static Known known(Candidate candidate) {
        return new Known(candidate.place(), candidate.identity());
    }

    /**
     * What was decided.
     *
     * @return one outcome per candidate, in their order
     */
    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            outcomes.add(outcome(candidate));
        }
        return outcomes;
    }

    /**
     * Decides for one more, which is among the candidates then, if that leaves all others as they are.
     *
     * @param candidate the new one
     * @return null if it may concern others: nothing was done
     */
    @Nullable
    Outcome join(Candidate candidate) {
        DataSourceSettings entry = entry(candidate);
        boolean named = hasNameOfTop(candidate);
        boolean meant = entry == null && leadsToTop(candidate);
        boolean firstOfItsKind = (named && !topIsNamed)
                || (meant && !topHasPrimary && !candidate.isStandby())
                || (meant && !topHasUnlisted && !isListed(candidate));
        if (firstOfItsKind || (meant && !rivals(candidate).isEmpty())) {
            return null;
        }
        if (entry != null) {
            entries.put(candidate.number(), entry);
        } else if (meant) {
            addToTop(candidate);
            if (!leadsToAReplica(candidate)) {
                addPrimary(candidate);
            }
        }
        candidates.add(candidate);
        return outcome(candidate);
    }

    private Outcome outcome(Candidate candidate) {
        DataSourceSettings entry = entries.get(candidate.number());
        if (entry != null) {
            return Outcome.routed(entry);
        }
        String add = AssignmentAdvice.of(candidate);
        if (config.top().replicas().isEmpty()) {
            return Outcome.notRouted("no entry of datasources matches it", add);
        }
        if (!top.contains(candidate.number())) {
            return Outcome.notRouted(notTheSame(candidate), add);
        }
        if (leadsToAReplica(candidate)) {
            return Outcome.notRouted("it leads to a replica, whatever the application does with it", null);
        }
        List<Candidate> rivals = rivals(candidate);
        if (rivals.isEmpty()) {
            return Outcome.routed(config.top());
        }
        if (allOpen(candidate)) {
            return Outcome.open(config.top());
        }
        boolean more = rivals.size() > MAX_NAMED;
        Stream<Candidate> some =
                Stream.concat(Stream.of(candidate), rivals.stream().limit(MAX_NAMED));
        return Outcome.mistake(
                "the top-level replicas match several databases, so none of them is routed: "
                        + some.map(Candidate::described).sorted().collect(Collectors.joining(", "))
                        + (more ? " and others" : "")
                        + "; say which one is meant: move the replicas into " + add,
                add);
    }

    private boolean allOpen(Candidate candidate) {
        return primaries.values().stream()
                .map(same -> same.get(0))
                .allMatch(other -> isSameDatabase(candidate, other) || isOpen(candidate, other));
    }

    /**
     * One that has answered stays as it is while another has not: that may be too busy, and it is the other of which
     * nothing is known.
     */
    private static boolean isOpen(Candidate candidate, Candidate rival) {
        ServerIdentity own = candidate.identity();
        ServerIdentity theirs = rival.identity();
        return mayBeAsked(candidate) && (own == null || theirs == null || (own.known() && !theirs.known()));
    }

    private static boolean mayBeAsked(Candidate candidate) {
        return candidate.url() != null && Dialects.ofUrl(candidate.url()).hasPositions();
    }

    /**
     * A data source for the application's own reads of a standby, beside that of the primary. With a list of all nodes,
     * the primary's place is among the replicas' as well: so the servers have to say which is which, where they can.
     */
    private boolean leadsToAReplica(Candidate candidate) {
        ServerIdentity identity = candidate.identity();
        if (identity == null && mayBeAsked(candidate)) {
            return false;
        }
        if (identity != null && identity.known()) {
            return candidate.isStandby() && topHasPrimary;
        }
        return isListed(candidate) && topHasUnlisted;
    }

    private boolean isListed(Candidate candidate) {
        return topPlaces.contains(candidate.place());
    }

    private @Nullable DataSourceSettings entry(Candidate candidate) {
        return fileEntries.first(candidate.url(), candidate.poolName(), candidate.className());
    }

    private boolean leadsToTop(Candidate candidate) {
        if (candidate.url() == null) {
            return false;
        }
        // Where a URL names a place and not a name, no two databases are in one place: so a database of another name is
        // meant too, unless there is one of the same name.
        return hasNameOfTop(candidate)
                || (!topIsNamed
                        && Dialects.ofUrl(candidate.url()).urls().namesAPlace()
                        && topKinds.contains(JdbcUrl.subprotocol(candidate.url())));
    }

    private boolean hasNameOfTop(Candidate candidate) {
        return candidate.url() != null && topNames.contains(kindAndName(candidate.url()));
    }

    /** Of the database that a URL leads to. No name has a colon in it. */
    private static String kindAndName(String url) {
        return JdbcUrl.subprotocol(url) + ":" + lastName(url);
    }

    private static String lastName(String url) {
        String database = JdbcUrl.database(url);
        int end = Math.max(database.lastIndexOf('/'), Math.max(database.lastIndexOf('\\'), database.lastIndexOf(':')));
        return database.substring(end + 1);
    }

    /**
     * The others that the top level may mean as well: those that lead to another database, as far as anybody knows. Of
     * many the first ones only.
     */
    private List<Candidate> rivals(Candidate candidate) {
        return primaries.values().stream()
                .filter(same -> !isSameDatabase(candidate, same.get(0)))
                .flatMap(List::stream)
                .limit(MAX_NAMED + 1)
                .toList();
    }

    private static boolean isSameDatabase(Candidate one, Candidate other) {
        return one.number() == other.number()
                || (one.place() != null && one.place().equals(other.place()))
                || (one.identity() != null
                        && other.identity() != null
                        && one.identity().sameDatabaseAs(other.identity()));
    }

    private String notTheSame(Candidate candidate) {
        if (candidate.url() == null) {
            return "its URL is not known, and no entry of datasources names its class or pool";
        }
        Set<String> replicas = new LinkedHashSet<>();
        for (ReplicaSettings replica : config.top().replicas()) {
            replicas.add(described(replica.url()));
        }
        return "it leads to " + described(candidate.url()) + ", the replicas of the file to "
                + String.join(", ", replicas);
    }

    private static String described(String url) {
        return JdbcUrl.subprotocol(url) + " database '" + lastName(url) + "'";
    }
}
