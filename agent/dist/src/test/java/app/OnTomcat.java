// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.io.File;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;

/** {@link Pages} on Tomcat inside of the application: 10.1 and 11, and with the other servlet API 9. */
public final class OnTomcat {

    private OnTomcat() {}

    /** Starts and says where. */
    public static void main(String[] arguments) throws Exception {
        File base = new File(System.getProperty("java.io.tmpdir"));
        Tomcat tomcat = new Tomcat();
        tomcat.setSilent(true);
        tomcat.setBaseDir(base.getPath());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.getPath());
        Wrapper pages = Tomcat.addServlet(context, "pages", new Pages(Database.open()));
        pages.setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "pages");
        tomcat.start();
        System.out.println("Listening on http://127.0.0.1:" + connector.getLocalPort());
        tomcat.getServer().await();
    }
}
