// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.regex.Pattern;
import replicated.config.JdbcUrl;

/** The line of the file that would name a data source. Stateless. */
final class AssignmentAdvice {

    /**
     * HikariCP's, Tomcat's, Druid's, Vibur's and c3p0's own, and identifiers made at random: others at the next start.
     */
    private static final Pattern GENERATED =
            Pattern.compile("HikariPool-\\d+|Tomcat Connection Pool\\[.*|DataSource-\\d+|p\\d+"
                    + "|[0-9a-z]+\\|[0-9a-f]+|.*\\p{XDigit}{8}-\\p{XDigit}{4}-.*");

    private static final String ENTRY = "datasources: - match: ";

    private AssignmentAdvice() {}

    /**
     * One line of YAML.
     *
     * @param candidate what it is to match
     * @return without secrets; to be completed with {@code replicas}
     */
    static String of(ReplicaAssignment.Candidate candidate) {
        return ENTRY + match(candidate);
    }

    /** The same where nothing but the class is known. */
    static String ofClass(String className) {
        return ENTRY + byClass(className);
    }

    private static String byClass(String className) {
        return "{class: " + className + "}";
    }

    private static String match(ReplicaAssignment.Candidate candidate) {
        String name = candidate.poolName();
        if (name != null && !GENERATED.matcher(name).matches()) {
            return "{pool-name: " + quoted(name) + "}";
        }
        return candidate.url() == null ? byClass(candidate.className()) : "{url: \"" + glob(candidate.url()) + "\"}";
    }

    /** Without parameters, which may be secrets and change. */
    private static String glob(String url) {
        String head = url.split("[?;]", 2)[0];
        String shown = JdbcUrl.masked(head).replace("***", "*");
        return head.length() == url.length() ? shown : shown + "*";
    }

    private static String quoted(String name) {
        return name.matches("[\\w.-]+")
                ? name
                : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
