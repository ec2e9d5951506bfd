package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.servers.Cluster;

/** A Tomcat as it is downloaded, with a base folder of its own, the agent, and automatic deployment every second. */
final class StandaloneTomcat extends StandaloneContainer {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path base;

    private StandaloneTomcat(Path base, Path output, int port, Process process) {
        super("Tomcat", PATIENCE, output, port, process);
        this.base = base;
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
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
        int before = deployments();
        Path folder = base.resolve(javaee ? "webapps-javaee" : "webapps");
        try {
            // Beside it and then in one step: Tomcat looks once a second, and half a WAR is none. It waits for files of
            // the last second to settle, so each is dated back, and yet newer than the one before.
            Path fresh = Files.copy(war, folder.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(
                    fresh, FileTime.fromMillis(System.currentTimeMillis() - 100_000 + before * 2_000L));
            Files.move(fresh, folder.resolve("shop.war"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(() -> deployments() > before, "the application is deployed");
    }

    private int deployments() {
        Matcher matcher = Pattern.compile("Deployment of web application archive \\[.*shop.war\\] has finished")
                .matcher(output());
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** Live instances of a class after a full collection, as the JVM counts them. */
    long instances(String className) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher line = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "\\b")
                    .matcher(histogram);
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
