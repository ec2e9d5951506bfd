// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import app.OnGrizzly;
import app.OnJetty;
import app.OnTomcat;
import app.OnUndertow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The servlet containers, each with {@link app.Pages} on it in a JVM of its own. */
enum Container {
    JETTY_9(OnJetty.class, "javax", "org/eclipse/jetty/servlet/"),
    JETTY_10(OnJetty.class, "javax", "org/eclipse/jetty/servlet/"),
    JETTY_11(OnJetty.class, "jakarta", "org/eclipse/jetty/servlet/"),
    JETTY_12_EE8(OnJetty.class, "javax", "org/eclipse/jetty/ee8/servlet/"),
    JETTY_12_EE9(OnJetty.class, "jakarta", "org/eclipse/jetty/ee9/servlet/"),
    JETTY_12_EE10(OnJetty.class, "jakarta", "org/eclipse/jetty/ee10/servlet/"),
    TOMCAT_9(OnTomcat.class, "javax", ""),
    TOMCAT_10(OnTomcat.class, "jakarta", ""),
    TOMCAT_11(OnTomcat.class, "jakarta", ""),
    UNDERTOW_JAVAX(OnUndertow.class, "javax", ""),
    UNDERTOW(OnUndertow.class, "jakarta", ""),
    /** Its commit point is none that the agent knows. */
    GRIZZLY(OnGrizzly.class, "jakarta", "");

    /** Of Java 17. */
    private static final int COMPILED = 61;

    private final Class<?> main;
    private final String servletApi;
    private final String jettyServlet;

    Container(Class<?> main, String servletApi, String jettyServlet) {
        this.main = main;
        this.servletApi = servletApi;
        this.jettyServlet = jettyServlet;
    }

    /** The package of its servlets: {@code javax} or {@code jakarta}. */
    String servletApi() {
        return servletApi;
    }

    /** Whether its application speaks HTTP/2 without TLS. */
    boolean http2() {
        return switch (this) {
            case JETTY_12_EE10, TOMCAT_9, TOMCAT_10, TOMCAT_11, UNDERTOW_JAVAX, UNDERTOW -> true;
            default -> false;
        };
    }

    /**
     * The application, ready to be started.
     *
     * @param folder for its classes
     */
    ForkedApp.Builder app(Path folder) throws IOException {
        return app(folder, COMPILED);
    }

    /** As above, with class files of this version. */
    ForkedApp.Builder app(Path folder, int version) throws IOException {
        return ForkedApp.main(main.getName()).classPath(classPath(folder, version));
    }

    /** The main class and its class path, for a class loader of its own. */
    String[] inLoader(Path folder) throws IOException {
        return new String[] {main.getName(), ForkedApp.joined(classPath(folder, COMPILED))};
    }

    private List<Path> classPath(Path folder, int version) throws IOException {
        Path classes = folder.resolve("app-" + name() + "-" + version);
        Translation.translate(
                Jars.app(),
                classes,
                Map.of("jakarta/servlet/", servletApi + "/servlet/", "org/eclipse/jetty/ee10/servlet/", jettyServlet),
                version);
        List<Path> classPath = new ArrayList<>();
        classPath.add(Jars.packed(classes));
        classPath.addAll(libraries());
        classPath.addAll(Jars.libraries("HikariCP", "druid-", "h2-", "slf4j-"));
        return classPath;
    }

    private List<Path> libraries() {
        return switch (this) {
            case JETTY_9 -> Jars.container("jetty-9");
            case JETTY_10 -> Jars.container("jetty-10");
            case JETTY_11 -> Jars.container("jetty-11");
            case JETTY_12_EE8 -> Jars.container("jetty-12-ee8");
            case JETTY_12_EE9 -> Jars.container("jetty-12-ee9");
            case JETTY_12_EE10 -> Jars.libraries("jetty-", "jakarta.servlet-api");
            case TOMCAT_9 -> Jars.tomcat(9);
            case TOMCAT_10 -> Jars.libraries("tomcat-embed-core", "tomcat-annotations-api", "jakarta.annotation-api");
            case TOMCAT_11 -> Jars.tomcat(11);
            case UNDERTOW_JAVAX ->
                Stream.concat(
                                Jars.container("undertow-javax").stream(),
                                Jars.libraries("xnio-", "jboss-logging", "jboss-threads", "wildfly-").stream())
                        .toList();
            case UNDERTOW -> Jars.libraries("undertow-", "xnio-", "jboss-", "wildfly-", "jakarta.");
            case GRIZZLY -> Jars.libraries("grizzly-", "jakarta.servlet-api");
        };
    }
}
