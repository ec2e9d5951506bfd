// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.sql.DataSource;

/**
 * {@code /DATASOURCE/ACTION}, answered with the port of the server that was asked last and the number of items it has.
 * The data sources are the container's own, see {@link Items#source}; the actions are the cases of {@link #answer}.
 */
public abstract class ContainerServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    /** The two ends of a transaction. */
    private static final String COMMIT = "commit";

    private static volatile boolean prepared;

    /** Whether the table is there: containers start timers before the servlet. */
    static boolean isPrepared() {
        return prepared;
    }

    @Override
    public void init() throws ServletException {
        try {
            try (Connection connection = Items.source("Local").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists item (name varchar(100))");
            }
            prepared = true;
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getPathInfo().split("/", -1);
        try {
            response.setContentType("text/plain");
            response.getWriter().print(answer(Items.source(path[1]), path[2]));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** What is done with a data source. */
    String answer(DataSource source, String action) throws SQLException, IOException {
        return switch (action) {
            case "read" -> Items.count(source);
            case "beans" -> "0 " + beans();
            case "write" -> {
                Items.write(source);
                yield "written";
            }
            case "read-in-transaction" -> inTransaction(() -> Items.count(source), COMMIT);
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
        Items.write(source);
        return Items.count(source);
    }

    /**
     * The connection is taken, and reads, before the transaction begins in which it writes and which is rolled back.
     * With its end the container may take the connection away.
     */
    private static String beginWhileConnected(DataSource source) throws SQLException, IOException {
        try (Connection connection = source.getConnection()) {
            String before = Items.count(connection);
            String within = inTransaction(
                    () -> {
                        Items.write(connection);
                        return Items.count(connection);
                    },
                    "roll back");
            return before + ", " + within;
        }
    }

    /** What is done in a transaction. */
    interface Work {
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
}
