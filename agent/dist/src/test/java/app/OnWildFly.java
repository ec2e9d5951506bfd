package app;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.sql.DataSource;

/**
 * {@code /DATASOURCE/ACTION}, answered with the port of the server that was asked last and the number of items it has. The data
 * sources are WildFly's own; the actions are the cases of {@link #answer}.
 */
@WebServlet("/*")
public final class OnWildFly extends HttpServlet {

    private static final long serialVersionUID = 1;

    /** The two ends of a transaction. */
    private static final String COMMIT = "commit";

    @Inject
    private transient TransactionalBean transactional;

    @EJB
    private transient EnterpriseBean enterprise;

    @Override
    public void init() throws ServletException {
        try {
            try (Connection connection = Items.source("Local").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists item (name varchar(100))");
            }
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

    private String answer(DataSource source, String action) throws SQLException, IOException {
        return switch (action) {
            case "read" -> Items.count(source);
            case "write" -> {
                Items.write(source);
                yield "written";
            }
            case "read-in-transaction" -> inTransaction(() -> Items.count(source), COMMIT);
            case "write-and-read-in-transaction" -> inTransaction(() -> writeAndRead(source), COMMIT);
            case "write-and-roll-back" -> inTransaction(() -> writeAndRead(source), "roll back");
            case "begin-while-connected" -> beginWhileConnected(source);
            case "transactional-read" -> transactional.read(source);
            case "transactional-read-write-and-read" -> transactional.readWriteAndRead(source);
            case "transactional-write-and-fail" -> failing(() -> transactional.writeAndFail(source));
            case "transactional-suspend" -> failing(() -> transactional.suspend(source));
            case "transactional-keep-open" -> failing(() -> transactional.keepOpen(source));
            case "ejb-read" -> enterprise.read(source);
            case "ejb-read-write-and-read" -> enterprise.readWriteAndRead(source);
            case "ejb-set-rollback-only" -> enterprise.setRollbackOnly(source);
            case "latest-of-timer" -> TimerBean.latest();
            case "jpa-read" -> transactional.readEntities();
            case "jpa-write-and-read" -> transactional.writeAndReadEntities();
            default -> throw new IOException("no such action: " + action);
        };
    }

    /** The text of what it fails with, which has its transaction rolled back. */
    private static String failing(Work work) throws SQLException {
        try {
            return work.run();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    private static String writeAndRead(DataSource source) throws SQLException {
        Items.write(source);
        return Items.count(source);
    }

    /**
     * The connection is taken, and reads, before the transaction begins in which it writes and which is rolled back. With its end WildFly takes
     * the connection away.
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
}
