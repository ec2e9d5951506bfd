// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import replicated.log.Faults;
import replicated.request.CounterMetric;
import replicated.route.Decision;
import replicated.route.Reason;

/**
 * The pages on reasons and metrics say what the code does. To write their tables anew after a change: run this test
 * with {@code -Dreplicated.regenerate=true}.
 */
class ReferencePagesTest {

    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("(replicated_\\w+?)(_bucket|_sum|_count)?(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    @Test
    void everyReasonIsExplained() throws IOException {
        StringBuilder table = new StringBuilder("| code | what it says |\n| --- | --- |\n");
        for (Reason each : Reason.values()) {
            table.append("| `%s` | %s |\n".formatted(each.code(), each.explanation()));
        }

        GeneratedTable.assertUpToDate("reasons.md", table.toString());
    }

    @Test
    void everyMetricIsDescribed() throws IOException {
        Map<String, Family> families = families(metricsWithASampleOfEach());
        StringBuilder table =
                new StringBuilder("| family | type | labels | what it says |\n| --- | --- | --- | --- |\n");
        families.forEach((name, family) -> table.append("| `%s` | %s | %s | %s |\n"
                .formatted(
                        name,
                        family.type(),
                        family.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
                        family.help())));

        GeneratedTable.assertUpToDate("metrics.md", table.toString());
    }

    private record Family(String type, String help, Set<String> labels) {}

    private static String metricsWithASampleOfEach() {
        FakeReplica replica = new FakeReplica("replica-1");
        Counters counters = new Counters();
        counters.ofRoute("GET /a").decided("app", "replica-1", Reason.READ_METHOD);
        counters.observed("app", "GET /a", Decision.primary(Reason.WRITE_STATEMENT));
        counters.moved("app", "GET /a");
        for (CounterMetric each : CounterMetric.values()) {
            counters.count(each, "app", "x");
        }
        counters.jobFinished("job com.acme.Nightly.run", true);
        counters.stale("app", "replica-1", 12_000_000, 5);
        counters.took("app", "GET /a", "replica-1", false, 1_500_000);
        Faults.caught("reference-pages-test", new IllegalStateException("on purpose"));
        return new Metrics(new FakeAgent(new FakeDatabase("app", replica)), counters).text();
    }

    /** In their order. A family without a sample would be described without its labels. */
    private static Map<String, Family> families(String text) {
        Map<String, Family> families = new LinkedHashMap<>();
        String help = "";
        Set<String> sampled = new TreeSet<>();
        for (String line : text.lines().toList()) {
            Matcher helps = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (helps.matches()) {
                help = helps.group(2);
            } else if (type.matches()) {
                families.put(type.group(1), new Family(type.group(2), help, new TreeSet<>()));
            } else if (sample.matches()) {
                String name =
                        families.containsKey(sample.group(1)) ? sample.group(1) : sample.group(1) + sample.group(2);
                sampled.add(name);
                Matcher label = LABEL.matcher(String.valueOf(sample.group(3)));
                while (label.find()) {
                    if (!label.group(1).equals("le")) {
                        families.get(name).labels().add(label.group(1));
                    }
                }
            }
        }
        assertThat(sampled).containsExactlyInAnyOrderElementsOf(families.keySet());
        return families;
    }
}
