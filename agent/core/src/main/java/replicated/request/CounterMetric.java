// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

/**
 * What is counted by data source, each a family of {@code /metrics}. A further one is a constant here and a call of
 * {@link Decisions#count} where it happens. The names are a contract.
 */
public enum CounterMetric {
    /** By cause. */
    RESCUES(
            "replicated_rescues_total",
            "cause",
            "Statements that a replica refused or dropped and that were run again elsewhere."),
    FALLBACK_REFUSED(
            "replicated_fallback_refused_total",
            "",
            "Reads refused because no replica could serve them and fallback.max-concurrent was reached."),
    /** By {@link #KNOWN}, {@link #UNKNOWN} or {@link #TOLD}. */
    BOOKMARK_CAPTURES(
            "replicated_bookmark_captures_total",
            "outcome",
            "Positions wanted after commits: told with the commit (told), asked for and answered in time (known), or not (unknown)."),
    STALE_READS_PREVENTED(
            "replicated_stale_reads_prevented_total",
            "",
            "Reads kept on the primary while a replica that could serve did not show what the client had written.");

    /** Of a position: the primary answered in time. */
    public static final String KNOWN = "known";

    /** Of a position: it did not, and the client gets a time window. */
    public static final String UNKNOWN = "unknown";

    /** Of a position: it came with the answer to the commit, and nobody was asked. */
    public static final String TOLD = "told";

    private final String family;
    private final String label;
    private final String help;

    CounterMetric(String family, String label, String help) {
        this.family = family;
        this.label = label;
        this.help = help;
    }

    /**
     * Its name in {@code /metrics}.
     *
     * @return ends in {@code _total}
     */
    public String family() {
        return family;
    }

    /**
     * The label beside {@code datasource}.
     *
     * @return empty if there is none
     */
    public String label() {
        return label;
    }

    /**
     * What it says.
     *
     * @return a sentence
     */
    public String help() {
        return help;
    }
}
