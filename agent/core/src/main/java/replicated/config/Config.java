package replicated.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import replicated.log.LogSettings;

/**
 * The whole file, checked and with defaults filled in. Immutable; a reload makes a new one.
 *
 * @param mode what the agent does
 * @param autoReadOnReplica whether the HTTP verb alone sends reads to a replica
 * @param readMethods HTTP methods, in upper case, whose intent is READ
 * @param readOnlyTransactions whether {@code setReadOnly(true)} is a READ intent too
 * @param top the replicas of the application's one database; its list may be empty
 * @param dataSources one entry per database where there are several
 * @param replicaTimeout the most a request may lose to a replica
 * @param fallbackMaxConcurrent reads on the primary because no replica could serve them, at once; 0: no bound
 * @param routes in the order of the file; the first match wins
 * @param objects what is said of functions and tables
 * @param primaryAnnotations simple or full names
 * @param replicaAnnotations simple or full names
 * @param writesOnReadRequests what happens to a write in a READ scope
 * @param trustAfter requests of a route that must be seen to read only before it reads from replicas; 0: none
 * @param learn whether routes that write are remembered
 * @param learnedRoutesFile empty: not kept across restarts
 * @param status the {@code status} block
 * @param log the {@code log} block
 * @param warnings lines to log: what is allowed in the file but hardly meant; each names file and line
 */
public record Config(
        Mode mode,
        boolean autoReadOnReplica,
        Set<String> readMethods,
        boolean readOnlyTransactions,
        DataSourceSettings top,
        List<DataSourceSettings> dataSources,
        Duration replicaTimeout,
        int fallbackMaxConcurrent,
        List<RouteRule> routes,
        ObjectNames objects,
        Set<String> primaryAnnotations,
        Set<String> replicaAnnotations,
        WritesOnReadRequests writesOnReadRequests,
        int trustAfter,
        boolean learn,
        String learnedRoutesFile,
        Status status,
        LogSettings log,
        List<String> warnings) {

    /** What counts where a file says nothing; without replicas. */
    public static final Config DEFAULT = ConfigParser.defaults();

    /** Copies the warnings. */
    public Config {
        warnings = List.copyOf(warnings);
    }

    /**
     * The same configuration in another mode: the kill-switch.
     *
     * @param other the mode
     * @return a copy
     */
    public Config withMode(Mode other) {
        return copy(other, warnings);
    }

    Config withWarnings(List<String> others) {
        return copy(mode, others);
    }

    private Config copy(Mode otherMode, List<String> otherWarnings) {
        return new Config(
                otherMode,
                autoReadOnReplica,
                readMethods,
                readOnlyTransactions,
                top,
                dataSources,
                replicaTimeout,
                fallbackMaxConcurrent,
                routes,
                objects,
                primaryAnnotations,
                replicaAnnotations,
                writesOnReadRequests,
                trustAfter,
                learn,
                learnedRoutesFile,
                status,
                log,
                otherWarnings);
    }

    /**
     * Whether there is nothing to route to.
     *
     * @return {@code true} if no list of replicas has an entry
     */
    public boolean withoutReplicas() {
        for (DataSourceSettings entry : dataSources) {
            if (!entry.replicas().isEmpty()) {
                return false;
            }
        }
        return top.replicas().isEmpty();
    }

    /**
     * What a reload cannot take over.
     *
     * @param next the new configuration
     * @return keys that differ and count only after a restart of the application; mostly empty
     */
    public List<String> restartNeededFor(Config next) {
        List<String> keys = new ArrayList<>();
        if (!learnedRoutesFile.equals(next.learnedRoutesFile)) {
            keys.add("learned-routes-file");
        }
        if (!status.listen().equals(next.status.listen())) {
            keys.add("status.listen");
        }
        if (status.jmx() != next.status.jmx()) {
            keys.add("status.jmx");
        }
        return keys;
    }

    /**
     * The {@code status} block.
     *
     * @param listen {@code host:port}; empty: no listener
     * @param responseHeader whether routed responses carry {@code Server-Timing}
     * @param jmx whether MBeans are registered
     */
    public record Status(String listen, boolean responseHeader, boolean jmx) {}
}
