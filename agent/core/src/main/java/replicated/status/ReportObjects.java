// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.List;
import replicated.config.Config;
import replicated.config.ObjectNames;

/**
 * The blocks {@code tables} and {@code functions} of the report: those of the file, with proposals as comments.
 * Stateless.
 */
final class ReportObjects {

    private static final int MOST = 20;
    private static final int MOST_ROUTES = 3;

    private ReportObjects() {}

    /**
     * Writes both.
     *
     * @param out YAML
     * @param all what the gains are shares of: all connections of reading requests, in mode observe all statements
     */
    static void write(StringBuilder out, Config config, CountersSnapshot counted, boolean observing, long all) {
        ObjectNames said = config.objects();
        String unit = observing ? "statements" : "reading connections";
        out.append(
                "#\n# Tables: name one only where a write to it says nothing about its request, as of a visit counter.\ntables:\n");
        block(
                out,
                "primary",
                said.primaryTables(),
                lines(ObjectProposal.tables(config, counted, observing), all, unit));
        out.append("#\n# Functions: name one under read only if you know that it does nothing else.\nfunctions:\n");
        block(
                out,
                "read",
                said.readFunctions(),
                lines(ObjectProposal.readFunctions(config, counted, observing), all, unit));
        block(
                out,
                "primary",
                said.primaryFunctions(),
                lines(ObjectProposal.primaryFunctions(config, counted), 0, "rescues"));
    }

    private static List<String> lines(List<ObjectProposal> proposals, long all, String unit) {
        List<String> lines = new ArrayList<>();
        for (ObjectProposal one : proposals.subList(0, Math.min(MOST, proposals.size()))) {
            String gain = all == 0
                    ? "would spare " + one.gained() + " " + unit
                    : "would bring up to " + one.gained() + " of " + all + " " + unit + " to replicas ("
                            + Descriptions.percent(one.gained(), all) + ")";
            String routes =
                    String.join(", ", one.routes().stream().limit(MOST_ROUTES).toList());
            String more =
                    one.routes().size() > MOST_ROUTES ? ", and " + (one.routes().size() - MOST_ROUTES) + " more" : "";
            lines.add("# " + Report.plain(gain + "; met on " + routes + more + ": " + one.statement()));
            lines.add("# - " + Json.quoted(one.name()));
        }
        return lines;
    }

    /** Lines that are uncommented must be items of a list: where the file has none, so must the key be. */
    private static void block(StringBuilder out, String key, List<String> said, List<String> proposals) {
        if (said.isEmpty()) {
            out.append("  ").append(key).append(": []\n");
            if (!proposals.isEmpty()) {
                out.append("  # In place of the line before:\n  # ").append(key).append(":\n");
            }
        } else {
            out.append("  ").append(key).append(":\n");
            said.forEach(one -> out.append("    - ").append(Json.quoted(one)).append('\n'));
        }
        proposals.forEach(line -> out.append("    ").append(line).append('\n'));
    }
}
