package replicated.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import replicated.config.Config;
import replicated.config.Consistency;
import replicated.config.DataSourceSettings;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.config.RouteRule;

/** The configuration in force under the names of the file. Never holds a secret. */
final class EffectiveConfig {

    private EffectiveConfig() {}

    static Map<String, Object> of(Config config) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("mode", word(config.mode()));
        all.put("auto-read-on-replica", config.autoReadOnReplica());
        all.put("read-methods", config.readMethods().stream().sorted().toList());
        all.put("read-only-transactions", config.readOnlyTransactions());
        all.put("replicas", replicas(config.top().replicas()));
        all.put(
                "datasources",
                config.dataSources().stream().map(EffectiveConfig::dataSource).toList());
        all.put("balance", word(config.top().balance()));
        all.put("replica-timeout", Descriptions.duration(config.replicaTimeout()));
        all.put("fallback", Map.of("max-concurrent", config.fallbackMaxConcurrent()));
        all.put("routes", config.routes().stream().map(EffectiveConfig::rule).toList());
        Map<String, Object> annotations = new LinkedHashMap<>();
        annotations.put("primary", config.primaryAnnotations().stream().sorted().toList());
        annotations.put("replica", config.replicaAnnotations().stream().sorted().toList());
        all.put("annotations", annotations);
        all.put("tables", Map.of("primary", config.objects().primaryTables()));
        Map<String, Object> functions = new LinkedHashMap<>();
        functions.put("read", config.objects().readFunctions());
        functions.put("primary", config.objects().primaryFunctions());
        all.put("functions", functions);
        all.put("consistency", consistency(config.top().consistency()));
        all.put("writes-on-read-requests", word(config.writesOnReadRequests()));
        all.put("trust-after", config.trustAfter());
        all.put("learn", config.learn());
        all.put("learned-routes-file", config.learnedRoutesFile());
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("listen", config.status().listen());
        status.put("response-header", config.status().responseHeader());
        status.put("jmx", config.status().jmx());
        all.put("status", status);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("level", word(config.log().level()));
        log.put("file", config.log().file());
        all.put("log", log);
        return all;
    }

    private static Map<String, Object> dataSource(DataSourceSettings settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (settings.match() != null) {
            Map<String, Object> match = new LinkedHashMap<>();
            putGiven(
                    match,
                    "url",
                    settings.match().url() == null
                            ? null
                            : JdbcUrl.masked(settings.match().url()));
            putGiven(match, "pool-name", settings.match().poolName());
            putGiven(match, "class", settings.match().className());
            all.put("match", match);
        }
        all.put("replicas", replicas(settings.replicas()));
        all.put("balance", word(settings.balance()));
        all.put("consistency", consistency(settings.consistency()));
        return all;
    }

    private static List<Object> replicas(List<ReplicaSettings> replicas) {
        List<Object> all = new ArrayList<>();
        for (ReplicaSettings replica : replicas) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", replica.name());
            one.put("url", JdbcUrl.masked(replica.url()));
            one.put("weight", replica.weight());
            putGiven(one, "username", replica.username());
            putGiven(one, "password", replica.password().present() ? "***" : null);
            putGiven(one, "password-file", replica.passwordFile());
            if (!replica.driverProperties().isEmpty()) {
                // Any of them may be a secret: drivers choose the names.
                Map<String, Object> properties = new TreeMap<>();
                replica.driverProperties().keySet().forEach(name -> properties.put(name, "***"));
                one.put("driver-properties", properties);
            }
            if (!replica.pool().isEmpty()) {
                one.put("pool", new TreeMap<>(replica.pool()));
            }
            all.add(one);
        }
        return all;
    }

    private static Map<String, Object> rule(RouteRule rule) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("path", rule.path());
        if (!rule.methods().isEmpty()) {
            all.put("methods", rule.methods().stream().sorted().toList());
        }
        putGiven(all, "use", rule.use() == null ? null : word(rule.use()));
        putGiven(all, "max-lag", rule.maxLag() == null ? null : Descriptions.duration(rule.maxLag()));
        return all;
    }

    private static Map<String, Object> consistency(Consistency consistency) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("read-your-writes", word(consistency.readYourWrites()));
        all.put("window", Descriptions.duration(consistency.window()));
        all.put("wait", Descriptions.duration(consistency.maxWait()));
        all.put("max-lag", Descriptions.duration(consistency.maxLag()));
        all.put("poll-interval", Descriptions.duration(consistency.pollInterval()));
        all.put("cookie", consistency.cookie());
        all.put("header", consistency.header());
        all.put("max-age", Descriptions.duration(consistency.maxAge()));
        all.put("secret", consistency.secret().toString());
        return all;
    }

    private static void putGiven(Map<String, Object> all, String name, Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
