package replicated.sql.catalogue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import replicated.config.ObjectNames;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;
import replicated.sql.Verdict;

/** What is gathered from a catalogue row by row, and what follows from it. Not thread-safe. */
final class Findings {

    final Set<String> reading = new HashSet<>();
    final Set<String> unproved = new HashSet<>();
    final Set<String> packages = new HashSet<>();
    final List<String> operators = new ArrayList<>();
    final Set<String> words = new HashSet<>();
    final Set<String> callingRelations = new HashSet<>();
    final Set<String> primaryRelations = new HashSet<>();
    final Set<String> sequences = new HashSet<>();

    /** Queries and expressions that are run wherever the relation is read. */
    final List<Defined> ofRelations = new ArrayList<>();

    /** Expressions that are run wherever the word stands. */
    final List<Defined> ofWords = new ArrayList<>();

    /** What could not be looked at, for the log; empty: nothing. */
    final List<String> hidden = new ArrayList<>();

    /**
     * A name and what is behind it.
     *
     * @param name in lower case
     * @param sql a query; null or empty: it is not shown
     */
    record Defined(String name, String sql) {}

    /** Of functions that share a name the gravest decides. */
    void function(String name, boolean proved) {
        if (proved && !unproved.contains(name)) {
            reading.add(name);
        } else if (!proved) {
            unproved.add(name);
            reading.remove(name);
        }
    }

    /**
     * Follows views to what they call and read, through other views, until nothing new is found.
     *
     * @param rules of the file, which win
     * @return never null
     */
    Facts facts(Dialect dialect, ObjectNames rules) {
        Inspector inspector = new Inspector(dialect);
        List<Defined> left = new ArrayList<>(ofRelations);
        List<Defined> leftOfWords = new ArrayList<>(ofWords);
        boolean found = true;
        while (found) {
            Catalogue known = new Catalogue(dialect, rules, snapshot(), name -> {});
            found = left.removeIf(one -> isMarked(one, verdict(one, known, inspector), callingRelations));
            found |= leftOfWords.removeIf(one -> isMarked(one, verdict(one, known, inspector), words));
        }
        return snapshot();
    }

    private static Verdict verdict(Defined one, Catalogue known, Inspector inspector) {
        return one.sql() == null || one.sql().isBlank()
                ? Verdict.FUNCTION
                : known.judge(new InspectedText(one.sql(), 0, inspector.inspect(one.sql())));
    }

    private boolean isMarked(Defined one, Verdict verdict, Set<String> calling) {
        if (verdict.kind() == StatementKind.READ) {
            return false;
        }
        return (verdict.kind() == StatementKind.TABLE ? primaryRelations : calling).add(one.name());
    }

    private Facts snapshot() {
        return new Facts(
                true,
                Set.copyOf(reading),
                Set.copyOf(unproved),
                Set.copyOf(packages),
                List.copyOf(operators),
                Set.copyOf(words),
                Set.copyOf(callingRelations),
                Set.copyOf(primaryRelations),
                Set.copyOf(sequences));
    }
}
