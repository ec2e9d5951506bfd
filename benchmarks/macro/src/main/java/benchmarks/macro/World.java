// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;

/**
 * The application that all contestants run: the pages of TechEmpower's benchmarks, and a number that can be written and
 * read, on Tomcat and JDBC. Only the data source differs. It ends when its standard input does.
 */
public final class World extends HttpServlet {

    static final int ROWS = 10_000;
    private static final int QUERIES = 20;
    private static final long serialVersionUID = 1;
    private static final String SELECT = "SELECT id, randomnumber FROM world WHERE id = ?";
    private static final String UPDATE = "UPDATE world SET randomnumber = ? WHERE id = ?";

    private final transient DataSource dataSource;
    private final boolean toldReadOnly;

    private record Row(int id, int randomNumber) {
        String json() {
            return "{\"id\":" + id + ",\"randomNumber\":" + randomNumber + "}";
        }
    }

    private record Fortune(int id, String message) {}

    private World(DataSource dataSource, boolean toldReadOnly) {
        this.dataSource = dataSource;
        this.toldReadOnly = toldReadOnly;
    }

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws IOException, LifecycleException, SQLException {
        Side side = Side.valueOf(System.getenv("SIDE"));
        DataSource dataSource = side.open(new Side.Servers(
                System.getenv("PRIMARY"), System.getenv("STANDBYS"), System.getenv("PGPOOL"), side.database()));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        ((AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler()).setMaxThreads(Side.POOL * 2);
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "world", new World(dataSource, side.toldReadOnly))
                .addMapping("/");
        tomcat.start();
        System.out.println(
                "Listening on http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
        while (System.in.read() >= 0) {
            // Nothing is sent.
        }
        System.exit(0);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getServletPath()) {
                case "/db" -> send(response, "application/json", one(random()).json());
                case "/queries" -> send(response, "application/json", json(several()));
                case "/updates" -> send(response, "application/json", json(updated()));
                case "/fortunes" -> send(response, "text/html;charset=UTF-8", html(fortunes()));
                case "/counter" ->
                    send(
                            response,
                            "application/json",
                            one(number(request, "id")).json());
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (SQLException e) {
            fail(response, e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Row row = new Row(number(request, "id"), number(request, "value"));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setInt(1, row.randomNumber());
            update.setInt(2, row.id());
            update.executeUpdate();
        } catch (SQLException e) {
            fail(response, e);
            return;
        }
        send(response, "application/json", row.json());
    }

    private Connection reader() throws SQLException {
        Connection connection = dataSource.getConnection();
        if (toldReadOnly) {
            connection.setReadOnly(true);
        }
        return connection;
    }

    private Row one(int id) throws SQLException {
        try (Connection connection = reader();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            return row(select, id);
        }
    }

    private List<Row> several() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = reader();
                PreparedStatement select = connection.prepareStatement(SELECT)) {
            for (int i = 0; i < QUERIES; i++) {
                rows.add(row(select, random()));
            }
        }
        return rows;
    }

    private List<Row> updated() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(SELECT);
                    PreparedStatement update = connection.prepareStatement(UPDATE)) {
                for (int i = 0; i < QUERIES; i++) {
                    rows.add(new Row(row(select, random()).id(), random()));
                }
                // In one order for all requests, so that none waits for another that waits for it.
                rows.sort(Comparator.comparingInt(Row::id));
                for (Row row : rows) {
                    update.setInt(1, row.randomNumber());
                    update.setInt(2, row.id());
                    update.addBatch();
                }
                update.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
        return rows;
    }

    private List<Fortune> fortunes() throws SQLException {
        List<Fortune> fortunes = new ArrayList<>();
        try (Connection connection = reader();
                PreparedStatement select = connection.prepareStatement("SELECT id, message FROM fortune");
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                fortunes.add(new Fortune(result.getInt(1), result.getString(2)));
            }
        }
        fortunes.add(new Fortune(0, "Additional fortune added at request time."));
        fortunes.sort(Comparator.comparing(Fortune::message));
        return fortunes;
    }

    private static Row row(PreparedStatement select, int id) throws SQLException {
        select.setInt(1, id);
        try (ResultSet result = select.executeQuery()) {
            result.next();
            return new Row(result.getInt(1), result.getInt(2));
        }
    }

    private static int random() {
        return 1 + ThreadLocalRandom.current().nextInt(ROWS);
    }

    private static int number(HttpServletRequest request, String parameter) {
        return Integer.parseInt(request.getParameter(parameter));
    }

    private static String json(List<Row> rows) {
        StringBuilder json = new StringBuilder("[");
        for (Row row : rows) {
            json.append(json.length() == 1 ? "" : ",").append(row.json());
        }
        return json.append(']').toString();
    }

    private static String html(List<Fortune> fortunes) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>"
                + "<tr><th>id</th><th>message</th></tr>");
        for (Fortune fortune : fortunes) {
            html.append("<tr><td>" + fortune.id() + "</td><td>");
            escape(fortune.message(), html);
            html.append("</td></tr>");
        }
        return html.append("</table></body></html>").toString();
    }

    private static void escape(String text, StringBuilder html) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                default -> html.append(text.charAt(i));
            }
        }
    }

    private static void send(HttpServletResponse response, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The load counts it as an error, and the first of them is told. */
    private static void fail(HttpServletResponse response, SQLException e) throws IOException {
        response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        send(response, "text/plain;charset=UTF-8", e.toString());
    }
}
