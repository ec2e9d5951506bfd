// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.servlet.ServletRegistration;
import org.glassfish.grizzly.servlet.WebappContext;

/** {@link Pages} on Grizzly. */
public final class OnGrizzly {

    private OnGrizzly() {}

    /** Starts and says where. */
    public static void main(String[] arguments) throws Exception {
        HttpServer server = new HttpServer();
        server.addListener(new NetworkListener("app", "127.0.0.1", 0));
        WebappContext context = new WebappContext("app", "");
        ServletRegistration pages = context.addServlet("pages", new Pages(Database.open()));
        pages.setAsyncSupported(true);
        pages.addMapping("/*");
        context.deploy(server);
        server.start();
        System.out.println(
                "Listening on http://127.0.0.1:" + server.getListener("app").getPort());
        // Its own threads keep no JVM alive.
        Thread.currentThread().join();
    }
}
