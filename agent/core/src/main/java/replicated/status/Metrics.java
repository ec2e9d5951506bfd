// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import replicated.config.Mode;
import replicated.jdbc.Database;
import replicated.log.Events;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.Replica;

/**
 * The page {@code /metrics}. The names are a contract. What only counts, by data source, is listed in
 * {@code request/CounterMetric}.
 */
final class Metrics {

    private final AgentView agent;
    private final Counters counters;

    Metrics(AgentView agent, Counters counters) {
        this.agent = agent;
        this.counters = counters;
    }

    String text() {
        return text(Exposition.Format.PROMETHEUS);
    }

    String text(Exposition.Format format) {
        Exposition out = new Exposition(format);
        tell(out);
        return out.text();
    }

    /** Tells all figures as they are now. Any thread may ask. */
    void tell(FigureSink out) {
        CountersSnapshot counted = counters.counted();
        decisions(out, counted);
        simple(out, counted);
        requests(out, counted);
        jobs(out, counted);
        primaries(out, agent.databases());
        replicas(out, agent.databases());
        logins(out, agent.databases());
        latencies(out, counted);
        bookmarks(out, counted);
        ourselves(out);
    }

    private static void decisions(FigureSink out, CountersSnapshot counted) {
        out.family(
                "replicated_connections_total",
                "counter",
                "Connections by where they went (primary, or the name of a replica) and why.");
        for (CountersSnapshot.Decided one : counted.decided()) {
            out.sample(
                    "replicated_connections_total",
                    one.count(),
                    "datasource",
                    one.database(),
                    "target",
                    one.target(),
                    "reason",
                    one.reason().code());
        }
        out.family("replicated_moves_total", "counter", "Connections that left a replica for the primary at a write.");
        for (CountersSnapshot.Route route : counted.listed()) {
            route.moves()
                    .forEach((database, count) ->
                            out.sample("replicated_moves_total", count, "datasource", database, "route", route.name()));
        }
        out.family(
                "replicated_observed_statements_total",
                "counter",
                "Mode observe: statements by where they would have gone (primary or replica) and why.");
        for (CountersSnapshot.Decided one : counted.observed()) {
            out.sample(
                    "replicated_observed_statements_total",
                    one.count(),
                    "datasource",
                    one.database(),
                    "target",
                    one.target(),
                    "reason",
                    one.reason().code());
        }
    }

    private static void simple(FigureSink out, CountersSnapshot counted) {
        counted.simple().forEach((metric, counts) -> {
            out.family(metric.family(), "counter", metric.help());
            if (!metric.label().isEmpty()) {
                counts.forEach(one -> out.sample(
                        metric.family(), one.count(), "datasource", one.database(), metric.label(), one.name()));
                return;
            }
            // From zero on, so that the first of them is seen as a rise.
            Map<String, Long> all = new TreeMap<>();
            counted.decided().forEach(one -> all.put(one.database(), 0L));
            counts.forEach(one -> all.merge(one.database(), one.count(), Long::sum));
            all.forEach((database, count) -> out.sample(metric.family(), count, "datasource", database));
        });
    }

    private static void requests(FigureSink out, CountersSnapshot counted) {
        List<CountersSnapshot.Route> routes =
                counted.listed().stream().filter(route -> !route.isJob()).toList();
        out.family("replicated_requests_total", "counter", "Requests that used a connection, by route.");
        for (CountersSnapshot.Route route : routes) {
            out.sample("replicated_requests_total", route.requests(), "route", route.name());
        }
        out.family("replicated_writing_requests_total", "counter", "Requests that wrote, by route.");
        for (CountersSnapshot.Route route : routes) {
            out.sample("replicated_writing_requests_total", route.requestsThatWrote(), "route", route.name());
        }
    }

    private static void jobs(FigureSink out, CountersSnapshot counted) {
        List<CountersSnapshot.Route> jobs = counted.listed().stream()
                .filter(route -> route.isJob() || route.jobs() > 0)
                .toList();
        out.family(
                "replicated_jobs_total",
                "counter",
                "Work outside of requests that a rule under jobs names: calls that used a connection, by route.");
        for (CountersSnapshot.Route job : jobs) {
            out.sample("replicated_jobs_total", job.jobs(), "route", job.name());
        }
        out.family("replicated_writing_jobs_total", "counter", "Such calls that wrote, by route.");
        for (CountersSnapshot.Route job : jobs) {
            out.sample("replicated_writing_jobs_total", job.jobsThatWrote(), "route", job.name());
        }
    }

    private static void replicas(FigureSink out, Collection<Database> databases) {
        gauges(
                out,
                databases,
                "replicated_replica_up",
                "Whether the replica may serve (1) or not (0); left out for the one that is the primary now.",
                (database, replica) -> {
                    Health.State state = replica.health().state();
                    if (state != Health.State.PRIMARY) {
                        out.sample(
                                "replicated_replica_up", state == Health.State.UP ? 1 : 0, labels(database, replica));
                    }
                });
        gauges(
                out,
                databases,
                "replicated_replica_lag_seconds",
                "How far behind the primary the replica is, by replication positions.",
                (database, replica) -> {
                    if (replica.health().lag() != null) {
                        out.sample(
                                "replicated_replica_lag_seconds",
                                replica.health().lag().toNanos() / 1e9,
                                labels(database, replica));
                    }
                });
        gauges(
                out,
                databases,
                "replicated_replica_weight",
                "Share of reads relative to the other replicas; 0: drained.",
                (database, replica) ->
                        out.sample("replicated_replica_weight", replica.weight(), labels(database, replica)));
        gauges(
                out,
                databases,
                "replicated_pool_connections_in_use",
                "Connections of the replica's pool that are lent out.",
                (database, replica) ->
                        out.sample("replicated_pool_connections_in_use", replica.inUse(), labels(database, replica)));
        gauges(
                out,
                databases,
                "replicated_pool_connections_idle",
                "Connections of the replica's pool that are open and not lent out.",
                (database, replica) -> out.sample(
                        "replicated_pool_connections_idle", replica.poolUse().idle(), labels(database, replica)));
        gauges(
                out,
                databases,
                "replicated_pool_connections_max",
                "So many connections the replica's pool may have.",
                (database, replica) -> out.sample(
                        "replicated_pool_connections_max", replica.poolUse().maximum(), labels(database, replica)));
        gauges(
                out,
                databases,
                "replicated_pool_waiting",
                "Threads that wait for a connection of the replica's pool.",
                (database, replica) ->
                        out.sample("replicated_pool_waiting", replica.poolUse().waiting(), labels(database, replica)));
        perReplica(
                out,
                databases,
                "replicated_pool_timeouts_total",
                "counter",
                "Connections that the replica's pool could not lend within replica-timeout.",
                (database, replica) -> out.sample(
                        "replicated_pool_timeouts_total", replica.poolUse().timedOut(), labels(database, replica)));
        perReplica(
                out,
                databases,
                "replicated_replica_errors_total",
                "counter",
                "Errors that statements met on the replica, by the first two characters of SQLSTATE.",
                (database, replica) -> replica.errors()
                        .forEach((state, count) -> out.sample(
                                "replicated_replica_errors_total",
                                count,
                                "datasource",
                                database.name(),
                                "replica",
                                replica.name(),
                                "class",
                                state)));
    }

    private static void primaries(FigureSink out, Collection<Database> databases) {
        out.family(
                "replicated_primary_up",
                "gauge",
                "Whether the primary takes writes (1) or not (0), where it is known.");
        for (Database database : databases) {
            Health.State state = database.replicas().primaryHealth().state();
            boolean known = switch (state) {
                case UNKNOWN, LOGIN_FAILED -> false;
                // That the agent cannot reach it does not say that the application cannot.
                case DOWN -> database.poolTrouble() != null;
                default -> true;
            };
            if (known) {
                out.sample("replicated_primary_up", state == Health.State.UP ? 1 : 0, "datasource", database.name());
            }
        }
        out.family(
                "replicated_primary_unreachable",
                "gauge",
                "Whether the agent's own connection to the primary fails (1) or not (0), logins apart: bookmarks are time"
                        + " windows then.");
        for (Database database : databases) {
            boolean down = database.replicas().primaryHealth().state() == Health.State.DOWN;
            out.sample("replicated_primary_unreachable", down ? 1 : 0, "datasource", database.name());
        }
        out.family(
                "replicated_primary_pool_failing",
                "gauge",
                "Whether the application's own pool gave no connection when a request last asked it (1) or did (0).");
        for (Database database : databases) {
            out.sample(
                    "replicated_primary_pool_failing",
                    database.poolTrouble() == null ? 0 : 1,
                    "datasource",
                    database.name());
        }
    }

    private static void logins(FigureSink out, Collection<Database> databases) {
        gauges(
                out,
                databases,
                "replicated_replica_login_failed",
                "Whether the replica has refused the agent's last login (1) or not (0).",
                (database, replica) -> out.sample(
                        "replicated_replica_login_failed", replica.loginRefused() ? 1 : 0, labels(database, replica)));
        out.family(
                "replicated_primary_login_failed",
                "gauge",
                "Whether the primary has refused the agent's last login (1) or not (0): bookmarks are time windows then.");
        for (Database database : databases) {
            out.sample(
                    "replicated_primary_login_failed",
                    database.replicas().primaryLoginRefused() ? 1 : 0,
                    "datasource",
                    database.name());
        }
    }

    private static void gauges(
            FigureSink out,
            Collection<Database> databases,
            String name,
            String help,
            BiConsumer<Database, Replica> sample) {
        perReplica(out, databases, name, "gauge", help, sample);
    }

    private static void perReplica(
            FigureSink out,
            Collection<Database> databases,
            String name,
            String type,
            String help,
            BiConsumer<Database, Replica> sample) {
        out.family(name, type, help);
        for (Database database : databases) {
            for (Replica replica : database.replicas().replicas()) {
                sample.accept(database, replica);
            }
        }
    }

    private static String[] labels(Database database, Replica replica) {
        return new String[] {"datasource", database.name(), "replica", replica.name()};
    }

    private void latencies(FigureSink out, CountersSnapshot counted) {
        out.family(
                "replicated_statement_seconds",
                "histogram",
                "How long statements took on their server (primary, or the name of a replica), answered or failed: of about one in"
                        + " 64, by chance.");
        for (CountersSnapshot.Latency one : counted.latencies()) {
            out.histogram(
                    "replicated_statement_seconds",
                    Latencies.BOUNDS,
                    one.sample().cumulative(),
                    one.sample().sum(),
                    counters.exemplars(one.database(), one.target()),
                    "datasource",
                    one.database(),
                    "target",
                    one.target());
        }
    }

    private void bookmarks(FigureSink out, CountersSnapshot counted) {
        out.family(
                "replicated_bookmark_waits_seconds",
                "histogram",
                "How long reads waited for a replica to reach their bookmark.");
        out.histogram("replicated_bookmark_waits_seconds", counted.waits(), counters.waitExemplars());
        out.family(
                "replicated_read_staleness_seconds",
                "histogram",
                "How far behind the replica was when it was read from; sampled once a second.");
        for (CountersSnapshot.Staleness one : counted.staleness()) {
            out.histogram(
                    "replicated_read_staleness_seconds",
                    one.sample(),
                    Exemplars.NONE,
                    "datasource",
                    one.database(),
                    "replica",
                    one.replica());
        }
    }

    private void ourselves(FigureSink out) {
        out.family(
                "replicated_faults_total",
                "counter",
                "Errors of the agent itself, by place; none reached the application.");
        Faults.counts().forEach((place, count) -> out.sample("replicated_faults_total", count, "place", place));
        out.family("replicated_events_total", "counter", "What the agent has logged, by kind; debug lines left out.");
        Events.counts().forEach((kind, count) -> out.sample("replicated_events_total", count, "kind", kind));
        out.family("replicated_mode", "gauge", "The mode in force has 1, the others 0.");
        Mode inForce = agent.config().mode();
        for (Mode mode : Mode.values()) {
            out.sample(
                    "replicated_mode",
                    mode == inForce ? 1 : 0,
                    "mode",
                    mode.name().toLowerCase(Locale.ROOT));
        }
        out.family(
                "replicated_config_refused",
                "gauge",
                "Whether the file on disk is refused (1) and an older one in force.");
        List<String> refused = agent.refused();
        out.sample("replicated_config_refused", refused.isEmpty() ? 0 : 1);
        out.family("replicated_config_read_timestamp_seconds", "gauge", "When the configuration in force was read.");
        out.sample("replicated_config_read_timestamp_seconds", agent.configReadMillis() / 1000.0);
        out.family("replicated_learned_writers", "gauge", "Routes known to write although they were expected to read.");
        out.sample("replicated_learned_writers", agent.learnedWriters().size());
        out.family("replicated_build_info", "gauge", "Always 1; the label tells the agent's version.");
        out.sample("replicated_build_info", 1, "version", agent.version());
    }
}
