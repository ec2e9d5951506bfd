// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Each {@link Source} under a path of its name: a GET counts the rows, a POST adds one. A pool is opened by its first
 * request, and closed by {@code POST /NAME/close}. The database is that of the system properties {@code app.url},
 * {@code app.user} and {@code app.password}.
 */
public final class Pools extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Map<Source, DataSource> open = new ConcurrentHashMap<>();

    /** Starts and says where. */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.addServlet(new ServletHolder(new Pools()), "/*");
        server.setHandler(context);
        server.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
    }

    /** Under the class loader of the pool, as in a web application that has it among its libraries. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(pool(name(request)).getClass().getClassLoader());
        try {
            super.service(request, response);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Connection connection = pool(name(request)).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from note")) {
            rows.next();
            response.getWriter().print(rows.getInt(1));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Source name = name(request);
        if (request.getRequestURI().endsWith("/close")) {
            close(open.remove(name));
            return;
        }
        try (Connection connection = pool(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into note values ('x')");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static Source name(HttpServletRequest request) {
        return Source.of(request.getRequestURI().split("/", 3)[1]);
    }

    private DataSource pool(Source name) {
        return open.computeIfAbsent(name, missing -> {
            try {
                return missing.open(
                        System.getProperty("app.url"),
                        System.getProperty("app.user"),
                        System.getProperty("app.password"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Pools of other class loaders are closed by a method of the same name, if at all. */
    private static void close(DataSource source) throws IOException {
        try {
            if (source instanceof AutoCloseable pool) {
                pool.close();
                return;
            }
            for (Method method : source.getClass().getMethods()) {
                if (method.getName().equals("close") && method.getParameterCount() == 0) {
                    method.invoke(source);
                    return;
                }
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
