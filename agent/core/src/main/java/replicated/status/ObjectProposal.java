// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.config.Config;
import replicated.config.ObjectNames;
import replicated.route.Reason;

/**
 * A table or function whose mention in the file would bring reads to replicas, by the statements that kept them on the
 * primary. Whether it is what it looks like is for somebody to say: nothing of this is proposed otherwise than as a
 * comment. Immutable.
 *
 * @param name as the statement has it, without quotes
 * @param routes it was met on
 * @param statement the first it was met in, without literals
 * @param gained connections of reading requests, in mode observe statements, that were on the primary because of it
 */
record ObjectProposal(String name, Set<String> routes, String statement, long gained) {

    private static final Pattern WRITTEN = Pattern.compile(
            "^\\s*(?:insert|replace|update|delete|merge)\\s+"
                    + "(?:(?:low_priority|high_priority|delayed|quick|ignore|into|from|only)\\s+)*"
                    + "((?:`[^`]+`|\"[^\"]+\"|[\\w$]+)(?:\\.(?:`[^`]+`|\"[^\"]+\"|[\\w$]+))*)",
            Pattern.CASE_INSENSITIVE);

    /** What can be written in the file as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\w.$]+");

    private static final Pattern CALLED = Pattern.compile("([A-Za-z_][\\w.$]*)\\s*\\(");

    /** What stands before a bracket and is no function of the application's. */
    private static final Set<String> WORDS = Set.of(
            "all",
            "and",
            "any",
            "as",
            "avg",
            "by",
            "case",
            "cast",
            "coalesce",
            "concat",
            "count",
            "exists",
            "extract",
            "filter",
            "from",
            "group_concat",
            "in",
            "join",
            "lateral",
            "length",
            "lower",
            "max",
            "min",
            "not",
            "nullif",
            "on",
            "or",
            "over",
            "round",
            "row",
            "row_number",
            "select",
            "some",
            "substring",
            "sum",
            "trim",
            "upper",
            "using",
            "values",
            "when",
            "where",
            "with");

    /** Tables that a route expected to read writes to. */
    static List<ObjectProposal> tables(Config config, CountersSnapshot counted, boolean observing) {
        List<ObjectProposal> all = new ArrayList<>();
        for (Met met : met(config, counted, observing, Reason.LEARNED_WRITER, Reason.WRITE_STATEMENT)) {
            Matcher written = WRITTEN.matcher(met.statement);
            String name = written.find() ? written.group(1).replaceAll("[\"`]", "") : "";
            if (PLAIN.matcher(name).matches()) {
                all.add(met.by(name));
            }
        }
        return merged(all, config.objects().primaryTables());
    }

    /** Functions that may do more than read, for all that is known. */
    static List<ObjectProposal> readFunctions(Config config, CountersSnapshot counted, boolean observing) {
        ObjectNames known = config.objects();
        List<String> said = new ArrayList<>(known.readFunctions());
        said.addAll(known.primaryFunctions());
        return merged(functions(met(config, counted, observing, Reason.FUNCTION)), said);
    }

    /** Functions in statements that a replica has refused. */
    static List<ObjectProposal> primaryFunctions(Config config, CountersSnapshot counted) {
        return merged(
                functions(met(config, counted, false, Reason.RESCUED)),
                config.objects().primaryFunctions());
    }

    private static List<ObjectProposal> functions(List<Met> met) {
        List<ObjectProposal> all = new ArrayList<>();
        for (Met one : met) {
            Set<String> names = new TreeSet<>();
            Matcher called = CALLED.matcher(one.statement);
            while (called.find()) {
                if (!WORDS.contains(called.group(1).toLowerCase(Locale.ROOT))) {
                    names.add(called.group(1));
                }
            }
            names.forEach(name -> all.add(one.by(name)));
        }
        return all;
    }

    /** A statement that is behind a reason. */
    private record Met(String route, String statement, long count) {

        ObjectProposal by(String name) {
            return new ObjectProposal(name, new TreeSet<>(Set.of(route)), statement, count);
        }
    }

    /**
     * Of each route expected to read, the statement behind the first of these reasons that has one, with the counts of
     * all of them.
     */
    private static List<Met> met(Config config, CountersSnapshot counted, boolean observing, Reason... reasons) {
        List<Met> all = new ArrayList<>();
        Set<Reason> counting = Set.of(reasons);
        for (CountersSnapshot.Route route : counted.routes()) {
            String method = route.name().substring(0, Math.max(0, route.name().indexOf(' ')));
            if (!config.requests().readMethods().contains(method)) {
                continue;
            }
            long count = 0;
            for (CountersSnapshot.Decided one : observing ? route.observed() : route.decided()) {
                count += one.onPrimary() && counting.contains(one.reason()) ? one.count() : 0;
            }
            for (Reason reason : reasons) {
                String statement = route.statements().get(reason.code());
                if (statement != null && count > 0) {
                    all.add(new Met(route.name(), statement, count));
                    break;
                }
            }
        }
        return all;
    }

    /** One for each name that the file does not have yet, those that bring most first. */
    private static List<ObjectProposal> merged(List<ObjectProposal> all, List<String> said) {
        Map<String, ObjectProposal> byName = new LinkedHashMap<>();
        for (ObjectProposal one : all) {
            if (said.stream().anyMatch(one.name::equalsIgnoreCase)) {
                continue;
            }
            byName.merge(one.name.toLowerCase(Locale.ROOT), one, (first, second) -> {
                Set<String> routes = new TreeSet<>(first.routes);
                routes.addAll(second.routes);
                return new ObjectProposal(first.name, routes, first.statement, first.gained + second.gained);
            });
        }
        List<ObjectProposal> merged = new ArrayList<>(byName.values());
        merged.sort(Comparator.comparingLong(ObjectProposal::gained).reversed());
        return merged;
    }
}
