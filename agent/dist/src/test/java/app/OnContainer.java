package app;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * {@code /DATASOURCE/ACTION}, answered with the port of the server that was asked last and the number of items it has. The data
 * sources are the container's own, whose names begin as the system property {@code app.datasources} says; the actions are the cases of {@link #answer}.
 */
@WebServlet("/*")
public final class OnContainer extends HttpServlet {

    private static final long serialVersionUID = 1;

    /** The two ends of a transaction. */
    private static final String COMMIT = "commit";

    @Override
    public void init() throws ServletException {
        try {
            write(source("Local"), "create table if not exists item (name varchar(100))");
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getPathInfo().split("/", -1);
        try {
            response.setContentType("text/plain");
            response.getWriter().print(answer(source(path[1]), path[2]));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static String answer(DataSource source, String action) throws SQLException, IOException {
        return switch (action) {
            case "read" -> count(source);
            case "beans" -> "0 " + beans();
            case "write" -> {
                write(source, "insert into item values ('written')");
                yield "written";
            }
            case "read-in-transaction" -> inTransaction(() -> count(source), COMMIT);
            case "write-and-read-in-transaction" -> inTransaction(() -> writeAndRead(source), COMMIT);
            case "write-and-roll-back" -> inTransaction(() -> writeAndRead(source), "roll back");
            case "begin-while-connected" -> beginWhileConnected(source);
            default -> throw new IOException("no such action: " + action);
        };
    }

    /** Those of the agent. */
    private static int beans() throws IOException {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .queryNames(new ObjectName("replicated:*"), null)
                    .size();
        } catch (MalformedObjectNameException e) {
            throw new IOException(e);
        }
    }

    private static String writeAndRead(DataSource source) throws SQLException {
        write(source, "insert into item values ('written')");
        return count(source);
    }

    /**
     * The connection is taken, and reads, before the transaction begins in which it writes and which is rolled back. With its end the
     * container may take the connection away.
     */
    private static String beginWhileConnected(DataSource source) throws SQLException, IOException {
        try (Connection connection = source.getConnection()) {
            String before = count(connection);
            String within = inTransaction(
                    () -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.executeUpdate("insert into item values ('rolled back')");
                        }
                        return count(connection);
                    },
                    "roll back");
            return before + ", " + within;
        }
    }

    /** What is done in a transaction. */
    private interface Work {
        String run() throws SQLException;
    }

    @SuppressWarnings("BanJNDI") // a constant name
    private static String inTransaction(Work work, String end) throws IOException {
        try {
            UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
            transaction.begin();
            String answer;
            try {
                answer = work.run();
            } catch (SQLException e) {
                transaction.rollback();
                throw e;
            }
            if (end.equals(COMMIT)) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            return answer;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void write(DataSource source, String text) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    private static String count(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return count(connection);
        }
    }

    private static String count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("select inet_server_port(), count(*) from item")) {
            counted.next();
            return counted.getInt(1) + " " + counted.getLong(2);
        }
    }

    @SuppressWarnings("BanJNDI") // names that the test gives
    private static DataSource source(String name) throws SQLException {
        try {
            return InitialContext.doLookup(System.getProperty("app.datasources") + name);
        } catch (NamingException e) {
            throw new SQLException(e);
        }
    }
}
