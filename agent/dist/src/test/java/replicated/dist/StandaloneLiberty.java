// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An Open Liberty as it is downloaded, started by its own script, with a user folder of its own and the agent in
 * {@code jvm.options}.
 */
final class StandaloneLiberty extends StandaloneContainer {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path server;

    private StandaloneLiberty(Path server, Path output, int port, Process process) {
        super("Liberty", PATIENCE, output, port, process);
        this.server = server;
    }

    /**
     * Starts it and waits until the application is there.
     *
     * @param home the unpacked distribution, left as it is
     * @param user folder of users, not there yet
     * @param option for {@code jvm.options}, beside the size of the heap
     * @param dataSources elements of {@code server.xml}; the library with the driver has the ID {@code postgresql}
     */
    static StandaloneLiberty start(Path home, Path user, String option, String dataSources) {
        try {
            Path server = Files.createDirectories(user.resolve("servers/shop"));
            packBeans(Files.createDirectories(server.resolve("apps")).resolve("shop.war"), "jdbc/Managed");
            int port = freePort();
            Files.writeString(
                    server.resolve("jvm.options"),
                    String.join("\n", option, "-Xmx384m", "-Dapp.datasources=jdbc/", ""));
            Files.writeString(server.resolve("server.xml"), """
                    <server>
                      <featureManager>
                        <feature>servlet-6.0</feature>
                        <feature>jdbc-4.3</feature>
                        <feature>jndi-1.0</feature>
                        <feature>cdi-4.0</feature>
                        <feature>enterpriseBeansLite-4.0</feature>
                        <feature>persistence-3.1</feature>
                      </featureManager>
                      <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                      <webApplication location="shop.war" contextRoot="/shop"/>
                      <library id="postgresql"><file name="%s"/></library>
                    %s
                    </server>
                    """.formatted(
                            port, Jars.libraries("postgresql-").get(0), dataSources));

            return startAgain(home, user, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts this one again, which has ended. */
    StandaloneLiberty again(Path home) {
        return startAgain(home, server.getParent().getParent(), application().getPort());
    }

    private static StandaloneLiberty startAgain(Path home, Path user, int port) {
        try {
            Path server = user.resolve("servers/shop");
            Path output = user.resolve("out");
            ProcessBuilder builder = new ProcessBuilder(
                            "sh", home.resolve("bin/server").toString(), "run", "shop")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", AppJvm.home().toString());
            builder.environment().put("WLP_USER_DIR", user.toString());
            StandaloneLiberty liberty = new StandaloneLiberty(server, output, port, builder.start());
            try {
                liberty.await(
                        () -> liberty.output().contains("CWWKT0016I")
                                && liberty.output().contains("CWWKF0011I"),
                        "Liberty starts");
            } catch (AssertionError e) {
                liberty.close();
                throw e;
            }
            return liberty;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Liberty sees the change by itself. */
    void changeServer(String from, String to) throws IOException {
        Path file = server.resolve("server.xml");
        Files.writeString(file, Files.readString(file).replace(from, to));
    }
}
