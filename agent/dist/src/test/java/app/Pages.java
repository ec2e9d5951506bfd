// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Writes to the database, and ends its response in each of the ways that there are. Without lambdas and private members
 * that others use: old class files have neither.
 */
public final class Pages extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final String INCLUDED = "included";

    private final transient DataSource dataSource;

    /** Over this database, which gets a table. */
    public Pages(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists note (text varchar(100))");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        // As applications do: Jetty closes a connection, and tells nobody, whose request's body has not come by the
        // end.
        request.getParameter("text");
        response.setContentType("text/plain");
        try {
            answer(request, response);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException, SQLException {
        boolean included = request.getAttribute(INCLUDED) != null;
        switch (included ? "/write" : request.getRequestURI()) {
            case "/read" -> response.getWriter().println(database(dataSource) + " " + count());
            case "/second" -> response.getWriter().println(database(Database.second()));
            case "/write" -> {
                write();
                response.getWriter().println("written");
            }
            case "/write-then-flush" -> {
                write();
                response.flushBuffer();
                response.getWriter().println("written");
            }
            case "/flush-then-write" -> {
                response.getWriter().println("first");
                response.flushBuffer();
                write();
            }
            case "/redirect" -> {
                write();
                response.sendRedirect("/read");
            }
            case "/error" -> {
                write();
                response.sendError(409, "conflict");
            }
            case "/reset" -> {
                write();
                response.setHeader("X-Gone", "yes");
                response.reset();
                response.getWriter().println("written");
            }
            case "/throw" -> {
                write();
                throw new IllegalStateException("after the write");
            }
            case "/empty" -> {
                write();
                response.setStatus(204);
            }
            case "/exact-length" -> {
                write();
                response.setContentLength(7);
                response.getOutputStream().print("written");
            }
            case "/large" -> {
                write();
                for (int i = 0; i < 20_000; i++) {
                    response.getWriter().println("written");
                }
            }
            case "/stream" -> {
                write();
                for (int i = 0; i < 3; i++) {
                    response.getWriter().println("written");
                    response.flushBuffer();
                }
            }
            case "/flush-then-commit" -> writeAround(response);
            case "/forward" -> request.getRequestDispatcher("/write").forward(request, response);
            case "/include" -> {
                response.getWriter().println("including");
                request.setAttribute(INCLUDED, true);
                request.getRequestDispatcher("/write").include(request, response);
            }
            case "/async" -> {
                AsyncContext context = request.startAsync();
                context.start(new Runnable() {
                    @Override
                    public void run() {
                        finish(context);
                    }
                });
            }
            case "/async-dispatch" -> {
                if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    write();
                    response.getWriter().println("written");
                } else {
                    AsyncContext context = request.startAsync();
                    context.start(new Runnable() {
                        @Override
                        public void run() {
                            context.dispatch();
                        }
                    });
                }
            }
            default -> {
                if (request.getRequestURI().startsWith("/asynchronous/")) {
                    new Asynchronous(request, response, dataSource).answer();
                } else {
                    response.sendError(404);
                }
            }
        }
    }

    void finish(AsyncContext context) {
        try {
            write();
            context.getResponse().getWriter().println("written");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            context.complete();
        }
    }

    /** Its response is on its way while the transaction is open. */
    private void writeAround(HttpServletResponse response) throws IOException, SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("insert into note values ('x')");
            response.flushBuffer();
            connection.commit();
        }
    }

    private void write() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into note values ('x')");
        }
    }

    /** Which one has answered: it does not stay the one that the application was started with. */
    private static String database(DataSource asked) throws SQLException {
        try (Connection connection = asked.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select database()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private int count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from note")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
