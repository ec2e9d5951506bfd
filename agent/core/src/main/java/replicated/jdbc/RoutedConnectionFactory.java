package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import replicated.config.WritesOnReadRequests;
import replicated.dialect.Dialect;
import replicated.log.Faults;
import replicated.replica.PrimaryAccess;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.VerdictCaches;

/** Makes the connections that an application gets inside a scope. One for the agent; thread-safe. */
public final class RoutedConnectionFactory {

    /** Bounds what texts made by machines can fill. */
    private static final int MAX_KEPT = 1000;

    private static final int MAX_TEXT_LENGTH = 4096;

    /** In force while the real ones cannot be told. */
    private static final RoutingSettings ALL_TO_THE_PRIMARY =
            new RoutingSettings(WritesOnReadRequests.MOVE, false, 1000, 0, true);

    private final Supplier<RoutingSettings> settings;

    /** The scope of the calling thread. */
    private final Supplier<RoutingScope> present;

    private final VerdictCaches verdicts = new VerdictCaches();

    /** Texts that looked like reads until a replica refused them: calls of functions that write. */
    private final Set<String> foundToWrite = ConcurrentHashMap.newKeySet();

    private volatile boolean anyFoundToWrite;

    /** Weak, since a data source may come and go. */
    private final Map<Database, PoolDefaults> defaults = Collections.synchronizedMap(new WeakHashMap<>());

    /** By the database's key; made when a bound is first looked at. */
    private final Map<String, FallbackBudget> fallbacks = new ConcurrentHashMap<>();

    /**
     * Wires the factory.
     *
     * @param settings the settings in force; asked when a connection takes a server, so it should cost a field read
     * @param present the scope that the calling thread works in; outside of all one of its own, and null where connections are left
     *     alone
     */
    public RoutedConnectionFactory(Supplier<RoutingSettings> settings, Supplier<RoutingScope> present) {
        this.settings = settings;
        this.present = present;
    }

    /** The scope of the calling thread; null where connections are left alone. */
    RoutingScope present() {
        return present.get();
    }

    /**
     * A connection that holds nothing yet: it takes its server at the first statement. In mode observe it is the application's own,
     * taken at once.
     *
     * @param scope the scope it is handed out in
     * @param database the data source the application asked
     * @return null only if the application's own data source gave null
     * @throws SQLException that of the application's own data source, in mode observe
     */
    public Connection open(RoutingScope scope, Database database) throws SQLException {
        ScopedDatabase scoped = scope.on(database);
        scoped.setFactory(this);
        if (!settings().observe()) {
            return new RoutedConnection(scoped);
        }
        Connection own = database.primary();
        return own == null ? null : new ObservedConnection(scoped, own);
    }

    RoutingSettings settings() {
        try {
            return settings.get();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("settings", e);
            return ALL_TO_THE_PRIMARY;
        }
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
    void foundToWrite(String sql) {
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
