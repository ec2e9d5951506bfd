// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Has its work done on other threads, by each of the {@link Carriers}: {@code /carriers} names them, {@code /read/X}
 * says which server the request's thread has read from and which ones the work, {@code /only/X} has the work read
 * alone, {@code /write/X?text=} writes a note before the response, {@code /late/X?text=} after it, when {@code /go}
 * says so. {@code /first/X} is under way, and has something done by the queue X of {@link Queues}, until
 * {@code /second/X} has had the latest note read by it. {@code /note} is the latest note, {@code /hand?text=} hands a number of tasks over and waits for none,
 * {@code /virtual} whether requests have virtual threads, which the variable VIRTUAL_THREADS asks for.
 */
public final class Tasks extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String LATEST = "select max(text) from note";

    private final transient DataSource dataSource;
    private final transient Carriers carriers = new Carriers();
    private final transient Queues queues = new Queues();
    private transient CountDownLatch go = new CountDownLatch(1);
    private transient Future<?> late = CompletableFuture.completedFuture("");
    private final transient List<WeakReference<Object>> scopes = new CopyOnWriteArrayList<>();

    private Tasks(DataSource dataSource) throws ReflectiveOperationException {
        this.dataSource = dataSource;
    }

    /** Starts on the database of the system properties and says where. */
    public static void main(String[] arguments) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        if (Boolean.parseBoolean(System.getenv("VIRTUAL_THREADS"))) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
        }
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder tasks = new ServletHolder(new Tasks(AppPool.open(8)));
        tasks.setAsyncSupported(true);
        context.addServlet(tasks, "/*");
        server.setHandler(context);
        server.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getRequestURI().substring(1).split("/", 2);
        Object scope = request.getAttribute("replicated.scope");
        // Of a million requests not even the references are to be kept.
        if (scope != null && !path[0].equals("hand")) {
            scopes.add(new WeakReference<>(scope));
        }
        String carrier = path.length > 1 ? path[1] : "";
        String text = request.getParameter("text");
        response.setContentType("text/plain");
        try {
            if (path[0].startsWith("listener")) {
                Listeners.listen(request, path[0], server(), this::server);
                return;
            }
            response.getWriter().print(answer(path[0], carrier, text));
        } catch (Exception e) {
            response.setStatus(500);
            e.printStackTrace();
            response.getWriter().print(e);
        }
    }

    private String answer(String what, String carrier, String text) throws Exception {
        return switch (what) {
            case "virtual" -> "" + VirtualThreads.isVirtualThread();
            case "carriers" -> String.join(",", carriers.names());
            case "read" -> server() + " " + get(carriers.start(carrier, this::server));
            case "only" -> "" + get(carriers.start(carrier, this::server));
            case "write" -> "" + get(carriers.start(carrier, () -> write(text)));
            case "late" -> {
                CountDownLatch begin = new CountDownLatch(1);
                go = begin;
                late = carriers.start(carrier, () -> {
                    begin.await();
                    return write(text);
                });
                yield "begun";
            }
            case "go" -> {
                go.countDown();
                yield "" + get(late);
            }
            case "queues", "first", "second" -> inQueue(what, carrier);
            case "note" -> query(LATEST);
            case "repeat" -> {
                CompletableFuture<String> read = new CompletableFuture<>();
                Future<?> repeated = carriers.repeat(() -> complete(read));
                String first = server();
                String other = read.get(20, TimeUnit.SECONDS);
                repeated.cancel(false);
                yield first + " " + other;
            }
            case "remove" -> "" + carriers.removes();
            case "many" -> {
                Future<?> last = CompletableFuture.completedFuture("");
                for (int i = 0; i < Integer.parseInt(text); i++) {
                    carriers.pool().execute(() -> {});
                    last = carriers.pool().submit(() -> {});
                }
                last.get();
                yield "done";
            }
            case "hand" -> {
                carriers.handOver(Integer.parseInt(text));
                yield server();
            }
            case "left" -> {
                System.gc();
                yield "" + scopes.stream().filter(each -> each.get() != null).count();
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    private void complete(CompletableFuture<String> read) {
        try {
            read.complete(server());
        } catch (SQLException e) {
            read.completeExceptionally(e);
        }
    }

    /** One request has a queue wait for the other. */
    private String inQueue(String what, String queue) throws Exception {
        return switch (what) {
            case "queues" -> String.join(",", queues.names());
            case "first" -> server() + queues.first(queue);
            default -> queues.second(queue, () -> query(LATEST));
        };
    }

    private static Object get(Future<?> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private String server() throws SQLException {
        boolean postgresql = System.getProperty("app.url").startsWith("jdbc:postgresql:");
        return query(postgresql ? "select inet_server_port()" : "select @@port");
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String write(String text) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into note values ('" + text + "')");
            return "written";
        }
    }
}
