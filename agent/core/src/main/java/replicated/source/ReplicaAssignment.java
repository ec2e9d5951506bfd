package replicated.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.Glob;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.dialect.Dialects;

/** Which data source gets which replicas: a pure function of the file and of the data sources seen so far. */
final class ReplicaAssignment {

    /**
     * A data source, as far as it matters here. Immutable; holds nothing of the application.
     *
     * @param number tells it from all others
     * @param className full name
     * @param poolName null: it has none
     * @param url null: unknown
     * @param application stands for the application that uses it
     */
    record Candidate(int number, String className, String poolName, String url, int application) {

        /** For people: without passwords. */
        String described() {
            String name = poolName == null ? className : poolName;
            return name + " (" + (url == null ? className : JdbcUrl.masked(url)) + ")";
        }
    }

    /**
     * What was decided for one.
     *
     * @param settings null: it is not routed
     * @param why why not; null if it is
     * @param warning whether the file has to be changed
     */
    record Outcome(DataSourceSettings settings, String why, boolean warning) {

        private static Outcome routed(DataSourceSettings settings) {
            return new Outcome(settings, null, false);
        }

        private static Outcome notRouted(String why) {
            return new Outcome(null, why, false);
        }

        private static Outcome mistake(String why) {
            return new Outcome(null, why, true);
        }
    }

    private final Config config;
    private final List<Candidate> candidates;
    /** Those that the top level of the file means. */
    private final List<Candidate> top;

    private ReplicaAssignment(Config config, List<Candidate> candidates) {
        this.config = config;
        this.candidates = candidates;
        this.top = candidates.stream()
                .filter(candidate -> entry(config, candidate) == null)
                .filter(this::leadsToTop)
                .toList();
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
                .anyMatch(match -> match.className() != null && Glob.matches(match.className(), className));
    }

    private Outcome outcome(Candidate candidate) {
        DataSourceSettings entry = entry(config, candidate);
        if (entry != null) {
            return Outcome.routed(entry);
        }
        if (config.top().replicas().isEmpty()) {
            return Outcome.notRouted("no entry of datasources matches it");
        }
        if (!top.contains(candidate)) {
            return Outcome.notRouted(notTheSame(candidate));
        }
        List<Candidate> rivals = rivals(candidate);
        if (rivals.isEmpty()) {
            return Outcome.routed(config.top());
        }
        List<Candidate> all = new ArrayList<>(rivals);
        all.add(0, candidate);
        return Outcome.mistake("the top-level replicas match several data sources, so none of them is routed: "
                + all.stream().map(Candidate::described).sorted().collect(Collectors.joining(", "))
                + "; say which one is meant: move the replicas into datasources: - match: "
                + example(candidate));
    }

    private static String example(Candidate candidate) {
        return candidate.poolName() == null
                ? "{class: " + candidate.className() + "} or {url: ...}"
                : "{pool-name: " + candidate.poolName() + "}";
    }

    /** The first entry that matches; null: none does. */
    private static DataSourceSettings entry(Config config, Candidate candidate) {
        return config.dataSources().stream()
                .filter(entry -> Glob.matches(entry.match().url(), candidate.url())
                        && Glob.matches(entry.match().poolName(), candidate.poolName())
                        && Glob.matches(entry.match().className(), candidate.className()))
                .findFirst()
                .orElse(null);
    }

    private boolean leadsToTop(Candidate candidate) {
        if (candidate.url() == null) {
            return false;
        }
        // Where a URL names a place and not a name, no two databases are in one place: so a database of another name is
        // meant too, unless there is one of the same name.
        boolean loosely = Dialects.ofUrl(candidate.url()).urls().namesAPlace()
                && candidates.stream().noneMatch(other -> matchesTop(other, false));
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

    /**
     * The others that the top level may mean as well. The same URL in another web application of the container is the same
     * database, so that is none.
     */
    private List<Candidate> rivals(Candidate candidate) {
        return top.stream()
                .filter(other -> other.number() != candidate.number())
                .filter(other ->
                        other.application() == candidate.application() || !Objects.equals(other.url(), candidate.url()))
                .toList();
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
