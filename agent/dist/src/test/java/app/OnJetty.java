// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * {@link Pages} on Jetty 12, and with other packages on 9.4, 10 and 11; with the argument {@code h2c} over HTTP/2 as
 * well.
 */
public final class OnJetty {

    private OnJetty() {}

    /** Starts and says where. */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        if (arguments.length > 0) {
            connector.addConnectionFactory(new HTTP2CServerConnectionFactory(new HttpConfiguration()));
        }
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        ServletHolder pages = new ServletHolder(new Pages(Database.open()));
        pages.setAsyncSupported(true);
        context.addServlet(pages, "/*");
        server.setHandler(handler(context));
        server.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
    }

    /** The older environments of Jetty 12 have contexts that are no handlers, and tell theirs. */
    private static Handler handler(Object context) {
        return (Handler) (context instanceof Supplier<?> older ? older.get() : context);
    }
}
