// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/**
 * Runs the statements of its parameters {@code sql} one after the other and answers with what each gave, a line for
 * each: the first column of the first row. On one connection in auto-commit, unless a parameter {@code each} asks for
 * one connection each, as frameworks take for transactions of their own.
 */
public final class Statements extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient DataSource dataSource;

    private Statements(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Starts on the database of the system properties and says where. */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(0);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Statements(AppPool.open(4))), "/*");
        server.setHandler(context);
        server.start();
        System.out.println("Listening on http://127.0.0.1:" + server.getURI().getPort());
        server.join();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder answer = new StringBuilder();
        String[] texts = request.getParameterValues("sql");
        try {
            if (request.getParameter("each") == null) {
                try (Connection connection = dataSource.getConnection()) {
                    for (String sql : texts) {
                        answer.append(run(connection, sql)).append('\n');
                    }
                }
            } else {
                for (String sql : texts) {
                    try (Connection connection = dataSource.getConnection()) {
                        connection.setAutoCommit(false);
                        answer.append(run(connection, sql)).append('\n');
                        connection.commit();
                        connection.setAutoCommit(true);
                    }
                }
            }
        } catch (SQLException e) {
            response.setStatus(500);
            answer.append(e);
        }
        response.setContentType("text/plain");
        response.getWriter().print(answer);
    }

    private static String run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "updated";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "nothing";
            }
        }
    }
}
