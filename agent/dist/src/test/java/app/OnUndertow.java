// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import java.net.InetSocketAddress;

/** {@link Pages} on Undertow. */
public final class OnUndertow {

    private OnUndertow() {}

    /** Starts and says where. */
    public static void main(String[] arguments) throws Exception {
        DeploymentManager deployment = Servlets.defaultContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(OnUndertow.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("app")
                        .addServlet(Servlets.servlet(
                                        "pages",
                                        Pages.class,
                                        new ImmediateInstanceFactory<>(new Pages(Database.open())))
                                .setAsyncSupported(true)
                                .addMapping("/*")));
        deployment.deploy();
        Undertow server = Undertow.builder()
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .addHttpListener(0, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("Listening on http://127.0.0.1:" + address.getPort());
    }
}
