// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import replicated.servers.Cluster;

/** A Tomcat as it is downloaded, with a base folder of its own, the agent, and automatic deployment every second. */
final class StandaloneTomcat extends StandaloneCatalina {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private StandaloneTomcat(Path base, Path output, int port, Process process) {
        super("Tomcat", PATIENCE, base, output, port, process);
    }

    /**
     * Starts it; nothing is deployed yet.
     *
     * @param home the unpacked distribution
     * @param base an empty folder
     * @param configuration of the agent
     * @param url of the database that applications may ask for as {@code db.url}
     */
    static StandaloneTomcat start(Path home, Path base, Path configuration, String url) {
        try {
            int port = freePort();
            for (String folder : List.of("conf", "logs", "temp", "work", "webapps", "webapps-javaee")) {
                Files.createDirectories(base.resolve(folder));
            }
            Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
            Files.writeString(base.resolve("conf/server.xml"), """
                    <Server port="-1">
                      <Service name="Catalina">
                        <Connector port="%d" address="127.0.0.1" protocol="HTTP/1.1" />
                        <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
                          <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true" />
                        </Engine>
                      </Service>
                    </Server>
                    """.formatted(port));
            Path output = base.resolve("logs/out");
            List<String> command = new ArrayList<>(List.of(
                    AppJvm.home().resolve("bin").resolve("java").toString(),
                    "-Xmx384m",
                    "-javaagent:" + System.getProperty("replicated.jar") + "=" + configuration,
                    "-Dcatalina.home=" + home,
                    "-Dcatalina.base=" + base,
                    "-Djava.io.tmpdir=" + base.resolve("temp"),
                    "-Ddb.url=" + url,
                    "-Ddb.user=" + Cluster.USER,
                    "-Ddb.password=" + Cluster.PASSWORD,
                    "-cp",
                    home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                    "org.apache.catalina.startup.Bootstrap",
                    "start"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            StandaloneTomcat tomcat = new StandaloneTomcat(base, output, port, process);
            tomcat.await(() -> tomcat.output().contains("Server startup in"), "Tomcat starts");
            return tomcat;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deploys a WAR, or deploys it again, and waits until Tomcat says so. */
    void deploy(Path war, boolean javaee) {
        deploy(war, javaee ? "webapps-javaee" : "webapps");
    }
}
