// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A container as it is downloaded, in a process of its own that serves the application {@code shop}. */
public abstract class StandaloneContainer implements AutoCloseable {

    private static final String PERSISTENCE = """
            <persistence xmlns="%s" version="%s">
              <persistence-unit name="%s">
                <jta-data-source>%s</jta-data-source>
              </persistence-unit>
            </persistence>
            """;

    final Process process;

    private final String name;
    private final Duration patience;
    private final Path output;
    private final int port;

    /** @param patience for what is awaited */
    StandaloneContainer(String name, Duration patience, Path output, int port, Process process) {
        this.name = name;
        this.patience = patience;
        this.output = output;
        this.port = port;
        this.process = process;
    }

    public final URI application() {
        return URI.create("http://127.0.0.1:" + port + "/shop/");
    }

    public final String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For as long as the process runs. */
    public final void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            try {
                if (System.nanoTime() > deadline || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("does not come true: " + what + "; " + name + " said:\n" + output());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting until " + what, e);
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * The application over the container's own data sources, with beans.
     *
     * @param dataSource that of its persistence unit
     */
    static void packBeans(Path war, String dataSource) throws IOException {
        packBeans(Jars.app(), "jakarta", war, dataSource);
    }

    /**
     * As above, translated.
     *
     * @param classes its folder
     * @param api {@code jakarta} or {@code javax}
     */
    static void packBeans(Path classes, String api, Path war, String dataSource) throws IOException {
        packUnit(
                classes,
                api,
                war,
                "shop",
                dataSource,
                "OnEnterprise",
                "InDoubt",
                "HaltingResource",
                "ContainerServlet",
                "ContainerServlet$Work",
                "Items",
                "Item",
                "TransactionalBean",
                "InnerBean",
                "EnterpriseBean",
                "TimerBean",
                "AnnotatedBean",
                "UseReplica");
    }

    /**
     * Classes with a persistence unit.
     *
     * @param unit its name
     * @param dataSource that of its JTA transactions
     */
    static void packUnit(Path war, String unit, String dataSource, String... classes) throws IOException {
        packUnit(Jars.app(), "jakarta", war, unit, dataSource, classes);
    }

    private static void packUnit(Path from, String api, Path war, String unit, String dataSource, String... classes)
            throws IOException {
        boolean javax = api.equals("javax");
        String namespace = javax ? "http://xmlns.jcp.org/xml/ns/persistence" : "https://jakarta.ee/xml/ns/persistence";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(war))) {
            put(from, out, classes);
            out.putNextEntry(new JarEntry("WEB-INF/classes/META-INF/persistence.xml"));
            out.write(PERSISTENCE
                    .formatted(namespace, javax ? "2.2" : "3.0", unit, dataSource)
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Classes of {@code app} into a WAR. */
    private static void put(Path from, JarOutputStream war, String... classes) throws IOException {
        for (String name : classes) {
            war.putNextEntry(new JarEntry("WEB-INF/classes/app/" + name + ".class"));
            Files.copy(from.resolve("app/" + name + ".class"), war);
        }
    }

    /** Scripts wait for the JVM that they have started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
