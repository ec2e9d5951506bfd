// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Locale;
import replicated.jdbc.Database;
import replicated.replica.Replica;
import replicated.route.Reason;

/**
 * What the report says of a careful start: clients that read from replicas beside those whom {@code replica-share}
 * leaves out. Stateless.
 */
final class ReportShare {

    private ReportShare() {}

    /** Writes comments; nothing where no client was ever left out. */
    static void write(StringBuilder out, AgentView agent, CountersSnapshot counted) {
        for (Database database : agent.databases()) {
            String name = database.name();
            long inside = 0;
            long outside = 0;
            for (CountersSnapshot.Decided one : counted.decided()) {
                if (one.database().equals(name)) {
                    inside += one.onPrimary() ? 0 : one.count();
                    outside += one.reason() == Reason.NOT_IN_SHARE ? one.count() : 0;
                }
            }
            if (outside == 0) {
                continue;
            }
            LatencySample onReplicas = LatencySample.NONE;
            long errors = 0;
            for (Replica replica : database.replicas().replicas()) {
                onReplicas = onReplicas.plus(counted.latency(name, replica.name()));
                errors += replica.errors().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            }
            long errorsOutside = 0;
            for (CountersSnapshot.Named one : counted.errorsOutsideShare()) {
                errorsOutside += one.database().equals(name) ? one.count() : 0;
            }
            out.append("#\n# replica-share of ").append(Report.plain(name)).append(", since the start:\n");
            line(out, "on replicas", inside, onReplicas, errors);
            line(
                    out,
                    "not in the share, on the primary",
                    outside,
                    CountersSnapshot.latency(counted.outsideShare(), name, ""),
                    errorsOutside);
        }
    }

    private static void line(StringBuilder out, String group, long connections, LatencySample took, long errors) {
        out.append("#   ")
                .append(group)
                .append(": ")
                .append(connections)
                .append(" connections, ")
                .append(errors)
                .append(" errors");
        Double half = took.atMost(0.5);
        Double nearlyAll = took.atMost(0.99);
        if (half != null && nearlyAll != null) {
            out.append(String.format(
                    Locale.ROOT,
                    ", statements took %.2f ms, 99 %% within %.2f ms (%d measured)",
                    1000 * half,
                    1000 * nearlyAll,
                    took.count()));
        }
        out.append('\n');
    }
}
