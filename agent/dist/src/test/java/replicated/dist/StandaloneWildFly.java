// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A WildFly as it is downloaded, started by its own script, with a base folder of its own and the agent in
 * {@code JAVA_OPTS}.
 */
public final class StandaloneWildFly extends StandaloneContainer {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String UNIT_OVER = "java:jboss/datasources/Managed";

    private StandaloneWildFly(Path output, int port, Process process) {
        super("WildFly", PATIENCE, output, port, process);
    }

    /** What is deployed. */
    private interface War {
        void pack(Path file) throws IOException;
    }

    /**
     * Starts it and waits until it has deployed what is to be deployed.
     *
     * @param home the unpacked distribution, left as it is
     * @param base not there yet
     * @param options for {@code JAVA_OPTS}, beside the size of the heap
     * @param dataSources text of {@code shop-ds.xml}; the driver is {@code driver.jar}
     * @param driver what the name of its jar begins with
     */
    static StandaloneWildFly start(Path home, Path base, String options, String dataSources, String driver) {
        Path jar = Jars.libraries(driver).get(0);
        return start(home, base, options, dataSources, jar, "shop.war", file -> packBeans(file, UNIT_OVER));
    }

    /**
     * As above, with the application of the session checker as the only one.
     *
     * @param driver what the name of its jar begins with
     */
    public static StandaloneWildFly startWithNotes(
            Path home, Path base, String options, String dataSources, String driver) {
        return start(
                home,
                base,
                options,
                dataSources,
                Jars.libraries(driver).get(0),
                "ROOT.war",
                file -> packUnit(
                        file,
                        "notes",
                        UNIT_OVER,
                        "NotesServlet",
                        "NotesServlet$Work",
                        "ManagedNotes",
                        "EnterpriseNotes",
                        "ManagedNote",
                        "Items"));
    }

    private static StandaloneWildFly start(
            Path home, Path base, String options, String dataSources, Path driver, String name, War war) {
        try {
            copy(home.resolve("standalone"), base);
            Path deployments = base.resolve("deployments");
            Files.copy(driver, deployments.resolve("driver.jar"));
            Files.writeString(deployments.resolve("shop-ds.xml"), dataSources);
            war.pack(deployments.resolve(name));
            return startAgain(home, base, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one again that has ended.
     *
     * @param base as it has left it
     * @param options for {@code JAVA_OPTS}, beside the size of the heap
     */
    static StandaloneWildFly startAgain(Path home, Path base, String options) {
        try {
            int port = freePort();
            Path output = base.resolve("out");
            ProcessBuilder builder = new ProcessBuilder(
                            "sh",
                            home.resolve("bin/standalone.sh").toString(),
                            "-Dapp.datasources=java:jboss/datasources/",
                            "-Djboss.server.base.dir=" + base,
                            "-Djboss.bind.address=127.0.0.1",
                            "-Djboss.http.port=" + port,
                            "-Djboss.https.port=" + freePort(),
                            "-Djboss.management.http.port=" + freePort())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", AppJvm.home().toString());
            builder.environment().put("JAVA_OPTS", "-Xmx384m -Djava.net.preferIPv4Stack=true " + options);
            Process process = builder.start();
            StandaloneWildFly wildFly = new StandaloneWildFly(output, port, process);
            try {
                wildFly.await(() -> wildFly.output().contains("WFLYSRV0025"), "WildFly starts");
            } catch (AssertionError e) {
                wildFly.close();
                throw e;
            }
            return wildFly;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
