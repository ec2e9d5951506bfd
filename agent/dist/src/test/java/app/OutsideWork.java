// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * An application without servlets: what it does is done outside of requests, by classes that nothing marks as jobs.
 * {@code /X?text} runs one of them and answers with what it gives.
 */
public final class OutsideWork {

    private final DataSource dataSource;
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    private OutsideWork(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Starts on the database of the system properties and says where. */
    public static void main(String[] arguments) throws Exception {
        OutsideWork work = new OutsideWork(AppPool.open(8));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", work::serve);
        server.start();
        System.out.println(
                "Listening on http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String text = exchange.getRequestURI().getQuery();
        int status = 200;
        String answer;
        try {
            answer = run(exchange.getRequestURI().getPath(), text);
        } catch (Exception e) {
            status = 500;
            answer = e.toString();
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String run(String path, String text) throws Exception {
        return switch (path) {
            case "/report" -> new Report().run();
            case "/spread" -> new Spread().run();
            case "/copy" -> new Copy().run(text);
            case "/listener" -> new Listener().onMessage(text);
            case "/failing" -> new Failing().run();
            case "/plain" -> new Plain().run();
            case "/write" -> {
                write(text);
                yield "written";
            }
            default -> throw new IllegalArgumentException(path);
        };
    }

    /** Reads again and again, through a connection of its own each time. */
    final class Report {

        public String run() throws SQLException {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(server() + "/" + latest());
            }
            return String.join(" ", all);
        }
    }

    /** Has a part of its reads done by other threads. */
    final class Spread {

        public String run() throws Exception {
            return server() + "/ " + pool.submit(OutsideWork.this::server).get() + "/ "
                    + pool.submit(() -> new Report().run()).get();
        }
    }

    /** Reads, writes, and reads what it wrote. */
    final class Copy {

        public String run(String text) throws SQLException {
            String before = server();
            write(text);
            return before + " " + server() + " " + latest();
        }
    }

    /** Is told of what somebody else has written. */
    final class Listener {

        String onMessage(String text) throws SQLException {
            return server() + " " + text + " " + latest();
        }
    }

    /** Reads, and fails. */
    final class Failing {

        public String run() throws SQLException {
            String server = server();
            if (!server.isEmpty()) {
                throw new IllegalStateException(server);
            }
            return server;
        }
    }

    /** As the report; no rule names it. */
    final class Plain {

        public String run() throws SQLException {
            return server() + "/" + latest();
        }
    }

    private void write(String text) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into note values ('" + text + "')");
        }
    }

    private String server() throws SQLException {
        return query("select inet_server_port()");
    }

    private String latest() throws SQLException {
        return query("select max(text) from note");
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
