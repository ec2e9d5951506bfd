// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.config.RoutingSettings;
import replicated.dialect.Dialect;
import replicated.log.Faults;
import replicated.replica.PrimaryAccess;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.VerdictCaches;

/**
 * What all routed connections share: settings, and what was found out about texts and pools. One for the agent;
 * thread-safe.
 */
public final class ConnectionServices {

    /** Bounds what texts made by machines can fill. */
    private static final int MAX_KEPT = 1000;

    private static final int MAX_TEXT_LENGTH = 4096;

    private final Supplier<RoutingSettings> settings;

    /** The scope of the calling thread. */
    private final Supplier<@Nullable RoutingScope> present;

    private final VerdictCaches verdicts = new VerdictCaches();

    /** Texts that looked like reads until a replica refused them: calls of functions that write. */
    private final Set<String> foundToWrite = ConcurrentHashMap.newKeySet();

    private volatile boolean anyFoundToWrite;

    /** Weak, since a data source may come and go. */
    private final Map<Database, PoolDefaults> defaults = Collections.synchronizedMap(new WeakHashMap<>());

    /** By the database's key; made when a bound is first looked at. */
    private final Map<String, FallbackBudget> fallbacks = new ConcurrentHashMap<>();

    /**
     * For the wiring.
     *
     * @param settings the settings in force; asked when a connection takes a server, so it should cost a field read
     * @param present the scope that the calling thread works in; outside of all one of its own, and null where
     *     connections are left alone
     */
    ConnectionServices(Supplier<RoutingSettings> settings, Supplier<@Nullable RoutingScope> present) {
        this.settings = settings;
        this.present = present;
    }

    /** The scope of the calling thread; null where connections are left alone. */
    @Nullable
    RoutingScope present() {
        return present.get();
    }

    RoutingSettings settings() {
        try {
            return settings.get();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("settings", e);
            // While the real ones cannot be told: all to the primary.
            return Config.DEFAULT.routing().withMode(Mode.OBSERVE);
        }
    }

    /**
     * A text as people may see it.
     *
     * @param dialect of its server
     * @param sql statement
     * @return without its literals
     */
    public String outline(Dialect dialect, String sql) {
        return verdicts.of(dialect).outline(sql);
    }

    InspectedText known(Dialect dialect, String sql) {
        InspectedText known = verdicts.of(dialect).known(sql);
        return anyFoundToWrite && known.inspected().kind() == StatementKind.READ && foundToWrite.contains(sql)
                ? known.found()
                : known;
    }

    /**
     * A replica has refused what looked like a read.
     *
     * @param sql its text, or null
     */
    void foundToWrite(@Nullable String sql) {
        if (sql != null && sql.length() <= MAX_TEXT_LENGTH && foundToWrite.size() < MAX_KEPT) {
            foundToWrite.add(sql);
            anyFoundToWrite = true;
        }
    }

    FallbackBudget fallback(Database database) {
        return fallbacks.computeIfAbsent(database.key(), key -> new FallbackBudget());
    }

    /** What is known of connections fresh from the application's pool. */
    PoolDefaults defaults(Database database) {
        PrimaryAccess access = database.access();
        return defaults.compute(
                database, (key, known) -> known != null && known.areOf(access) ? known : new PoolDefaults(access));
    }
}
