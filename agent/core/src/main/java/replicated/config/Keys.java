package replicated.config;

import static replicated.config.Key.Kind;
import static replicated.config.Key.block;
import static replicated.config.Key.blocks;
import static replicated.config.Key.choice;
import static replicated.config.Key.duration;
import static replicated.config.Key.flag;
import static replicated.config.Key.integer;
import static replicated.config.Key.open;
import static replicated.config.Key.text;
import static replicated.config.Key.texts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import replicated.log.Level;

/**
 * Every key of the file, in the order of the reference. The parser accepts what stands here and nothing else; the printed
 * reference, {@code config-samples/complete.yaml} and {@code docs/configuration.md} are made from it.
 */
final class Keys {

    static final List<Key> ALL = List.of(
            choice(
                    "mode",
                    Mode.ROUTE,
                    Mode.class,
                    "route: reads that may go to a replica go there. observe: everything goes to the primary, decisions"
                            + " are computed and reported only; how a careful team starts. off: the kill-switch."),
            flag(
                    "auto-read-on-replica",
                    true,
                    "Whether the HTTP method alone sends reads to a replica. false: only rules and annotations do."),
            texts("read-methods", List.of("GET", "HEAD"), "HTTP methods whose requests are expected to read only."),
            flag(
                    "read-only-transactions",
                    false,
                    "true: Connection.setReadOnly(true), as from Spring's @Transactional(readOnly = true), is a wish"
                            + " for a replica too: in requests that write, and outside requests."),
            blocks(
                    "replicas",
                    "The replicas of the application's one database. It is recognised by the URL's subprotocol and"
                            + " database name. Where the application has several databases, use datasources instead."),
            open(
                    "replicas[].url",
                    Kind.TEXT,
                    "jdbc:postgresql://replica-1:5432/app",
                    "JDBC URL of the replica. The only key a replica needs."),
            open("replicas[].name", Kind.TEXT, "replica-1", "Name in logs, metrics and status. Default: host:port."),
            integer("replicas[].weight", 1, 1, "Share of the reads, relative to the other replicas."),
            open(
                    "replicas[].username",
                    Kind.TEXT,
                    "app",
                    "Default, as for password, driver-properties and pool: as in the application's own pool."),
            open(
                    "replicas[].password",
                    Kind.SECRET,
                    "${REPLICA_PASSWORD:}",
                    "Better from the environment than written here. Empty: as in the application's own pool."),
            open(
                    "replicas[].password-file",
                    Kind.TEXT,
                    "# /run/secrets/db",
                    "Instead of password: a file that holds nothing else. A change of it is noticed like one of this file."),
            open(
                    "replicas[].driver-properties",
                    Kind.MAP,
                    "{ApplicationName: app-reads}",
                    "Properties for the driver, added to those of the application's own pool."),
            block(
                    "replicas[].pool",
                    "HikariCP's own properties in kebab-case, where they are to differ from the application's own pool."),
            open("replicas[].pool.maximum-pool-size", Kind.INTEGER, "10", "Most connections to this replica."),
            open("replicas[].pool.minimum-idle", Kind.INTEGER, "2", "Idle connections that are kept ready."),
            open(
                    "replicas[].pool.connection-timeout",
                    Kind.MILLIS,
                    "30s",
                    "Longest wait for a connection. For a request replica-timeout is the bound, if that is shorter."),
            open("replicas[].pool.validation-timeout", Kind.MILLIS, "5s", "Longest wait for a sign of life."),
            open("replicas[].pool.idle-timeout", Kind.MILLIS, "10m", "When an idle connection is given up."),
            open("replicas[].pool.max-lifetime", Kind.MILLIS, "30m", "When a connection is renewed."),
            open("replicas[].pool.keepalive-time", Kind.MILLIS, "2m", "How often an idle connection is touched."),
            open("replicas[].pool.leak-detection-threshold", Kind.MILLIS, "0ms", "0: no search for leaks."),
            open(
                    "replicas[].pool.connection-test-query",
                    Kind.TEXT,
                    "# SELECT 1",
                    "Only for drivers without Connection.isValid()."),
            open("replicas[].pool.connection-init-sql", Kind.TEXT, "# SELECT 1", "Run once on every new connection."),
            blocks(
                    "datasources",
                    "Where the application has several databases: one entry for each that has replicas. The first"
                            + " entry that matches a data source counts."),
            block(
                    "datasources[].match",
                    "Which data source is meant. Globs, * being any run of characters; all that are given have to match."),
            open(
                    "datasources[].match.url",
                    Kind.TEXT,
                    "\"jdbc:postgresql://*/crm\"",
                    "Glob for the JDBC URL of the application's own pool."),
            open("datasources[].match.pool-name", Kind.TEXT, "\"crm-*\"", "Glob for the pool's own name."),
            open(
                    "datasources[].match.class",
                    Kind.TEXT,
                    "\"com.zaxxer.hikari.*\"",
                    "Glob for the full class name of the data source."),
            open(
                    "datasources[].replicas",
                    Kind.BLOCKS,
                    "- url: jdbc:postgresql://crm-replica-1:5432/crm",
                    "As replicas above. [] leaves this data source alone."),
            choiceAs("datasources[].balance", Balance.ROUND_ROBIN, Balance.class, "Default: as balance below."),
            open(
                    "datasources[].consistency",
                    Kind.BLOCK,
                    "max-lag: 30s",
                    "As consistency below, for this database; keys left out are those of below. cookie, header, max-age"
                            + " and secret belong to the client and stand at the top level only."),
            choice(
                    "balance",
                    Balance.ROUND_ROBIN,
                    Balance.class,
                    "How one of several replicas is chosen. affinity: the same client, the same replica, which also"
                            + " keeps a client's reads from going back in time."),
            duration(
                    "replica-timeout",
                    "1s",
                    1,
                    "The most a request may lose to a replica before the primary serves it."),
            block("fallback", "Bound for the reads that the primary gets when replicas fail."),
            integer(
                    "fallback.max-concurrent",
                    0,
                    0,
                    "Connections that read from the primary because no replica could serve them: at most so many at once"
                            + " per database. Beyond it the statement fails with an SQLTransientConnectionException, so"
                            + " that a primary sized for a part of the reads survives the loss of its replicas. Writes,"
                            + " and reads that belong on the primary, such as those after a write, do not count."
                            + " 0: no bound."),
            blocks(
                    "routes",
                    "Rules for requests, before anything else but annotations. The first that matches counts."),
            open(
                    "routes[].path",
                    Kind.TEXT,
                    "/reports/**",
                    "Pattern for the path: * is anything within a segment, ** over segments."),
            open("routes[].methods", Kind.TEXTS, "[GET]", "HTTP methods. Default: all."),
            choice("routes[].use", null, RouteRule.Use.class, "Where these requests read."),
            open(
                    "routes[].max-lag",
                    Kind.DURATION,
                    "5m",
                    "How far behind a replica may be for these requests. Default: as in consistency."),
            block("tables", "Tables that are read and written on the primary."),
            texts(
                    "tables.primary",
                    List.of("spring_session*", "tomcat_sessions", "shedlock", "qrtz_*", "persistent_logins", "batch_*"),
                    "Bookkeeping that requests of all kinds write: sessions, locks, job queues. Statements that name no"
                            + " other table go to the primary and say nothing about their request: it moves no other"
                            + " connection, teaches nothing and leaves no bookmark. A read that names others too goes to"
                            + " the primary, a write to others counts as any. Globs, whatever the case, of a table or of"
                            + " schema.table."),
            block(
                    "functions",
                    "Where the server's catalogue does not say what a function does, or says it wrongly. Globs, whatever"
                            + " the case, of a function or of schema.function."),
            texts("functions.read", List.of(), "These only read: a statement that calls them may run on a replica."),
            texts(
                    "functions.primary",
                    List.of(),
                    "These do more than read: a statement that calls them runs on the primary, and counts as one that may"
                            + " have written."),
            block(
                    "annotations",
                    "Annotations on methods or classes of the application, by simple or full name, that decide for the"
                            + " time of the call."),
            texts(
                    "annotations.primary",
                    List.of("UsePrimary", "UseMaster", "UseMasterDatabase"),
                    "These send everything to the primary."),
            texts(
                    "annotations.replica",
                    List.of("UseReplica", "UseSlave", "UseSlaveDatabase"),
                    "These let reads go to a replica."),
            block("consistency", "What a client may see, and how it is known."),
            choice(
                    "consistency.read-your-writes",
                    ReadYourWrites.POSITION,
                    ReadYourWrites.class,
                    "position: a client reads from replicas that have replayed its own last write. window: from the"
                            + " primary for a while after it. off: no protection."),
            duration(
                    "consistency.window",
                    "5s",
                    0,
                    "How long a client reads from the primary after a write, where the database has no positions or"
                            + " the response was committed too early to carry one."),
            duration(
                    "consistency.wait",
                    "0ms",
                    0,
                    "How long a read may wait for a replica to reach its bookmark before the primary serves it."),
            duration("consistency.max-lag", "10s", 0, "A replica further behind serves nobody."),
            duration("consistency.poll-interval", "100ms", 10, "How often each server is asked for its position."),
            text("consistency.cookie", "replicated_bookmark", "Name of the cookie that carries the bookmark."),
            text("consistency.header", "X-Replicated-Bookmark", "Name of the header that carries it."),
            duration(
                    "consistency.max-age",
                    "60s",
                    1,
                    "How long a bookmark counts. Never below max-lag: a replica that is still in use could be older"
                            + " than a write that nobody remembers."),
            new Key(
                    "consistency.secret",
                    Kind.SECRET,
                    List.of(""),
                    null,
                    List.of(),
                    0,
                    true,
                    "HMAC key for bookmarks, the same on every node; at least 16 random characters. Empty: unsigned,"
                            + " but never trusted beyond the primary's position."),
            choice(
                    "writes-on-read-requests",
                    WritesOnReadRequests.MOVE,
                    WritesOnReadRequests.class,
                    "A write where a read was expected. move: the connection moves to the primary and goes on."
                            + " move-if-fresh: only if the primary has nothing that the replica had not shown, else the"
                            + " statement fails with SQLSTATE 40001. refuse: it fails with SQLSTATE 25006."),
            integer(
                    "trust-after",
                    1,
                    0,
                    "Requests of a route that must be seen to read only, on the primary, before its reads go to replicas"
                            + " because of its method. 0: at once."),
            flag(
                    "learn",
                    true,
                    "Whether a route that wrote where a read was expected starts on the primary from then on."),
            text("learned-routes-file", "", "Keeps what was learnt across restarts. Empty: it is not kept.")
                    .afterRestart(),
            block("status", "What there is to see."),
            text(
                            "status.listen",
                            "",
                            "host:port for the status page and metrics, such as 127.0.0.1:9470. Read-only, but without a"
                                    + " login: keep it on the loopback or a closed network. Empty: none.")
                    .afterRestart(),
            flag(
                    "status.response-header",
                    false,
                    "Adds Server-Timing: replicated;desc=\"replica-1\" (or primary) to every routed response."),
            flag("status.jmx", true, "MBeans in the domain replicated.").afterRestart(),
            block("log", "The agent's own log; it never goes through the application's logging."),
            choice("log.level", Level.INFO, Level.class, "At debug there is a line for every decision."),
            text("log.file", "", "Rotated at 10 MiB, the last three are kept; one file per process. Empty: stderr."));

    private static final Map<String, Map<String, Key>> BY_PARENT = byParent();

    private Keys() {}

    /**
     * The keys of a block.
     *
     * @param parent path of the block; empty for the top level
     * @return by name, in the order of the table; empty if there is no such block
     */
    static Map<String, Key> under(String parent) {
        return BY_PARENT.getOrDefault(parent, Map.of());
    }

    private static Map<String, Map<String, Key>> byParent() {
        Map<String, Map<String, Key>> blocks = new LinkedHashMap<>();
        for (Key key : ALL) {
            blocks.computeIfAbsent(key.parent(), parent -> new LinkedHashMap<>())
                    .put(key.name(), key);
        }
        return blocks;
    }

    /** A choice whose default comes from elsewhere. */
    private static Key choiceAs(String path, Enum<?> example, Class<? extends Enum<?>> words, String advice) {
        Key key = choice(path, null, words, advice);
        return new Key(path, key.kind(), List.of(), Key.word(example), key.choices(), 0, true, advice);
    }
}
