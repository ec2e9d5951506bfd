// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.sql.DataSource;

/** {@code GET /items}: port of the server that answered, and how many there are; {@code POST /items}: one more. */
public final class ItemsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void init() throws ServletException {
        try (Connection connection = shop().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS item (name VARCHAR(100))");
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try (Connection connection = shop().getConnection();
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("SELECT inet_server_port(), COUNT(*) FROM item")) {
            counted.next();
            response.getWriter().print(counted.getInt(1) + " " + counted.getLong(2));
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try (Connection connection = shop().getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?)")) {
            insert.setString(1, request.getParameter("text"));
            insert.executeUpdate();
            response.sendRedirect("items");
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    /** The name is a constant, so what JNDI is feared for cannot happen. */
    @SuppressWarnings("BanJNDI")
    private static DataSource shop() throws ServletException {
        try {
            return (DataSource) new InitialContext().lookup("java:comp/env/jdbc/shop");
        } catch (NamingException e) {
            throw new ServletException(e);
        }
    }
}
