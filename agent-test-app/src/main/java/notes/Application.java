// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import notes.doors.DoorServlet;
import notes.doors.Doors;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Starts the application; {@link Settings} says what the environment can tell it. */
public final class Application implements AutoCloseable {
    private final HikariDataSource database;
    /** Null for none. */
    private final Doors doors;

    private final Server server;

    private Application(HikariDataSource database, Doors doors, Server server) {
        this.database = database;
        this.doors = doors;
        this.server = server;
    }

    /**
     * @param arguments none are looked at
     * @throws Exception if the database or the port cannot be had
     */
    public static void main(String[] arguments) throws Exception {
        Application application = start(Settings.from(System.getenv()));
        System.out.println("Listening on " + application.address());
        application.server.join();
    }

    static Application start(Settings settings) throws Exception {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("notes");
        pool.setJdbcUrl(settings.url());
        pool.setUsername(settings.user());
        pool.setPassword(settings.password());
        pool.setMaximumPoolSize(settings.poolSize());
        HikariDataSource database = new HikariDataSource(pool);
        try {
            NoteStore store = new NoteStore(database, Dialect.of(settings.url()));
            store.createTables();
            Doors doors = settings.doors() ? new Doors(database, "notes-" + settings.port(), settings.jobs()) : null;
            QueuedThreadPool threads = new QueuedThreadPool();
            if (settings.virtualThreads()) {
                threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
            }
            Server server = new Server(threads);
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            connector.setPort(settings.port());
            server.addConnector(connector);
            server.setHandler(routes(store, doors));
            server.start();
            return new Application(database, doors, server);
        } catch (Exception e) {
            database.close();
            throw e;
        }
    }

    private static ServletContextHandler routes(NoteStore store, Doors doors) {
        ServletContextHandler routes = new ServletContextHandler();
        FilterHolder lastSeen = new FilterHolder(new LastSeenFilter(store));
        lastSeen.setAsyncSupported(true);
        routes.addFilter(lastSeen, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder api = new ServletHolder(new ApiServlet(store));
        api.setAsyncSupported(true);
        routes.addServlet(api, "/api/*");
        if (doors != null) {
            routes.addServlet(new ServletHolder(new DoorServlet(doors)), "/api/doors/*");
        }
        routes.addServlet(new ServletHolder(new PageServlet(store)), "/");
        return routes;
    }

    /** Where it listens, such as {@code http://127.0.0.1:8080/}. */
    String address() {
        return "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/";
    }

    @Override
    public void close() throws Exception {
        server.stop();
        if (doors != null) {
            doors.close();
        }
        database.close();
    }
}
