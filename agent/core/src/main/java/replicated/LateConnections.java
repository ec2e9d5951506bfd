// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import replicated.config.RoutingSettings;
import replicated.context.RoutingContext;
import replicated.jdbc.Database;
import replicated.jdbc.RoutedConnectionFactory;
import replicated.jdbc.RoutingScope;
import replicated.source.DataSourceHook;

/**
 * Makes routed connections, but nothing of what that takes before the first one: the types of {@code java.sql} are read
 * by JDK 17 through the JVM's file systems, which are the application's to settle. For the same reason no lambda and no
 * method reference: linking one loads the types it names. Thread-safe.
 */
final class LateConnections implements DataSourceHook.Opener {

    private final Supplier<RoutingSettings> settings;
    private final Supplier<RoutingScope> present;
    private final Runnable before;
    private volatile @Nullable RoutedConnectionFactory connections;

    /**
     * For the wiring.
     *
     * @param before done before the first one is made
     */
    LateConnections(Supplier<RoutingSettings> settings, Supplier<RoutingScope> present, Runnable before) {
        this.settings = settings;
        this.present = present;
        this.before = before;
    }

    @Override
    public @Nullable Connection open(RoutingScope scope, Database database, @Nullable RoutingContext thread)
            throws SQLException {
        RoutedConnectionFactory made = connections;
        if (made == null) {
            before.run();
            made = make();
        }
        return made.open(scope, database, thread);
    }

    private synchronized RoutedConnectionFactory make() {
        if (connections == null) {
            connections = new RoutedConnectionFactory(settings, present);
        }
        return connections;
    }
}
