// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import replicated.config.RoutingSettings;
import replicated.context.RoutingContext;

/** Makes the connections that an application gets inside a scope. One for the agent; thread-safe. */
public final class RoutedConnectionFactory {

    private final ConnectionServices services;

    /**
     * Wires the factory.
     *
     * @param settings the settings in force; asked when a connection takes a server, so it should cost a field read
     * @param present the scope that the calling thread works in; outside of all one of its own, and null where
     *     connections are left alone
     */
    public RoutedConnectionFactory(Supplier<RoutingSettings> settings, Supplier<@Nullable RoutingScope> present) {
        services = new ConnectionServices(settings, present);
    }

    /**
     * A connection that holds nothing yet: it takes its server at the first statement. In mode observe it is the
     * application's own, taken at once.
     *
     * @param scope the scope it is handed out in
     * @param database the data source the application asked
     * @param thread what is known of the calling thread; null: it is looked up when it is needed
     * @return null only if the application's own data source gave null
     * @throws SQLException that of the application's own data source, in mode observe
     */
    public @Nullable Connection open(RoutingScope scope, Database database, @Nullable RoutingContext thread)
            throws SQLException {
        ScopedDatabase scoped = scope.on(database);
        scoped.setServices(services);
        if (!services.settings().observe()) {
            RoutedConnection routed = new RoutedConnection(scoped);
            routed.openedBy(thread);
            if (database.isManaged()) {
                routed.openedIn(database.managedTransaction());
            }
            return routed;
        }
        Connection own = database.primary();
        return own == null ? null : new ObservedConnection(scoped, own);
    }
}
