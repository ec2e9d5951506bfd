// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.context.ScopeFrame;
import replicated.jdbc.Database;
import replicated.jdbc.RoutingScope;

/**
 * What calls of {@code DataSource.getConnection()} come to. Outside a scope each call costs a read of a thread-local
 * and, of a database with replicas, one increment. Thread-safe.
 */
public final class DataSourceHook {

    /** Makes routed connections. */
    public interface Opener {

        /**
         * A connection that takes its server at the first statement.
         *
         * @param scope the scope of the calling thread
         * @param database the data source that was asked
         * @param thread what is known of the calling thread, or null
         * @return null: the application gets its own
         * @throws SQLException for the application: its own data source's
         */
        @Nullable
        Connection open(RoutingScope scope, Database database, @Nullable RoutingContext thread) throws SQLException;
    }

    private final Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes;
    private final DataSources sources;
    private final Opener opener;
    private final Runnable unasked;

    /**
     * Wires the hook.
     *
     * @param scopes the scope of a thread by what is kept on it (null outside of all scopes); null where connections
     *     are left alone
     * @param sources which data source leads where
     * @param opener makes routed connections
     * @param unasked hears of each call outside of all requests for a data source that none of them has asked
     */
    public DataSourceHook(
            Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes,
            DataSources sources,
            Opener opener,
            Runnable unasked) {
        this.scopes = scopes;
        this.sources = sources;
        this.opener = opener;
        this.unasked = unasked;
    }

    /**
     * A call starts.
     *
     * @param source the {@code DataSource}
     * @return the routed connection, to be handed out without running the method; or the data source: the method runs,
     *     and {@link #exit} is called when it ends; or null: the method runs, and nobody has to know when it ends. That
     *     spares most of the agent's own calls a look at their thread
     * @throws SQLException for the application: its own data source's, asked in mode observe
     */
    public @Nullable Object enter(Object source) throws SQLException {
        RoutingContext thread = RoutingContext.currentOrNull();
        ScopeFrame frame = null;
        if (thread != null) {
            if (thread.isSuppressed()) {
                return null;
            }
            frame = thread.currentFrame();
        }
        RoutingScope scope = scopes.apply(frame);
        if (scope == null || thread == null || !scope.ofRequest() || thread.mayServeOthers()) {
            if (!sources.taken().take(source)) {
                unasked.run();
            }
        }
        if (scope == null) {
            return null;
        }
        SourceEntry entry = sources.entry(source);
        Database database = entry.database();
        if (database != null
                && mayRoute(scope, entry)
                && (thread == null || thread.admits(entry.routedAs() == SourceKind.POOL))
                && readsOrIsOutsideOfTransactions(scope, database)) {
            Connection routed = opener.open(scope, database, thread);
            if (routed != null) {
                return routed;
            }
        }
        if (entry.kind() == SourceKind.WRAPPER) {
            return null;
        }
        RoutingContext.push(source, entry.kind() == SourceKind.UNKNOWN);
        return source;
    }

    /**
     * What a container's transaction writes it writes on the container's own connection; what reads may read outside of
     * it.
     */
    private static boolean readsOrIsOutsideOfTransactions(RoutingScope scope, Database database) {
        Object running = database.managedTransaction();
        if (running == null || scope.intent().read()) {
            return true;
        }
        database.joined(running);
        return false;
    }

    /**
     * Outside of all scopes it may be a pool's own thread that asks, and within one a pool that is started by the
     * request.
     */
    private static boolean mayRoute(RoutingScope scope, SourceEntry entry) {
        return entry.routedAs() == SourceKind.POOL || (!scope.outside() && !PoolFillDetector.isCalling());
    }

    /**
     * A call for which {@link #enter} returned the data source has ended.
     *
     * @param source the {@code DataSource}
     */
    public void exit(Object source) {
        // The scope is not asked: the mode may have changed since the call started.
        RoutingContext thread = RoutingContext.currentOrNull();
        if (thread != null && !thread.isSuppressed()) {
            thread.pop(source);
        }
    }
}
