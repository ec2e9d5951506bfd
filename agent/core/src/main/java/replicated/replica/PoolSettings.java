package replicated.replica;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code pool} block of a replica: HikariCP's own property names, in kebab-case. Only those that may differ from the
 * application's pool; what the agent has to decide itself (data source, credentials, read-only, threads, JMX) is refused. Stateless.
 */
final class PoolSettings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)?");

    private static final Map<String, BiConsumer<HikariConfig, String>> KNOWN = new TreeMap<>(Map.ofEntries(
            Map.entry("maximum-pool-size", (config, value) -> config.setMaximumPoolSize(number(value, 1))),
            Map.entry("minimum-idle", (config, value) -> config.setMinimumIdle(number(value, 0))),
            Map.entry("idle-timeout", (config, value) -> config.setIdleTimeout(millis(value))),
            Map.entry("max-lifetime", (config, value) -> config.setMaxLifetime(millis(value))),
            Map.entry("keepalive-time", (config, value) -> config.setKeepaliveTime(millis(value))),
            Map.entry("validation-timeout", (config, value) -> config.setValidationTimeout(millis(value))),
            Map.entry("connection-timeout", (config, value) -> config.setConnectionTimeout(millis(value))),
            Map.entry("leak-detection-threshold", (config, value) -> config.setLeakDetectionThreshold(millis(value))),
            Map.entry("connection-test-query", HikariConfig::setConnectionTestQuery),
            Map.entry("schema", HikariConfig::setSchema),
            Map.entry("catalog", HikariConfig::setCatalog),
            Map.entry("pool-name", HikariConfig::setPoolName)));

    private PoolSettings() {}

    /**
     * Checks a {@code pool} block.
     *
     * @param replica name of the replica, for the text
     * @param pool the block as written
     * @throws IllegalArgumentException with place, fault and remedy, if a name is unknown or a value is of the wrong type
     */
    static void check(String replica, Map<String, String> pool) {
        HikariConfig nowhere = new HikariConfig();
        pool.forEach((name, value) -> apply(replica, name, value, nowhere));
    }

    /** Sets what the block says on a configuration that already has our defaults. */
    static void apply(String replica, Map<String, String> pool, HikariConfig config) {
        pool.forEach((name, value) -> apply(replica, name, value, config));
    }

    private static void apply(String replica, String name, String value, HikariConfig config) {
        BiConsumer<HikariConfig, String> setter = KNOWN.get(name);
        if (setter == null) {
            throw new IllegalArgumentException("replica '" + replica + "', pool: " + name
                    + " is not a pool property that can be set here; these are: " + List.copyOf(KNOWN.keySet()));
        }
        try {
            setter.accept(config, value);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "replica '" + replica + "', pool: " + name + ": " + value + " will not do: " + wrong.getMessage(),
                    wrong);
        }
    }

    private static int number(String value, int least) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("expected a whole number of at least " + least, notANumber);
        }
        throw new IllegalArgumentException("expected a whole number of at least " + least);
    }

    /** HikariCP takes plain milliseconds; the rest of our file takes units. Both are understood. */
    private static long millis(String value) {
        Matcher matcher = DURATION.matcher(value.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a duration such as 30s, or milliseconds");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number).toMillis();
            case "m" -> Duration.ofMinutes(number).toMillis();
            case "h" -> Duration.ofHours(number).toMillis();
            case "d" -> Duration.ofDays(number).toMillis();
            default -> number;
        };
    }
}
