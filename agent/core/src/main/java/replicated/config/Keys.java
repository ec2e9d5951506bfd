// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static replicated.config.Key.block;
import static replicated.config.Key.blocks;
import static replicated.config.Key.choice;
import static replicated.config.Key.duration;
import static replicated.config.Key.flag;
import static replicated.config.Key.integer;
import static replicated.config.Key.map;
import static replicated.config.Key.open;
import static replicated.config.Key.percent;
import static replicated.config.Key.secret;
import static replicated.config.Key.text;
import static replicated.config.Key.texts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import replicated.log.Level;
import replicated.log.LogFormat;

/**
 * Every key of the file: one row each, in the order of the reference. What follows from it: what the parser accepts and
 * what it says of all else, the defaults, the printed reference, {@code config-samples/complete.yaml} and
 * {@code docs/configuration.md}, what the status page shows of the configuration in force, and which properties of a
 * replica's pool are set. A constant is named as its path.
 */
final class Keys {

    private static final List<Key<?>> ROWS = new ArrayList<>();

    static final Key<Mode> MODE = add(choice(
            "mode",
            Mode.ROUTE,
            Mode.class,
            "route: reads that may go to a replica go there. observe: everything goes to the primary, decisions"
                    + " are computed and reported only; how a careful team starts. off: the kill-switch."));
    static final Key<Boolean> AUTO_READ_ON_REPLICA = add(flag(
            "auto-read-on-replica",
            true,
            "Whether the HTTP method alone sends reads to a replica. false: only rules and annotations do."));
    static final Key<List<String>> READ_METHODS = add(texts(
            "read-methods",
            Syntax.HTTP_METHOD,
            List.of("GET", "HEAD"),
            "HTTP methods whose requests are expected to read only."));
    static final Key<Boolean> READ_ONLY_TRANSACTIONS = add(flag(
            "read-only-transactions",
            false,
            "true: Connection.setReadOnly(true), as from Spring's @Transactional(readOnly = true), is a wish"
                    + " for a replica too: in requests that write, and outside requests."));
    static final Key<List<Block>> REPLICAS = add(blocks(
            "replicas",
            "The replicas of the application's one database. It is recognised by the URL's subprotocol and"
                    + " database name. Where the application has several databases, use datasources instead."));
    static final Key<String> REPLICAS_URL = add(open(
                    "replicas[].url",
                    Type.text(Syntax.JDBC_URL),
                    "jdbc:postgresql://replica-1:5432/app",
                    "JDBC URL of the replica. The only key a replica needs.")
            .required("missing; a replica needs one, such as jdbc:postgresql://replica-1:5432/app"));
    static final Key<String> REPLICAS_NAME = add(open(
            "replicas[].name",
            Type.text(Syntax.REPLICA_NAME),
            "replica-1",
            "Name in logs, metrics and status. Default: host:port."));
    static final Key<Integer> REPLICAS_WEIGHT = add(integer(
            "replicas[].weight",
            1,
            0,
            "Share of the reads, relative to the other replicas. 0: drained; it keeps what reads there"
                    + " already and gets nothing new."));
    static final Key<String> REPLICAS_ZONE = add(text(
            "replicas[].zone",
            Syntax.ANY,
            "",
            "Where it is. Replicas of this node's zone come first, others when none there is fit."));
    static final Key<Expand> REPLICAS_EXPAND = add(choice(
            "replicas[].expand",
            Expand.NONE,
            Expand.class,
            "What the host name in the URL stands for. " + Expand.meanings() + "Looked up again every 5 s."));
    static final Key<String> REPLICAS_USERNAME = add(open(
            "replicas[].username",
            Type.text(Syntax.ANY),
            "app",
            "Default, as for password, driver-properties and pool: as in the application's own pool."));
    static final Key<Secret> REPLICAS_PASSWORD = add(open(
            "replicas[].password",
            Type.secret(),
            "${REPLICA_PASSWORD:}",
            "Better from the environment than written here. Empty: as in the application's own pool."));
    static final Key<String> REPLICAS_PASSWORD_FILE = add(open(
            "replicas[].password-file",
            Type.text(Syntax.ANY),
            "# /run/secrets/db",
            "Instead of password: a file that holds nothing else. A change of it is noticed like one of this file."));
    static final Key<Map<String, String>> REPLICAS_DRIVER_PROPERTIES = add(map(
            "replicas[].driver-properties",
            "{ApplicationName: app-reads}",
            "Properties for the driver, added to those of the application's own pool."));
    static final Key<Block> REPLICAS_POOL = add(block(
            "replicas[].pool",
            "HikariCP's own properties in kebab-case, where they are to differ from the application's own pool."));
    static final Key<Integer> REPLICAS_POOL_MAXIMUM_POOL_SIZE =
            add(open("replicas[].pool.maximum-pool-size", Type.integer(1), "10", "Most connections to this replica."));
    static final Key<Integer> REPLICAS_POOL_MINIMUM_IDLE =
            add(open("replicas[].pool.minimum-idle", Type.integer(0), "2", "Idle connections that are kept ready."));
    static final Key<String> REPLICAS_POOL_CONNECTION_TIMEOUT = add(open(
            "replicas[].pool.connection-timeout",
            Type.millis(250, true),
            "30s",
            "Longest wait for a connection. For a request replica-timeout is the bound, if that is shorter."));
    static final Key<String> REPLICAS_POOL_VALIDATION_TIMEOUT = add(open(
            "replicas[].pool.validation-timeout", Type.millis(250, false), "5s", "Longest wait for a sign of life."));
    static final Key<String> REPLICAS_POOL_IDLE_TIMEOUT = add(
            open("replicas[].pool.idle-timeout", Type.millis(0, false), "10m", "When an idle connection is given up."));
    static final Key<String> REPLICAS_POOL_MAX_LIFETIME =
            add(open("replicas[].pool.max-lifetime", Type.millis(0, false), "30m", "When a connection is renewed."));
    static final Key<String> REPLICAS_POOL_KEEPALIVE_TIME = add(open(
            "replicas[].pool.keepalive-time", Type.millis(0, false), "2m", "How often an idle connection is touched."));
    static final Key<String> REPLICAS_POOL_LEAK_DETECTION_THRESHOLD = add(
            open("replicas[].pool.leak-detection-threshold", Type.millis(0, false), "0ms", "0: no search for leaks."));
    static final Key<String> REPLICAS_POOL_CONNECTION_TEST_QUERY = add(open(
            "replicas[].pool.connection-test-query",
            Type.text(Syntax.ANY),
            "# SELECT 1",
            "Only for drivers without Connection.isValid()."));
    static final Key<String> REPLICAS_POOL_CONNECTION_INIT_SQL = add(open(
            "replicas[].pool.connection-init-sql",
            Type.text(Syntax.ANY),
            "# SELECT 1",
            "Run once on every new connection."));
    static final Key<String> ZONE = add(text(
            "zone",
            Syntax.ANY,
            "",
            "Where this node is; mostly ${ZONE:}, from the environment. Empty: no replica is preferred."));
    static final Key<List<Block>> DATASOURCES = add(blocks(
            "datasources",
            "Where the application has several databases: one entry for each that has replicas. The first"
                    + " entry that matches a data source counts."));
    static final Key<Block> DATASOURCES_MATCH = add(block(
            "datasources[].match",
            "Which data source is meant. Globs, * being any run of characters; all that are given have to match."));
    static final Key<String> DATASOURCES_MATCH_URL = add(open(
            "datasources[].match.url",
            Type.text(Syntax.GLOB),
            "\"jdbc:postgresql://*/crm\"",
            "Glob for the JDBC URL of the application's own pool."));
    static final Key<String> DATASOURCES_MATCH_POOL_NAME = add(open(
            "datasources[].match.pool-name", Type.text(Syntax.GLOB), "\"crm-*\"", "Glob for the pool's own name."));
    static final Key<String> DATASOURCES_MATCH_CLASS = add(open(
            "datasources[].match.class",
            Type.text(Syntax.GLOB),
            "\"com.zaxxer.hikari.*\"",
            "Glob for the full class name of the data source."));
    static final Key<List<Block>> DATASOURCES_REPLICAS = add(open(
                    "datasources[].replicas",
                    Type.<Block>blocks(),
                    "- url: jdbc:postgresql://crm-replica-1:5432/crm",
                    "As replicas above. [] leaves this data source alone.")
            .like("replicas")
            .required("missing; [] leaves this data source alone"));
    static final Key<Balance> DATASOURCES_BALANCE =
            add(open("datasources[].balance", Type.choice(Balance.class), "round-robin", "Default: as balance below.")
                    .like("balance"));
    static final Key<Block> DATASOURCES_CONSISTENCY = add(open(
                    "datasources[].consistency",
                    Type.<Block>block(),
                    "max-lag: 30s",
                    "As consistency below, for this database; keys left out are those of below. cookie, header, max-age"
                            + " and secret belong to the client and stand at the top level only.")
            .like("consistency"));
    static final Key<Balance> BALANCE = add(choice(
            "balance",
            Balance.ROUND_ROBIN,
            Balance.class,
            "How one of several replicas is chosen. affinity: the same client, the same replica, which also"
                    + " keeps a client's reads from going back in time."));
    static final Key<Double> REPLICA_SHARE = add(percent(
            "replica-share",
            "100%",
            "Of how many clients the HTTP method alone sends reads to replicas, for a careful start: the same clients each"
                    + " time, told by their session, else by their address and browser. Rules and annotations are not"
                    + " bound by it."));
    static final Key<Duration> SLOW_START = add(duration(
            "slow-start",
            "10s",
            0,
            "How long a replica that comes, or comes back, takes to get its full share, which grows evenly from"
                    + " nearly nothing. One alone serves all at once, and so do those that"
                    + " are up when the application starts; with balance: affinity it has its clients at once, since they"
                    + " are to stay where they are. 0s: the full share at once."));
    static final Key<Duration> REPLICA_TIMEOUT = add(duration(
            "replica-timeout", "1s", 1, "The most a request may lose to a replica before the primary serves it."));
    static final Key<Block> FALLBACK =
            add(block("fallback", "Bound for the reads that the primary gets when replicas fail."));
    static final Key<Integer> FALLBACK_MAX_CONCURRENT = add(integer(
            "fallback.max-concurrent",
            0,
            0,
            "Connections that read from the primary because no replica could serve them: at most so many at once"
                    + " per database. Beyond it the statement fails with an SQLTransientConnectionException, so"
                    + " that a primary sized for a part of the reads survives the loss of its replicas. Writes,"
                    + " and reads that belong on the primary, such as those after a write, do not count."
                    + " 0: no bound."));
    static final Key<List<Block>> ROUTES = add(blocks(
            "routes", "Rules for requests, before anything else but annotations. The first that matches counts."));
    static final Key<String> ROUTES_PATH = add(open(
                    "routes[].path",
                    Type.text(Syntax.PATH_PATTERN),
                    "/reports/**",
                    "Pattern for the path: * is anything within a segment, ** over segments.")
            .required("missing; expected a pattern such as /reports/**"));
    static final Key<List<String>> ROUTES_METHODS =
            add(open("routes[].methods", Type.texts(Syntax.HTTP_METHOD), "[GET]", "HTTP methods. Default: all."));
    static final Key<RouteRule.Use> ROUTES_USE =
            add(open("routes[].use", Type.choice(RouteRule.Use.class), "replica", "Where these requests read."));
    static final Key<Duration> ROUTES_MAX_LAG = add(open(
            "routes[].max-lag",
            Type.duration(0),
            "5m",
            "How far behind a replica may be for these requests. Default: as in consistency."));
    static final Key<List<Block>> JOBS = add(blocks(
            "jobs",
            "Rules for work outside of requests: scheduled methods, jobs, listeners, whatever an own thread runs. Each call of a"
                    + " method that matches is one unit, which reads from one replica and sees what this JVM has written, unless it"
                    + " runs within a request or another unit. The first rule that matches counts. Without one such work"
                    + " uses the primary."));
    static final Key<String> JOBS_JOB = add(open(
                    "jobs[].job",
                    Type.text(Syntax.JOB_PATTERN),
                    "com.acme.report.**",
                    "Pattern for class and method: * is anything within a segment, ** over segments. Where it has no star after"
                            + " the last dot the method need not be public.")
            .required("missing; expected a pattern for class and method, such as com.acme.report.**"));
    static final Key<RouteRule.Use> JOBS_USE =
            add(open("jobs[].use", Type.choice(RouteRule.Use.class), "replica", "Where this work reads."));
    static final Key<Duration> JOBS_MAX_LAG = add(open(
            "jobs[].max-lag",
            Type.duration(0),
            "5m",
            "How far behind a replica may be for this work. Default: as in consistency."));
    static final Key<Block> TABLES = add(block("tables", "Tables that are read and written on the primary."));
    static final Key<List<String>> TABLES_PRIMARY = add(texts(
            "tables.primary",
            Syntax.OBJECT_GLOB,
            List.of("spring_session*", "tomcat_sessions", "shedlock", "qrtz_*", "persistent_logins", "batch_*"),
            "Bookkeeping that requests of all kinds write: sessions, locks, job queues. Statements that name no"
                    + " other table go to the primary and say nothing about their request: it moves no other"
                    + " connection, teaches nothing and leaves no bookmark. A read that names others too goes to"
                    + " the primary, a write to others counts as any. Globs, whatever the case, of a table or of"
                    + " schema.table."));
    static final Key<Block> FUNCTIONS = add(block(
            "functions",
            "Where the server's catalogue does not say what a function does, or says it wrongly. Globs, whatever"
                    + " the case, of a function or of schema.function."));
    static final Key<List<String>> FUNCTIONS_READ = add(texts(
            "functions.read",
            Syntax.OBJECT_GLOB,
            List.of(),
            "These only read: a statement that calls them may run on a replica."));
    static final Key<List<String>> FUNCTIONS_PRIMARY = add(texts(
            "functions.primary",
            Syntax.OBJECT_GLOB,
            List.of(),
            "These do more than read: a statement that calls them runs on the primary, and counts as one that may"
                    + " have written."));
    static final Key<Caches> CACHES = add(choice(
            "caches",
            Caches.PRIMARY,
            Caches.class,
            "Where a load reads that fills a cache which many requests share, in the libraries that docs/caches.md lists."
                    + " replica: where its request reads, so that a cache may keep what was there before a write."));
    static final Key<Block> ANNOTATIONS = add(block(
            "annotations",
            "Annotations on methods or classes of the application, by simple or full name, that decide for the"
                    + " time of the call."));
    static final Key<List<String>> ANNOTATIONS_PRIMARY = add(texts(
            "annotations.primary",
            Syntax.ANNOTATION,
            List.of("UsePrimary", "UseMaster", "UseMasterDatabase"),
            "These send everything to the primary."));
    static final Key<List<String>> ANNOTATIONS_REPLICA = add(texts(
            "annotations.replica",
            Syntax.ANNOTATION,
            List.of("UseReplica", "UseSlave", "UseSlaveDatabase"),
            "These let reads go to a replica."));
    static final Key<Block> CONSISTENCY = add(block("consistency", "What a client may see, and how it is known."));
    static final Key<ReadYourWrites> CONSISTENCY_READ_YOUR_WRITES = add(choice(
            "consistency.read-your-writes",
            ReadYourWrites.POSITION,
            ReadYourWrites.class,
            "position: a client reads from replicas that have replayed its own last write. window: from the"
                    + " primary for a while after it. off: no protection."));
    static final Key<WritesOf> CONSISTENCY_WRITES_OF = add(choice(
            "consistency.writes-of",
            WritesOf.CLIENT,
            WritesOf.class,
            "Whose writes a request must at least see. client: its client's own. node: all that this JVM has committed, for"
                    + " caches of the application's own that a read fills for everybody."));
    static final Key<Duration> CONSISTENCY_WINDOW = add(duration(
            "consistency.window",
            "5s",
            0,
            "How long a client reads from the primary after a write, where the database has no positions or"
                    + " the response was committed too early to carry one."));
    static final Key<Duration> CONSISTENCY_WAIT = add(duration(
            "consistency.wait",
            "0ms",
            0,
            "How long a read may wait for a replica to reach its bookmark before the primary serves it."));
    static final Key<Duration> CONSISTENCY_MAX_LAG =
            add(duration("consistency.max-lag", "10s", 0, "A replica further behind serves nobody."));
    static final Key<Duration> CONSISTENCY_POLL_INTERVAL =
            add(duration("consistency.poll-interval", "100ms", 10, "How often each server is asked for its position."));
    static final Key<String> CONSISTENCY_COOKIE = add(text(
                    "consistency.cookie",
                    Syntax.COOKIE_NAME,
                    "replicated_bookmark",
                    "Name of the cookie that carries the bookmark.")
            .forClient());
    static final Key<String> CONSISTENCY_HEADER = add(text(
                    "consistency.header",
                    Syntax.HEADER_NAME,
                    "X-Replicated-Bookmark",
                    "Name of the header that carries it.")
            .forClient());
    static final Key<Duration> CONSISTENCY_MAX_AGE = add(duration(
                    "consistency.max-age",
                    "60s",
                    1,
                    "How long a bookmark counts. Never below max-lag: a replica that is still in use could be older"
                            + " than a write that nobody remembers.")
            .forClient());
    static final Key<Secret> CONSISTENCY_SECRET = add(secret(
                    "consistency.secret",
                    "HMAC key for bookmarks, the same on every node; at least 16 random characters. Empty: unsigned,"
                            + " but never trusted beyond the primary's position.")
            .forClient());
    static final Key<WritesOnReadRequests> WRITES_ON_READ_REQUESTS = add(choice(
            "writes-on-read-requests",
            WritesOnReadRequests.MOVE,
            WritesOnReadRequests.class,
            "A write where a read was expected. move: the connection moves to the primary and goes on."
                    + " move-if-fresh: only if the primary has nothing that the replica had not shown, else the"
                    + " statement fails with SQLSTATE 40001. refuse: it fails with SQLSTATE 25006."));
    static final Key<Integer> TRUST_AFTER = add(integer(
            "trust-after",
            1,
            0,
            "Requests of a route that must be seen to read only, on the primary, before its reads go to replicas"
                    + " because of its method. 0: at once."));
    static final Key<Boolean> LEARN = add(flag(
            "learn", true, "Whether a route that wrote where a read was expected starts on the primary from then on."));
    static final Key<String> LEARNED_ROUTES_FILE = add(
            text("learned-routes-file", Syntax.ANY, "", "Keeps what was learnt across restarts. Empty: it is not kept.")
                    .afterRestart());
    static final Key<Block> STATUS = add(block("status", "What there is to see."));
    static final Key<String> STATUS_LISTEN = add(text(
                    "status.listen",
                    Syntax.ADDRESS,
                    "",
                    "host:port for the status page and metrics, such as 127.0.0.1:9470. Read-only, but without a"
                            + " login: keep it on the loopback or a closed network. Empty: none.")
            .afterRestart());
    static final Key<Boolean> STATUS_RESPONSE_HEADER = add(flag(
            "status.response-header",
            false,
            "Adds Server-Timing: replicated;desc=\"replica-1\" (or primary) to every routed response."));
    static final Key<Boolean> STATUS_JMX =
            add(flag("status.jmx", true, "MBeans in the domain replicated.").afterRestart());
    static final Key<Boolean> STATUS_MICROMETER = add(flag(
            "status.micrometer",
            true,
            "Whether the figures of /metrics are in the application's own registries of Micrometer's too, and so under"
                    + " Spring Boot's /actuator/prometheus. Without Micrometer nothing is done."));
    static final Key<Block> LOG =
            add(block("log", "The agent's own log; it never goes through the application's logging."));
    static final Key<Level> LOG_LEVEL =
            add(choice("log.level", Level.INFO, Level.class, "At debug there is a line for every decision."));
    static final Key<String> LOG_FILE = add(text(
            "log.file",
            Syntax.ANY,
            "",
            "Rotated at 10 MiB, the last three are kept; one file per process. Empty: stderr."));
    static final Key<LogFormat> LOG_FORMAT = add(choice(
            "log.format",
            LogFormat.TEXT,
            LogFormat.class,
            "json: one object a line, with time, level, kind and message."));

    static final KeyTable TABLE = new KeyTable(ROWS);

    private Keys() {}

    private static <T> Key<T> add(Key<T> row) {
        ROWS.add(row);
        return row;
    }
}
