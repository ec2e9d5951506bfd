// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.sql.SQLException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * One request after the other through a real container, so that the agent opens a scope around the work and the
 * container tells when the response is committed. A request costs some hundred microseconds: the work has to be so much
 * that this is nothing.
 */
final class Request {

    private static final URL ADDRESS = start();

    /** What the request that runs does. Written before the request is sent. */
    private static volatile Work current;

    private final String method;
    private final Work work;

    /** What an application does in a request. */
    interface Work {
        void run() throws SQLException;
    }

    Request(String method, Work work) {
        this.method = method;
        this.work = work;
    }

    void run() throws IOException {
        current = work;
        HttpURLConnection connection = (HttpURLConnection) ADDRESS.openConnection();
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        if (status != HttpServletResponse.SC_NO_CONTENT) {
            throw new IllegalStateException("the work has failed: status " + status);
        }
    }

    private static URL start() {
        try {
            Server server = new Server(0);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServlet(new ServletHolder(new WorkServlet()), "/*");
            server.setHandler(context);
            server.start();
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            return URI.create("http://localhost:" + port + "/owners/7").toURL();
        } catch (Exception e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the agent hooks. */
    private static final class WorkServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException {
            try {
                current.run();
            } catch (SQLException e) {
                throw new ServletException(e);
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }
}
