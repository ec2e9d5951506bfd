// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The unpacked programs of a database server, kept between runs in a folder under {@code java.io.tmpdir}. Several JVMs
 * may unpack at once: each into a folder of its own, and the first to finish gives it the final name.
 */
final class Binaries {
    private Binaries() {}

    /** Unpacks the server's archive from the class path into the folder given. */
    @FunctionalInterface
    interface Unpacking {
        void into(Path folder, JarURLConnection jar) throws IOException;
    }

    /**
     * @param product the server's name, for messages
     * @param resource a class path resource of the jar that holds the server
     * @param unpacking how to unpack that jar
     * @param progress hears of the unpacking, which takes seconds
     * @return the folder with the programs, readable by every user
     * @throws Unavailable if the jar is not on the class path
     */
    static Path of(String product, String resource, Unpacking unpacking, Consumer<String> progress) {
        URL url = Binaries.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new Unavailable(product + " is not on the class path: " + resource + " was not found.");
        }
        try {
            JarURLConnection jar = (JarURLConnection) url.openConnection();
            jar.setUseCaches(false);
            String name = Path.of(jar.getJarFileURL().getPath()).getFileName().toString();
            Path cache = cache();
            Path folder = cache.resolve(name.substring(0, name.length() - ".jar".length()));
            if (!Files.isDirectory(folder)) {
                progress.accept("Unpacking " + product + " (once) ...");
                unpack(unpacking, jar, cache, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + product, e);
        }
    }

    private static Path cache() throws IOException {
        Path cache = Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("replicated-test-servers-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(cache);
        } catch (IOException e) {
            throw new Unavailable("The folder for database servers cannot be made: " + cache, e);
        }
        if (!ServerUser.isOurs(cache)) {
            throw new Unavailable("The folder for database servers belongs to another user; remove it: " + cache);
        }
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
        return cache;
    }

    private static void unpack(Unpacking unpacking, JarURLConnection jar, Path cache, Path folder) throws IOException {
        Path unfinished = Files.createTempDirectory(cache, "unpacking-");
        try {
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpacking.into(unfinished, jar);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** The bytes of one entry of the jar. */
    static InputStream open(JarURLConnection jar) throws IOException {
        return new BufferedInputStream(jar.getInputStream());
    }

    /** Deletes a folder with all that is in it; a folder that is not there is no error. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }
}
