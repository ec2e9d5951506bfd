// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An embedded GlassFish as it is downloaded, with a domain of its own and the agent on the command line. */
final class StandaloneGlassFish extends StandaloneContainer {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What the jar's manifest opens where it is started by {@code -jar}, which has no room for a driver. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/sun.nio.fs",
            "java.base/sun.net.www.protocol.jrt",
            "java.naming/javax.naming.spi",
            "java.rmi/sun.rmi.transport",
            "jdk.management/com.sun.management.internal",
            "java.base/jdk.internal.vm.annotation");

    private StandaloneGlassFish(Path output, int port, Process process) {
        super("GlassFish", PATIENCE, output, port, process);
    }

    /**
     * Starts it and waits until the application is there.
     *
     * @param embedded the jar
     * @param folder not there yet
     * @param option for the JVM, beside the size of the heap
     * @param commands for {@code asadmin}, which make the data sources, one a line
     */
    static StandaloneGlassFish start(Path embedded, Path folder, String option, String commands) {
        try {
            packBeans(Files.createDirectories(folder).resolve("shop.war"), "jdbc/Managed");
            int port = freePort();
            Path output = folder.resolve("out");
            List<String> command = new ArrayList<>(List.of(
                    AppJvm.home().resolve("bin").resolve("java").toString(),
                    option,
                    "-Xmx512m",
                    "-Dapp.datasources=jdbc/",
                    "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("domains"))));
            OPENED.forEach(module -> command.addAll(List.of("--add-opens", module + "=ALL-UNNAMED")));
            command.addAll(List.of(
                    "--add-exports",
                    "java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                    "-cp",
                    embedded
                            + File.pathSeparator
                            + Jars.libraries("postgresql-").get(0),
                    "org.glassfish.runnablejar.UberMain",
                    "--httpPort=" + port));
            commands.lines().map(line -> line.replaceAll(" +", " ")).forEach(command::add);
            command.add("deploy --contextroot=shop " + folder.resolve("shop.war"));
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            StandaloneGlassFish glassFish = new StandaloneGlassFish(output, port, process);
            try {
                glassFish.await(
                        () -> glassFish.output().contains("shop was successfully deployed"),
                        "GlassFish deploys the application");
            } catch (AssertionError e) {
                glassFish.close();
                throw e;
            }
            return glassFish;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
