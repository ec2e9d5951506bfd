// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * A TomEE as it is downloaded, started by its own script, with a base folder of its own and the agent in
 * {@code CATALINA_OPTS}.
 */
final class StandaloneTomEE extends StandaloneCatalina {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String SERVER = """
            <Server port="-1">
              <Listener className="org.apache.tomee.catalina.ServerListener" />
              <Service name="Catalina">
                <Connector port="%d" address="127.0.0.1" protocol="HTTP/1.1" />
                <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
                  <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true" />
                </Engine>
              </Service>
            </Server>
            """;

    private final Path war;

    /**
     * What is started.
     *
     * @param home the unpacked distribution, left as it is
     * @param api {@code jakarta} or {@code javax}
     * @param driver what the name of its jar begins with
     * @param option for the JVM
     */
    record Distribution(Path home, String api, String driver, String option) {

        /** For servers of PostgreSQL's. */
        Distribution(Path home, String api) {
            this(home, api, "postgresql-", "");
        }

        private void pack(Path folder, Path war) throws IOException {
            if (api.equals("jakarta")) {
                packBeans(war, "jdbc/Managed");
                return;
            }
            Path classes = folder.resolve("classes");
            Translation.translate(Jars.app(), classes, Map.of("jakarta/", api + "/"), Opcodes.V17);
            packBeans(classes, api, war, "jdbc/Managed");
        }

        private String webApp() {
            return api.equals("jakarta")
                    ? "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"5.0\">"
                    : "<web-app xmlns=\"http://xmlns.jcp.org/xml/ns/javaee\" version=\"4.0\">";
        }
    }

    private StandaloneTomEE(Path base, Path output, int port, Process process) {
        super("TomEE", PATIENCE, base, output, port, process);
        this.war = base.resolve("shop.war");
    }

    /**
     * Starts it and waits until it has deployed the application.
     *
     * @param base not there yet
     * @param options for {@code CATALINA_OPTS}, beside the size of the heap
     * @param names of all data sources, to which the application refers as {@code jdbc/NAME}
     * @param resources those of {@code tomee.xml}
     * @param bundled those of the application's {@code resources.xml}
     */
    static StandaloneTomEE start(
            Distribution what, Path base, String options, List<String> names, String resources, String bundled) {
        Path home = what.home();
        try {
            for (String folder : List.of("lib", "logs", "temp", "work", "webapps")) {
                Files.createDirectories(base.resolve(folder));
            }
            copy(home.resolve("conf"), base.resolve("conf"));
            int port = freePort();
            Files.writeString(base.resolve("conf/server.xml"), SERVER.formatted(port));
            Files.writeString(base.resolve("conf/tomee.xml"), "<tomee>\n" + resources + "</tomee>\n");
            Files.copy(Jars.libraries(what.driver()).get(0), base.resolve("lib/driver.jar"));
            pack(what, base, names, bundled);
            Files.copy(base.resolve("shop.war"), base.resolve("webapps/shop.war"));

            Path output = base.resolve("logs/out");
            ProcessBuilder builder = new ProcessBuilder(
                            "sh", home.resolve("bin/catalina.sh").toString(), "run")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", AppJvm.home().toString());
            builder.environment().put("CATALINA_HOME", home.toString());
            builder.environment().put("CATALINA_BASE", base.toString());
            String all = "-Xmx512m -Dapp.datasources=java:comp/env/jdbc/ " + what.option() + " " + options;
            builder.environment().put("CATALINA_OPTS", all);
            StandaloneTomEE tomEE = new StandaloneTomEE(base, output, port, builder.start());
            try {
                tomEE.await(() -> tomEE.output().contains("Server startup in"), "TomEE starts");
            } catch (AssertionError e) {
                tomEE.close();
                throw e;
            }
            return tomEE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deploys the application anew. */
    void redeploy() {
        deploy(war, "webapps");
    }

    private static void pack(Distribution what, Path base, List<String> names, String bundled) throws IOException {
        Path war = base.resolve("shop.war");
        what.pack(base, war);
        StringBuilder references = new StringBuilder();
        names.forEach(name -> references.append("""
                <resource-ref><res-ref-name>jdbc/%s</res-ref-name><res-type>javax.sql.DataSource</res-type></resource-ref>
                """.formatted(name)));
        try (FileSystem archive = FileSystems.newFileSystem(war)) {
            write(archive, "WEB-INF/resources.xml", "<resources>\n" + bundled + "</resources>\n");
            write(archive, "WEB-INF/web.xml", """
                    %s
                    %s</web-app>
                    """.formatted(what.webApp(), references));
        }
    }

    private static void write(FileSystem archive, String name, String text) throws IOException {
        Files.write(archive.getPath(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
