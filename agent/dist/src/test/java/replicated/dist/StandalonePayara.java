// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Payara Micro as it is downloaded, with a root folder of its own and the agent on the command line. */
final class StandalonePayara extends StandaloneContainer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private StandalonePayara(Path output, int port, Process process) {
        super("Payara", PATIENCE, output, port, process);
    }

    /**
     * Starts it and waits until the application is there.
     *
     * @param micro the jar
     * @param folder not there yet
     * @param option for the JVM, beside the size of the heap
     * @param commands for {@code asadmin}, which make the data sources
     */
    static StandalonePayara start(Path micro, Path folder, String option, String commands) {
        try {
            packBeans(Files.createDirectories(folder).resolve("shop.war"), "jdbc/Managed");
            Path file = Files.writeString(folder.resolve("commands"), commands);
            int port = freePort();
            Path output = folder.resolve("out");
            Process process = new ProcessBuilder(
                            AppJvm.home().resolve("bin").resolve("java").toString(),
                            option,
                            "-Xmx512m",
                            "-Dapp.datasources=jdbc/",
                            "-jar",
                            micro.toString(),
                            "--rootdir",
                            folder.resolve("root").toString(),
                            "--addlibs",
                            Jars.libraries("postgresql-").get(0).toString(),
                            "--nocluster",
                            "--port",
                            Integer.toString(port),
                            "--postbootcommandfile",
                            file.toString(),
                            "--deploy",
                            folder.resolve("shop.war").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            StandalonePayara payara = new StandalonePayara(output, port, process);
            try {
                payara.await(() -> payara.output().contains("ready in"), "Payara starts");
            } catch (AssertionError e) {
                payara.close();
                throw e;
            }
            return payara;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
