// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.Glob;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialects;
import replicated.replica.ServerIdentity;

/** Which data source gets which replicas: a pure function of the file and of the data sources seen so far. */
final class ReplicaAssignment {

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

    private final Config config;

    /** By its number, of each candidate that an entry of the file means. */
    private final Map<Integer, DataSourceSettings> entries = new HashMap<>();

    /** Whether any candidate leads to a database of the name that the top level has. */
    private final boolean topIsNamed;

    /** Those that the top level of the file means. */
    private final List<Candidate> top = new ArrayList<>();

    /** Those of them that do not lead to a replica. */
    private final List<Candidate> primaries = new ArrayList<>();

    private ReplicaAssignment(Config config, List<Candidate> candidates) {
        this.config = config;
        this.topIsNamed = candidates.stream().anyMatch(candidate -> matchesTop(candidate, false));
        for (Candidate candidate : candidates) {
            DataSourceSettings entry = entry(config, candidate);
            if (entry != null) {
                entries.put(candidate.number(), entry);
            } else if (leadsToTop(candidate)) {
                top.add(candidate);
            }
        }
        for (Candidate candidate : top) {
            if (!leadsToAReplica(candidate)) {
                primaries.add(candidate);
            }
        }
    }

    /**
     * Decides for all at once: whether one is ambiguous depends on the others.
     *
     * @param config the file in force
     * @param candidates all data sources seen
     * @return one outcome per candidate, in their order
     */
    static List<Outcome> of(Config config, List<Candidate> candidates) {
        ReplicaAssignment assignment = new ReplicaAssignment(config, candidates);
        List<Outcome> outcomes = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            outcomes.add(assignment.outcome(candidate));
        }
        return outcomes;
    }

    /** Whether the file names a class that no reader knows. */
    static boolean namesClass(Config config, String className) {
        return config.dataSources().stream()
                .map(DataSourceSettings::match)
                .anyMatch(match ->
                        match != null && match.className() != null && Glob.matches(match.className(), className));
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
        if (!top.contains(candidate)) {
            return Outcome.notRouted(notTheSame(candidate), add);
        }
        if (leadsToAReplica(candidate)) {
            return Outcome.notRouted("it leads to a replica, whatever the application does with it", null);
        }
        List<Candidate> rivals = rivals(candidate);
        if (rivals.isEmpty()) {
            return Outcome.routed(config.top());
        }
        if (rivals.stream().allMatch(rival -> isOpen(candidate, rival))) {
            return Outcome.open(config.top());
        }
        List<Candidate> all = new ArrayList<>(rivals);
        all.add(0, candidate);
        return Outcome.mistake(
                "the top-level replicas match several databases, so none of them is routed: "
                        + all.stream().map(Candidate::described).sorted().collect(Collectors.joining(", "))
                        + "; say which one is meant: move the replicas into " + add,
                add);
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
            return candidate.isStandby() && top.stream().anyMatch(other -> !other.isStandby());
        }
        return isListed(candidate) && top.stream().anyMatch(other -> !isListed(other));
    }

    private boolean isListed(Candidate candidate) {
        return config.top().replicas().stream()
                .map(replica -> DatabasePlace.of(replica.url(), replica.driverProperties()))
                .anyMatch(place -> place.equals(candidate.place()));
    }

    /** The first entry that matches; null: none does. */
    private static @Nullable DataSourceSettings entry(Config config, Candidate candidate) {
        return config.dataSources().stream()
                .filter(entry -> entry.match() != null && matches(entry.match(), candidate))
                .findFirst()
                .orElse(null);
    }

    private static boolean matches(DataSourceSettings.Match match, Candidate candidate) {
        return Glob.matches(match.url(), candidate.url())
                && Glob.matches(match.poolName(), candidate.poolName())
                && Glob.matches(match.className(), candidate.className());
    }

    private boolean leadsToTop(Candidate candidate) {
        if (candidate.url() == null) {
            return false;
        }
        // Where a URL names a place and not a name, no two databases are in one place: so a database of another name is
        // meant too, unless there is one of the same name.
        boolean loosely = !topIsNamed && Dialects.ofUrl(candidate.url()).urls().namesAPlace();
        return matchesTop(candidate, loosely);
    }

    private boolean matchesTop(Candidate candidate, boolean byKindOnly) {
        return candidate.url() != null
                && config.top().replicas().stream()
                        .map(ReplicaSettings::url)
                        .anyMatch(url -> JdbcUrl.subprotocol(url).equals(JdbcUrl.subprotocol(candidate.url()))
                                && (byKindOnly || lastName(url).equals(lastName(candidate.url()))));
    }

    private static String lastName(String url) {
        String database = JdbcUrl.database(url);
        int end = Math.max(database.lastIndexOf('/'), Math.max(database.lastIndexOf('\\'), database.lastIndexOf(':')));
        return database.substring(end + 1);
    }

    /** The others that the top level may mean as well: those that lead to another database, as far as anybody knows. */
    private List<Candidate> rivals(Candidate candidate) {
        return primaries.stream()
                .filter(other -> !isSameDatabase(candidate, other))
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
        String replicas = config.top().replicas().stream()
                .map(replica -> described(replica.url()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "it leads to " + described(candidate.url()) + ", the replicas of the file to " + replicas;
    }

    private static String described(String url) {
        return JdbcUrl.subprotocol(url) + " database '" + lastName(url) + "'";
    }
}
