package app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Writes to the database, and ends its response in each of the ways that there are. */
public final class Pages extends HttpServlet {

    private static final long serialVersionUID = 1;

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
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        try {
            answer(request, response);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        switch (request.getPathInfo()) {
            case "/read" -> response.getWriter().println(count());
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
            case "/async" -> {
                AsyncContext context = request.startAsync();
                context.start(() -> finish(context));
            }
            default -> response.sendError(404);
        }
    }

    private void finish(AsyncContext context) {
        try {
            write();
            context.getResponse().getWriter().println("written");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            context.complete();
        }
    }

    private void write() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into note values ('x')");
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
