package replicated.jdbc;

import java.sql.Connection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import replicated.position.Dialect;
import replicated.route.StatementKind;

/** Makes the connections that an application gets inside a scope. One for the agent; thread-safe. */
public final class RoutedConnections {

    /** Bounds what texts made by machines can fill. */
    private static final int MOST_KEPT = 1000;

    private static final int LONGEST_KEPT = 4096;

    private final Supplier<RoutingSettings> settings;
    private final Inspection inspection;

    /** Texts that looked like reads until a replica refused them: calls of functions that write. */
    private final Set<String> foundToWrite = ConcurrentHashMap.newKeySet();

    private volatile boolean anyFoundToWrite;

    /** By the database's key: what the primary's sessions have where nothing was asked. */
    private final Map<String, Integer> defaultIsolation = new ConcurrentHashMap<>();

    /**
     * Wires the factory.
     *
     * @param settings the settings in force; asked when a connection takes a server, so it should cost a field read
     * @param inspection verdicts on statements
     */
    public RoutedConnections(Supplier<RoutingSettings> settings, Inspection inspection) {
        this.settings = settings;
        this.inspection = inspection;
    }

    /**
     * A connection that holds nothing yet: it takes its server at the first statement.
     *
     * @param scope the scope it is handed out in
     * @param database the data source the application asked
     * @return never null
     */
    public Connection open(RoutingScope scope, Database database) {
        return new RoutedConnection(this, scope, database);
    }

    RoutingSettings settings() {
        return settings.get();
    }

    StatementKind kind(Dialect dialect, String sql) {
        StatementKind kind = inspection.kind(dialect, sql);
        return kind == StatementKind.READ && anyFoundToWrite && foundToWrite.contains(sql) ? StatementKind.WRITE : kind;
    }

    /**
     * A replica has refused what looked like a read.
     *
     * @param sql its text, or null
     */
    void foundToWrite(String sql) {
        if (sql != null && sql.length() <= LONGEST_KEPT && foundToWrite.size() < MOST_KEPT) {
            foundToWrite.add(sql);
            anyFoundToWrite = true;
        }
    }

    int defaultIsolation(Database database) {
        return defaultIsolation.getOrDefault(database.key(), SessionState.NOT_ASKED);
    }

    void defaultIsolation(Database database, int isolation) {
        defaultIsolation.put(database.key(), isolation);
    }
}
