// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.JdbcUrl;
import replicated.jdbc.Database;
import replicated.jdbc.PoolTrouble;
import replicated.log.Events;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.PoolUse;
import replicated.replica.Replica;
import replicated.request.CounterMetric;
import replicated.route.Reason;
import replicated.source.DataSources;

/** The page {@code /status.json}: everything the page for people shows. Its shape has a version. */
final class StatusJson {

    /** Raised when a field changes its meaning or goes; not when one is added. */
    private static final int VERSION = 1;

    /** What is the same for as long as the JVM lives; made when first asked for. */
    private static final class Fixed {
        static final Map<String, String> REASONS = reasons();
        static final Map<String, Object> HELP = help();
    }

    private final AgentView agent;
    private final Counters counters;
    private final History history;
    private final long startedMillis;

    StatusJson(AgentView agent, Counters counters, History history, long startedMillis) {
        this.agent = agent;
        this.counters = counters;
        this.history = history;
        this.startedMillis = startedMillis;
    }

    String text() {
        CountersSnapshot counted = counters.counted();
        long now = System.currentTimeMillis();
        RecentCounts.Span minutes = history.recent().last(now, counted, RecentCounts.MINUTES);
        RecentCounts.Span hour = history.recent().last(now, counted, RecentCounts.HOUR);
        HealthSummary verdict = verdict(minutes);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", VERSION);
        all.put("agent", Json.map("version", agent.version(), "started", Descriptions.time(startedMillis)));
        all.put("jvm", jvm());
        all.put("now", now);
        all.put("mode", agent.config().mode().name().toLowerCase(Locale.ROOT));
        all.put("verdict", Json.map("level", verdict.level().name().toLowerCase(Locale.ROOT), "text", verdict.text()));
        all.put(
                "datasources",
                agent.databases().stream()
                        .map(database -> dataSource(database, counted, minutes, hour))
                        .toList());
        all.put("notRouted", notRouted());
        all.put("routes", RoutesJson.of(agent, counted, minutes, hour));
        all.put("spans", Json.map("last5m", minutes.seconds(), "lastHour", hour.seconds()));
        all.put("learnedWriters", agent.learnedWriters().keySet());
        all.put("learned", learned());
        all.put("bookmarkWaits", histogram(counted.waits()));
        all.put("faults", faults());
        all.put("events", events());
        all.put("config", config());
        all.put("history", history.columns());
        all.put("reasons", Fixed.REASONS);
        all.put("help", Fixed.HELP);
        return Json.write(all);
    }

    private static Map<String, String> reasons() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Reason each : Reason.values()) {
            all.put(each.code(), each.explanation());
        }
        return all;
    }

    /** Where the page of the agent's own explains a state, a reason or a heading. */
    private static Map<String, Object> help() {
        Map<String, Object> all = new TreeMap<>();
        Troubleshooting page = Troubleshooting.page();
        page.anchors().forEach(anchor -> all.put(anchor, page.link(anchor)));
        return all;
    }

    String day() {
        return Json.write(history.dayColumns());
    }

    /** Whether all is well with the servers, without a look at what was counted: for probes, which come often. */
    HealthSummary health() {
        return HealthSummary.of(agent, history.replicaShare());
    }

    private HealthSummary verdict(RecentCounts.Span minutes) {
        long all = 0;
        long busy = 0;
        for (CountersSnapshot.Route route : minutes.routes().values()) {
            for (CountersSnapshot.Decided decided : route.decided()) {
                all += decided.count();
                busy += decided.reason() == Reason.REPLICA_BUSY ? decided.count() : 0;
            }
        }
        return HealthSummary.of(agent, history.replicaShare(), busy, all);
    }

    private static Map<String, Object> dataSource(
            Database database, CountersSnapshot counted, RecentCounts.Span minutes, RecentCounts.Span hour) {
        List<CountersSnapshot.Decided> decided = of(database, counted.decided());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", database.name());
        all.put("dialect", database.dialect().name().toLowerCase(Locale.ROOT));
        all.put("primary", withLatency(primary(database), database, "primary", counted, minutes, hour));
        all.put(
                "replicas",
                database.replicas().replicas().stream()
                        .map(replica -> withLatency(
                                replica(database, replica, decided, counted.staleness(database.name(), replica.name())),
                                database,
                                replica.name(),
                                counted,
                                minutes,
                                hour))
                        .toList());
        all.put("connections", RoutesJson.decisions(decided));
        all.put("connectionsLast5m", RoutesJson.decisions(of(database, minutes.decided())));
        all.put("connectionsLastHour", RoutesJson.decisions(of(database, hour.decided())));
        all.put("rescues", named(counted.simple(CounterMetric.RESCUES, database.name())));
        all.put("captures", named(counted.simple(CounterMetric.BOOKMARK_CAPTURES, database.name())));
        all.put("fallbackRefused", total(counted.simple(CounterMetric.FALLBACK_REFUSED, database.name())));
        all.put("staleReadsPrevented", total(counted.simple(CounterMetric.STALE_READS_PREVENTED, database.name())));
        return all;
    }

    private static Map<String, Object> withLatency(
            Map<String, Object> server,
            Database database,
            String target,
            CountersSnapshot counted,
            RecentCounts.Span minutes,
            RecentCounts.Span hour) {
        server.put("latency", RoutesJson.latency(counted.latency(database.name(), target)));
        server.put("latencyLast5m", RoutesJson.latency(minutes.latency(database.name(), target)));
        server.put("latencyLastHour", RoutesJson.latency(hour.latency(database.name(), target)));
        return server;
    }

    private static List<CountersSnapshot.Decided> of(Database database, List<CountersSnapshot.Decided> all) {
        return all.stream()
                .filter(one -> one.database().equals(database.name()))
                .toList();
    }

    private List<Object> notRouted() {
        List<Object> all = new ArrayList<>();
        for (DataSources.Unrouted one : agent.notRouted()) {
            all.add(Json.map(
                    "name",
                    one.name(),
                    "class",
                    one.className(),
                    "url",
                    one.url(),
                    "why",
                    JdbcUrl.masked(one.why()),
                    "add",
                    one.add()));
        }
        return all;
    }

    private static Map<String, Object> primary(Database database) {
        Health health = database.replicas().primaryHealth();
        PoolTrouble pool = database.poolTrouble();
        return Json.map(
                "next",
                NextSteps.ofPrimary(database),
                "poolTrouble",
                pool == null
                        ? null
                        : Json.map(
                                "why",
                                JdbcUrl.masked(pool.why()),
                                "since",
                                Descriptions.time(pool.sinceMillis()),
                                "last",
                                Descriptions.time(pool.lastMillis()),
                                "count",
                                pool.count()),
                "state",
                Descriptions.state(health.state()),
                "why",
                JdbcUrl.masked(health.why()),
                "position",
                text(database.replicas().primaryPosition()),
                "loginFailed",
                database.replicas().primaryLoginRefused());
    }

    private static Map<String, Object> replica(
            Database database,
            Replica replica,
            List<CountersSnapshot.Decided> decided,
            Histogram.@Nullable Sample staleness) {
        Health health = replica.health();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", replica.name());
        all.put("state", Descriptions.state(replica));
        all.put("up", health.state() == Health.State.UP);
        all.put("why", JdbcUrl.masked(health.why()));
        all.put("next", NextSteps.of(database, replica));
        all.put("pooler", replica.pooled());
        all.put("loginFailed", replica.loginRefused());
        all.put("lag", Descriptions.seconds(health.lag()));
        all.put("staleness", staleness(staleness));
        all.put("position", text(health.position()));
        all.put("weight", replica.weight());
        all.put("share", (double) replica.share() / Replica.FULL_SHARE);
        all.put("near", replica.near());
        PoolUse pool = replica.poolUse();
        all.put("inUse", pool.inUse());
        all.put(
                "pool",
                Json.map(
                        "idle",
                        pool.idle(),
                        "maximum",
                        pool.maximum(),
                        "waiting",
                        pool.waiting(),
                        "timedOut",
                        pool.timedOut()));
        all.put("errors", replica.errors());
        all.put(
                "connections",
                sum(decided.stream()
                        .filter(one -> one.target().equals(replica.name()))
                        .toList()));
        return all;
    }

    /** How far behind the replica was when it was read from: null where it never was. */
    private static @Nullable Map<String, Object> staleness(Histogram.@Nullable Sample sample) {
        return sample == null || sample.count() == 0
                ? null
                : Json.map(
                        "reads",
                        sample.count(),
                        "mean",
                        sample.sum() / sample.count(),
                        "p99",
                        sample.atMost(0.99),
                        "max",
                        sample.max());
    }

    private List<Object> learned() {
        List<Object> all = new ArrayList<>();
        agent.learnedWriters()
                .forEach((route, evidence) -> all.add(Json.map(
                        "route",
                        route,
                        "requests",
                        evidence.requests(),
                        "last",
                        evidence.lastMillis() == 0 ? null : Descriptions.time(evidence.lastMillis()))));
        return all;
    }

    private static Map<String, Object> jvm() {
        return Json.map(
                "application", JvmIdentity.application(),
                "host", JvmIdentity.host(),
                "pid", JvmIdentity.pid(),
                "java", System.getProperty("java.version"));
    }

    private static List<Object> events() {
        List<Object> all = new ArrayList<>();
        for (Events.Event event : Events.latest()) {
            all.add(Json.map(
                    "time",
                    Descriptions.time(event.millis()),
                    "level",
                    event.level().name().toLowerCase(Locale.ROOT),
                    "kind",
                    event.kind().code(),
                    "text",
                    event.text()));
        }
        return all;
    }

    private static List<Object> faults() {
        List<Object> all = new ArrayList<>();
        for (Faults.Caught fault : Faults.caught()) {
            all.add(Json.map(
                    "place",
                    fault.place(),
                    "count",
                    fault.count(),
                    "first",
                    Descriptions.time(fault.firstMillis()),
                    "stack",
                    JdbcUrl.masked(fault.stack())));
        }
        return all;
    }

    private Map<String, Object> config() {
        return Json.map(
                "read",
                Descriptions.time(agent.configReadMillis()),
                "refused",
                agent.refused().stream().map(JdbcUrl::masked).toList(),
                "inForce",
                agent.config().effective());
    }

    private static Map<String, Object> named(List<CountersSnapshot.Named> counts) {
        Map<String, Object> all = new LinkedHashMap<>();
        counts.forEach(one -> all.put(one.name(), one.count()));
        return all;
    }

    private static long total(List<CountersSnapshot.Named> counts) {
        return counts.stream().mapToLong(CountersSnapshot.Named::count).sum();
    }

    private static Map<String, Object> histogram(Histogram.Sample sample) {
        return Json.map("count", sample.count(), "seconds", sample.sum());
    }

    private static long sum(List<CountersSnapshot.Decided> decided) {
        return decided.stream().mapToLong(CountersSnapshot.Decided::count).sum();
    }

    private static @Nullable String text(@Nullable Position position) {
        return position == null ? null : position.text();
    }
}
