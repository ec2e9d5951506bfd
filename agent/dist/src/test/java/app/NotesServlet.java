// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.sql.DataSource;

/**
 * What the clients of the session checker ask {@code agent-test-app} for, in transactions of the container: each
 * request in the next way to have one. Each statement has a connection of its own, as with a container's data sources
 * is usual.
 */
@WebServlet("/api/*")
public final class NotesServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final AtomicInteger REQUESTS = new AtomicInteger();

    /** A query whose answer tells one server from another. */
    private static final String SERVER =
            Boolean.getBoolean("app.postgresql") ? "select inet_server_port()" : "select @@port";

    @Inject
    private transient ManagedNotes transactional;

    @EJB
    private transient EnterpriseNotes enterprise;

    /** What is done in a transaction; answers with JSON. */
    public interface Work {
        String run() throws Exception;
    }

    static String json(String servedBy, String value) {
        return "{\"servedBy\": \"" + servedBy + "\", \"value\": " + value + "}\n";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String[] path = request.getPathInfo().split("/", -1);
        boolean post = request.getMethod().equals("POST");
        String text = request.getParameter("text");
        long note = path.length > 2 && path[2].matches("\\d+") ? Long.parseLong(path[2]) : -1;
        DataSource source = Items.source("Managed");
        String answer = switch (path[1]) {
            case "notes" ->
                !post
                        ? read(source, note)
                        : inTransaction(() -> note < 0 ? add(source, text) : change(source, note, text));
            case "visit", "transaction" -> inTransaction(() -> visit(source, note));
            case "fail", "redirect" -> inTransaction(() -> change(source, note, text));
            case "doors" -> inTransaction(() -> count(source, path[3]));
            default -> throw new IOException("no such path: " + request.getPathInfo());
        };
        if (path[1].equals("redirect")) {
            response.sendRedirect("/api/notes/" + note);
            return;
        }
        response.setContentType("application/json; charset=utf-8");
        if (path[1].equals("fail")) {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            answer = "Failed on purpose after a write";
        }
        response.getWriter().print(answer);
    }

    private String read(DataSource source, long note) throws Exception {
        return switch (REQUESTS.incrementAndGet() % 5) {
            case 0 -> transactional.find(note, SERVER);
            case 1 -> find(source, note);
            default -> inTransaction(() -> find(source, note));
        };
    }

    private String inTransaction(Work work) throws Exception {
        return switch (REQUESTS.incrementAndGet() % 3) {
            case 0 -> transactional.run(work);
            case 1 -> enterprise.run(work);
            default -> inUserTransaction(work);
        };
    }

    @SuppressWarnings("BanJNDI") // a constant name
    private static String inUserTransaction(Work work) throws Exception {
        UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
        transaction.begin();
        boolean done = false;
        try {
            String answer = work.run();
            done = true;
            return answer;
        } finally {
            if (done) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
        }
    }

    private static String find(DataSource source, long note) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT id, text, visits FROM note WHERE id = ?")) {
            select.setLong(1, note);
            try (ResultSet found = select.executeQuery()) {
                String value = !found.next()
                        ? "null"
                        : "{\"id\": " + found.getLong(1) + ", \"text\": \"" + found.getString(2) + "\", \"visits\": "
                                + found.getInt(3) + "}";
                return json(server(connection), value);
            }
        }
    }

    private static String server(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet server = statement.executeQuery(SERVER)) {
            server.next();
            return server.getString(1);
        }
    }

    private static String add(DataSource source, String text) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO note (text) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, text);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return json("", Long.toString(keys.getLong(1)));
            }
        }
    }

    private static String change(DataSource source, long note, String text) throws SQLException {
        return json("", Boolean.toString(update(source, "UPDATE note SET text = ? WHERE id = ?", text, note) == 1));
    }

    /** Reads, counts, and reads what it has counted. */
    private static String visit(DataSource source, long note) throws SQLException {
        find(source, note);
        update(source, "UPDATE note SET visits = visits + ? WHERE id = ?", 1, note);
        return find(source, note);
    }

    /** Reads, computes, and writes what it has computed. */
    private static String count(DataSource source, String name) throws SQLException {
        long next;
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT n FROM counter WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                next = found.getLong(1) + 1;
            }
        }
        update(source, "UPDATE counter SET n = ? WHERE name = ?", next, name);
        return json("", Long.toString(next));
    }

    private static int update(DataSource source, String sql, Object first, Object second) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, first);
            update.setObject(2, second);
            return update.executeUpdate();
        }
    }
}
